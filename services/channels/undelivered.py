"""The signs of a mail that could not be delivered, where no standard report says so. Pure.

Each sign alone is said by people too; `nature` asks for several, and for a sender that is a machine.
"""

import re
from typing import Final, NamedTuple

from services.channels.mime import Opened

_BEGINNING: Final = 6_000
_LONGEST_SUBJECT: Final = 500

_DAEMON: Final = re.compile(
    r"mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|bounces?(?:[-_+.].{0,100})?|mta|smtp[-_.]?daemon|"
    r"mail[-_.]?delivery(?:[-_.]?(?:system|subsystem|agent|service))?|(?:non-?)?delivery[-_.]?(?:report|notification|status)s?|"
    r"microsoftexchange[0-9a-f]{8,40}",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"post[-_.]?master|(?:mail[-_.]?|system[-_.]?)admin(?:istrator)?|mail[-_.]?(?:system|server|service)|"
    r"(?:smtp|mail)[-_.]?gateway",
    re.IGNORECASE,
)
"""A mail system, or whoever looks after it."""
_SUBJECT: Final = re.compile(
    r"undeliver|non[- ]?(?:remis|delivery)|not[- ]delivered|delivery (?:status|fail|has failed|incomplete|report|error|problem|notification|unsuccessful|delayed)|"
    r"mail delivery|email delivery|delivery to the following|failure notice|failed delivery|failed mail|return(?:ed|ing)? (?:mail|e-?mail|message|to sender)|"
    r"mail system error|message delivery|could ?n[o']t be delivered|can(?:no|')t be delivered|unable to deliver|not be delivered|"
    r"user unknown|unknown user|no such user|mail failure|mail error|delivery failed|message not sent|could not send|delayed mail|mail delayed|"
    r"bounce|rejected|blocked by|mailbox (?:is )?(?:full|unavailable)|over quota|error sending|returned by|nondeliverable|sendemail error|"
    r"unzustellbar|nicht zu(?:ge)?stellt?bar|nicht zugestellt|zustellung(?:sfehler| fehlgeschlagen)|unzustellbarkeit|rücksendung|rückläufer|"
    r"gagal (?:ter)?kirim|tidak terkirim|pengiriman gagal|gagal mengirim|pemberitahuan status pengiriman|"
    r"non remis|échec de (?:la )?(?:remise|distribution)|notification d.échec|message non (?:remis|distribué)|retour de mail|"
    r"no se (?:ha )?(?:pudo|puede|podido) entregar|no entregad|devuelto al remitente|error de entrega|"
    r"não entregue|falha na entrega|devolvid|non recapitabile|mancata consegna|non consegnat|onbestelbaar|niet (?:bezorgd|afgeleverd)|"
    r"olevererbar|kunde inte levereras|ikke leveret|kunne ikke leveres|ei voitu toimittaa|niedostarczon|nie dostarczono|nedoručiteln|nedoruč|"
    r"kézbesíthetetlen|nelivrat|iletilemedi|teslim edilemedi|μη παραδόσιμ|"
    r"недоставл|не доставлен|не может быть доставлен|сбой доставки|не удалось|メールエラー|エラー通知|配信(?:不能|エラー|失敗|できません)|送信(?:エラー|できません)|"
    r"退信|无法投递|系统退信|退件|無法傳遞|배달되지|반송|전송 실패",
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    r"(?:could|can|was|were|has|have|did|is|are) ?(?:not|n't|n[o']t be|not been) (?:be )?(?:deliver|reach|sent|accepted|able to (?:deliver|send))|cannot be delivered|"
    r"(?:wasn't|weren't|isn't|was not|were not|am not|are not|is not) able to deliver|unable to (?:deliver|send|relay)|undeliver(?:able|ed)|delivery (?:to|of|has|failed|attempt|error)|"
    r"permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal errors|transient non-fatal errors|recipient address rejected|invalid (?:user|recipient|mailbox|address)|"
    r"unknown (?:user|recipient|address|mailbox)|not listed in|user .{1,80} not (?:found|listed|known)|user (?:is )?unknown|no such (?:user|recipient|mailbox|address|person)|mailbox (?:is )?(?:full|unavailable|not found|disabled)|"
    r"over(?:drawn)? quota|exceeded (?:storage|quota|the)|host (?:unknown|not found|or domain name not found)|does not exist|"
    r"returned to (?:you|sender|its sender)|message (?:you sent|that you sent) (?:was|has been|could|to)|was (?:rejected|blocked|refused|returned|not delivered)|"
    r"failed (?:address|recipient|to deliver)|relay(?:ing)? (?:denied|not permitted)|this is (?:the|an automatically generated) (?:mail system|delivery)|"
    r"konnte nicht zugestellt|nicht zugestellt werden|empfänger (?:unbekannt|nicht gefunden)|postfach (?:ist )?voll|"
    r"tidak dapat (?:dikirim|terkirim|disampaikan)|gagal dikirim|n.a pas pu être (?:remis|distribué|livré|délivré)|no (?:se )?(?:pudo|ha podido|puede) (?:ser )?entregar|"
    r"não (?:pôde|foi possível|pode) (?:ser )?entreg|non (?:è stato possibile|può essere) (?:consegn|recapit)|kon niet worden (?:bezorgd|afgeleverd)|"
    r"送信できませんでした|届けることができません|配信できません|送信できない|見つかりません|无法投递|无法送达|не (?:может|могло|было) быть доставлен",
    re.IGNORECASE,
)
_STATUS: Final = re.compile(
    r"\b[45]\d\d[ -]{1,3}#?[45]\.\d{1,3}\.\d{1,3}\b|(?:final|original)-recipient:|diagnostic-code:|reporting-mta:|remote-mta:",
    re.IGNORECASE,
)
"""What only servers write."""
_CODE: Final = re.compile(
    r"\b#?[45]\.[0-7]\.\d{1,3}\b|\b(?:4[245][0-4]|5[05][0-9])[ :-]{1,3}\D|smtp error|smtp;|rcpt to:?\s?<|<<< ?[45]\d\d",
    re.IGNORECASE,
)
_COPY: Final = re.compile(
    r"below this line is a copy|copy of (?:the|your) (?:original )?(?:message|mail)|original message (?:follows|header|below|text)|"
    r"unsent message|message (?:header|text) follows|returned message|your (?:original )?message (?:header|follows)|message details|"
    r"^[> \t]*(?:received|message-id|return-path)[ ]?:",
    re.IGNORECASE | re.MULTILINE,
)
_ANSWER: Final = re.compile(r"\s*(?:re|fwd?|aw|wg|tr|rv|sv|antw|bls)\s?:", re.IGNORECASE)


class Sender(NamedTuple):
    """What is known of who sent a mail, as far as it tells a machine from a person."""

    address: str
    return_path: str | None
    automatic: bool
    """It says that a program submitted it, or that nobody reads answers."""


def is_undelivered(mail: Opened, sender: Sender) -> bool:
    """Tell whether a mail says that another could not be delivered.

    A person who passes such a mail on, or asks about it, is a person.
    """
    daemon = _is_daemon(sender.address)
    role = bool(_ROLE.fullmatch(sender.address.rpartition("@")[0]))
    null = sender.return_path == "" or _is_daemon(sender.return_path or "")
    if null and (daemon or role):
        return True
    subject = mail.value("subject")[:_LONGEST_SUBJECT]
    titled, told = bool(_SUBJECT.search(subject)), bool(_BODY.search(mail.text[:_BEGINNING]))
    if daemon or null or not sender.address:
        return titled or (told and (daemon or _is_proven(mail)))
    if role or sender.automatic:
        return (titled or told) and ((role and titled and told) or _is_proven(mail))
    certain = bool(mail.returned and _STATUS.search(mail.text[:_BEGINNING]))
    return titled and told and certain and not _ANSWER.match(subject)


def _is_daemon(address: str) -> bool:
    return bool(_DAEMON.fullmatch(address.rpartition("@")[0])) or "mailer-daemon" in address.lower()


def _is_proven(mail: Opened) -> bool:
    """Tell whether there is a reply of a server or the mail that came back."""
    text = mail.text[: 4 * _BEGINNING]
    return bool(mail.returned or any(one.search(text) for one in (_STATUS, _CODE, _COPY)))
