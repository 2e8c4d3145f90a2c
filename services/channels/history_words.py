"""How mail programs of the world speak of an earlier mail: the words by which its history is known. Pure data.

Each list is an alternation for a pattern that ignores case. A language that is missing here costs its
customers some quoted lines too many in what they say, never a word of their own.
"""

from typing import Final

WROTE: Final = (
    r"wrote|writes|said|schrieb(?:en)?|geschrieben|menulis(?:kan)?|berkata|(?:a|à) écrit|écrit|escribi[óo]|escribe|"
    r"escreveu|va escriure|ha scritto|scrive|scritto|schreef|het volgende geschreven|skrev|skriver|kirjoitti|"
    r"napsala?|napsal\(a\)|napísala?|napísal\(a\)|napisała?|napisał\(a\)|napisao|napisala|je napisao(?:/la)?|pisze|"
    r"пишет|написала?|написал\(а\)|пише|написав|написа|yazdı|şunu yazdı|írta|ezt írta|a scris|έγραψε|kirjutas|"
    r"rakstīja|rašė|đã viết|viết|เขียนว่า|เขียน|כתב(?:ה|/ה)?|كتب(?:ت)?|のメール|書きました|さんが書いた|写道|寫道|작성|님이 작성"
)
"""What somebody did with it."""

OPENS: Final = (
    r"on|in a message dated|am|pada|le|el|em|il|op|den|dne|dňa|dnia|w dniu|på|at|vào|la|în data de|a|στις|τη|в|у|de|hi,? on|quoting|"
    r"il giorno|em seg|em ter|em qua|em qui|em sex|em sáb|em dom|от|from|tanggal|du|vào lúc|het volgende"
)
"""How a sentence about it begins, before the date."""

ORIGINAL: Final = (
    r"original(?: message| appointment| e-?mail| mail)?|reply message|reply (?:above|message)|"
    r"urspr(?:ü|ue?)ngliche (?:nachricht|e-?mail|mail)|original-?nachricht|pesan asli|"
    r"message (?:d['’]origine|original|initial)|courriel original|mensaje original|mensagem original|"
    r"messaggio originale|missatge original|oorspronkelijk bericht|originalmeddelande|ursprungligt meddelande|"
    r"oprindelig (?:meddelelse|besked|mail)|opprinnelig melding|alkuperäinen viesti|původní (?:zpráva|e-?mail)|"
    r"pôvodná správa|(?:oryginalna wiadomość|wiadomość oryginalna)|исходное (?:сообщение|письмо)|вихідне повідомлення|"
    r"оригинальное сообщение|eredeti üzenet|mesaj original|mesajul original|orijinal (?:mesaj|ileti)|αρχικό μήνυμα|"
    r"izvorna poruka|izvirno sporočilo|原始邮件|原邮件|原始郵件|元のメッセージ|원본 메시지|tin nhắn gốc|thư gốc|الرسالة الأصلية|הודעה מקורית"
)
"""What stands between dashes above its copy."""

FORWARDED: Final = (
    r"forwarded (?:message|mail|by)|fwd message|begin forwarded (?:message|mail)|start of forwarded message|"
    r"weitergeleitete (?:nachricht|e-?mail|mail)|anfang der weitergeleiteten (?:nachricht|e-?mail|mail)|"
    r"pesan (?:yang )?diteruskan|pesan terusan|mulai pesan terusan|message (?:transféré|réexpédié|transmis)|"
    r"début du message (?:transféré|réexpédié)|mensaje reenviado|inicio del mensaje reenviado|"
    r"mensagem (?:encaminhada|reencaminhada)|início da mensagem (?:encaminhada|reencaminhada)|messaggio inoltrato|"
    r"inizio messaggio inoltrato|missatge reenviat|doorgestuurd bericht|begin doorgestuurd bericht|"
    r"vidarebefordrat (?:meddelande|brev)|videresendt (?:meddelelse|melding|besked)|start på videresendt (?:melding|besked)|"
    r"välitetty viesti|edelleenlähetetty viesti|přeposlaná zpráva|preposlaná správa|"
    r"(?:wiadomość przekazana|przekazana wiadomość|treść przekazanej wiadomości)|(?:пересылаемое|пересланное) (?:сообщение|письмо)|"
    r"переслане повідомлення|továbbított üzenet|mesaj redirecționat|(?:yönlendirilmiş|iletilen|iletilmiş) (?:mesaj|ileti)|"
    r"προωθημένο μήνυμα|proslijeđena poruka|转发的邮件|转发邮件|轉寄郵件|転送されたメッセージ|전달된 메시지|thư đã chuyển tiếp"
)
"""What stands above a mail that somebody passes on."""

FROM: Final = (
    r"from|von|dari|de|da|van|fra|från|lähettäjä|od|от|від|feladó|de la|gönderen|kimden|από|expéditeur|remitente|"
    r"remetente|mittente|afzender|absender|pengirim|发件人|寄件者|差出人|送信者|보낸 ?사람|từ|מאת"
)
DATED: Final = (
    r"sent|date|sent on|datum|gesendet|gesendet am|dikirim|tanggal|terkirim|envoyé|envoyé le|date d['’]envoi|message du|"
    r"enviado|enviado el|enviada|enviada em|enviado em|fecha|data|inviato|verzonden|skickat|sendt|dato|lähetetty|"
    r"päivämäärä|päiväys|päivä|odesláno|dátum|odoslané|wysłano|wysłane|отправлено|дата|надіслано|elküldve|dátum|trimis|gönderme tarihi|"
    r"gönderildi|tarih|ημερομηνία|εστάλη|发送时间|日期|寄件日期|送信日時|日時|보낸 ?날짜|날짜|đã gửi|ngày|תאריך"
)
TO: Final = (
    r"to|an|kepada|untuk|ke|à|a|para|aan|til|till|vastaanottaja|komu|do|кому|címzett|către|kime|alıcı|προς|"
    r"destinataire|destinatario|destinatário|empfänger|penerima|per|za|收件人|收件者|宛先|받는 ?사람|tới|đến|אל"
)
COPIED: Final = r"cc|bcc|kopie|kopie an|tembusan|copie|copie à|copia|cópia|cópia para|con copia|kopia|kopi|kopio|копия|копія|másolat|bilgi|κοιν|抄送|副本|참조"
SUBJECT: Final = (
    r"subject|re|betreff|betr|subjek|perihal|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|předmět|"
    r"predmet|temat|тема|тема письма|tárgy|subiect|konu|θέμα|assumpte|主题|主旨|件名|제목|chủ đề|tiêu đề|נושא"
)

DEVICE: Final = (
    r"(?:get|download|obtener|obtenga|obtenir|téléchargez|ottieni|scarica|baixar|hol(?:en sie sich| dir)|dapatkan|hämta|hent|pobierz|skaffa|lataa)"
    r" (?:o )?\[?outlook (?:for|für|pour|para|per|voor|för|til|untuk|dla|pro|для|için) (?:ios|android|mac|windows|iphone).{0,60}|"
    r"sent (?:from|via|with|by|using) (?:my |a |an |the )?\S.{0,60}|get (?:outlook|typeapp|bluemail|yahoo mail) for .{0,40}|"
    r"von (?:meinem|meiner) .{0,60}(?:gesendet|verschickt)|(?:gesendet|verschickt|versendet) (?:von|mit|über|via|aus) .{0,50}|"
    r"diese (?:nachricht|e-?mail) wurde von meinem .{0,60} gesendet|holen sie sich outlook für .{0,30}|outlook für .{0,20} beziehen|"
    r"(?:ter|di)kirim (?:dari|melalui|dengan) .{0,50}|dapatkan outlook untuk .{0,30}|"
    r"envoyé (?:de(?:puis)?|à partir de?|avec|via) .{0,60}|télécharger outlook pour .{0,30}|"
    r"enviad[oa] (?:desde|de|do|a partir do|con|com|via|mediante) .{0,60}|obtener outlook para .{0,30}|obter o? ?outlook para .{0,30}|"
    r"inviato (?:da(?:l|lla)?|con|tramite) .{0,50}|scarica outlook per .{0,30}|verzonden (?:vanaf|vanuit|met|via) .{0,50}|"
    r"verstuurd (?:vanaf|vanuit|met|via) .{0,50}|skickat (?:från|via) .{0,50}|hämta outlook för .{0,30}|"
    r"(?:sendt|skickas) (?:fra|via) .{0,50}|hent outlook (?:til|for) .{0,30}|lähetetty .{0,60}(?:sta|stä|lla|llä|lta|ltä)|"
    r"odesláno (?:z|ze) .{0,50}|odoslané z .{0,50}|wysłane z .{0,50}|wysłano z .{0,50}|отправлено (?:с|из|от) .{0,50}|"
    r"надіслано з .{0,50}|.{0,40}(?:umdan|ümden|imden|ımdan) gönderildi|trimis (?:de pe|din) .{0,50}|elküldve a .{0,50}|"
    r"στάλθηκε από .{0,50}|poslano (?:s|z|sa) .{0,50}|enviat des de .{0,50}|发自我的.{0,30}|從我的.{0,30}傳送|从我的.{0,30}发送|"
    r"(?:my )?iphone ?から送信|.{0,30}から送信|나의 .{0,30}에서 보냄|được gửi từ .{0,50}|נשלח מה?.{0,40}"
)
"""What a telephone or a free program puts below everything."""

DEVICE_SENTENCE: Final = (
    r"sent with \[?proton ?mail.{0,80}|diese (?:nachricht|e-?mail) wurde (?:von|mit) .{0,80} (?:gesendet|verschickt)|"
    r"this (?:message|e-?mail) was sent (?:from|with) (?:my |a )?(?:mobile|phone|iphone|android|blackberry).{0,60}|"
    r"please excuse (?:my |the )?(?:brevity|typos).{0,60}|bitte entschuldigen sie (?:die kürze|tippfehler).{0,60}"
)
"""The same as a whole sentence."""

FAREWELL: Final = (
    r"(?:(?:with |my |many thanks and |thanks and |thank you and )?(?:kind(?:est)?|best|warm(?:est)?|many|good)? ?regards|"
    r"(?:with )?(?:all )?best wishes|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|respectfully|cordially|"
    r"mit (?:freundlichen|besten|herzlichen|lieben|vielen|schönen) gr(?:ü|ue)(?:ß|ss)en|"
    r"(?:viele|liebe|beste|freundliche|schöne|herzliche) gr(?:ü|ue)(?:ß|ss)e(?: aus .{0,30})?|mfg|hochachtungsvoll|"
    r"hormat (?:kami|saya)|salam(?: hormat| hangat)?|(?:bien |très )?cordialement|(?:sincères |meilleures )?salutations(?: distinguées)?|"
    r"(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|atenciosamente|(?:com os )?(?:melhores )?cumprimentos|"
    r"(?:cordiali|distinti) saluti|met (?:vriendelijke|hartelijke|beste) groet(?:en)?|vriendelijke groet(?:en)?|"
    r"med vänliga? hälsning(?:ar)?|(?:med )?venlig hilsen|(?:med )?vennlig hilsen|mvh|ystävällisin terveisin|"
    r"(?:z poważaniem|pozdrawiam)|s pozdravem|s pozdravom|с уважением|з повагою|üdvözlettel|saygılarımla|cu stimă|με εκτίμηση)"
)
"""The last line of a letter, above its author's name."""

DISCLAIMER: Final = (
    r"(?:this|the) (?:e-?mail|email|message|communication|transmission|information (?:contained )?in this)\b.{0,120}"
    r"(?:confidential|privileged|intended (?:only|solely|for)|proprietary)|"
    r"(?:confidentiality|privacy|legal) (?:notice|note|disclaimer)\b|disclaimer ?:|"
    r"diese (?:e-?mail|nachricht)\b.{0,120}(?:vertraulich|rechtlich geschützt|ausschließlich)|der inhalt dieser e-?mail\b.{0,80}vertraulich|"
    r"(?:pesan|e-?mail|surel) ini\b.{0,120}(?:rahasia|ditujukan|hanya untuk)|"
    r"(?:ce message|ce courriel|cet? e-?mail)\b.{0,120}(?:confidentiel|destin)|"
    r"este (?:mensaje|correo|e-?mail|mensagem)\b.{0,120}(?:confiden|destinad|dirigid)|esta mensagem\b.{0,120}(?:confiden|destinad)|"
    r"(?:questo messaggio|le informazioni contenute)\b.{0,120}(?:riservat|confidenzial)|dit (?:bericht|e-?mail)\b.{0,120}(?:vertrouwelijk|bestemd)|"
    r"virus-?free\.|this e-?mail has been (?:checked|scanned) for viruses|diese e-?mail wurde .{0,40}auf viren"
)
"""How what a lawyer or a scanner adds begins."""
