"""How programs that answer for people announce it in a subject, in the languages of the world. Pure."""

import re
from typing import Final

_LONGEST: Final = 500
_AWAY: Final = re.compile(
    r"out of (?:the )?office|away from (?:the |my )?(?:office|desk|mail)|on (?:vacation|holiday|leave)|vacation|\booo\b|"
    r"abwesen|nicht im (?:büro|buero|haus)|im urlaub|sedang cuti|(?:di|ke) luar kantor|tidak di kantor|"
    r"absen(?:ce|t) du bureau|absence|en congés?|ausente|ausencia|fuera de la oficina|de vacaciones|ausência|fora do escritório|de férias|"
    r"assen(?:te|za)|fuori (?:ufficio|sede)|in ferie|afwezig|met vakantie|frånvaro|inte på kontoret|semester|fravær|ikke på kontoret|"
    r"poissa|lomalla|nieobecno|na urlopie|poza biurem|nepřítomnost|mimo kancelář|neprítomnos|távollét|házon kívül|absent din|"
    r"вне офиса|в отпуске|отсутств|поза офісом|у відпустці|ofis dışı|izinde|εκτός γραφείου|不在|外出|休假|부재중",
    re.IGNORECASE,
)
_AUTOMATIC: Final = re.compile(
    r"\s*[\[(<*]*\s*(?:auto(?:matic|mat(?:ed|ische))?[- _]?(?:re(?:ply|sponse)|respond\w*|answer|antwort|generated|svar|odpověď|odpowiedź)|auto\s?:|"
    r"autorep|out of office auto|automat(?:ische|isierte) (?:antwort|rückantwort)|eingangsbestätigung|empfangsbestätigung|(?:balasan|jawaban) otomatis|balasan automatis|"
    r"réponse automatique|respuesta autom|resposta autom|risposta automatica|risponditore automatico|automatisch (?:antwoord|bericht)|automatische (?:reactie|afwezigheid)|"
    r"automatisk(?:t)? (?:svar|besked)|autosvar|automaattinen vastaus|automatyczna odpowied|autoodpowied|automatick[áé] odpov|automatikus válasz|"
    r"răspuns automat|resposta automàtica|автоответ|автоматический ответ|автоматична відповідь|otomatik (?:yanıt|cevap)|αυτόματη απάντηση|"
    r"自動(?:応答|返信|回覆|回复)|自动(?:回复|答复)|자동 ?(?:회신|응답)|trả lời tự động|automatski odgovor)",
    re.IGNORECASE,
)


_AWAY_TITLE: Final = re.compile(
    r"\s*\[?(?:out of (?:the )?office|away from (?:the )?office|vacation (?:reply|response|message|notice)|abwesenheits(?:notiz|nachricht|assistent|meldung|info)|"
    r"nicht im büro|di luar kantor|message d.absence|absence du bureau|fuera de (?:la )?oficina|fora do escritório|fuori (?:sede|ufficio)|"
    r"afwezigheids(?:bericht|assistent)|frånvaromeddelande|fravær(?:smelding|sbesked|sassistent)|poissaoloviesti|nieobecność)"
    r"(?: auto-?(?:reply|antwort|matic response))?\]?\s*(?:[:\-\u2013\uff1a]|$)",
    re.IGNORECASE,
)


def says_away(subject: str) -> bool:
    """Tell whether a subject speaks of somebody who isn't there; people write such subjects too."""
    return bool(_AWAY.search(subject[:_LONGEST]))


def says_automatic(subject: str) -> bool:
    """Tell whether a subject begins as only programs let it begin."""
    return bool(_AUTOMATIC.match(subject[:_LONGEST]))


def announces_away(subject: str) -> bool:
    """Tell whether a subject is the title that programs put over the notice that somebody isn't there."""
    return bool(_AWAY_TITLE.match(subject[:_LONGEST]))
