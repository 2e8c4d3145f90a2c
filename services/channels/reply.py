"""What the customer wrote now: without the history that the mail program quoted, and without the signature. Pure.

Line by line and linear in the text. A forwarded mail is kept: it IS the inquiry. Where stripping would leave
nothing, all is kept. Knows English, German and Indonesian well, and the neighbours' openings.
"""

import re
from collections.abc import Sequence
from typing import Final

_LONGEST: Final = 200_000
"""Of a text whose words are looked at: an event carries a third of it."""
_LONGEST_LINE: Final = 1_000
_LONGEST_OPENING: Final = 400
_MOST_OPENING_LINES: Final = 4
_HEADER_REACH: Final = 7
_MOST_SIGNATURE_LINES: Final = 12
_MOST_DEVICE_LINES: Final = 2

_OPENS: Final = re.compile(
    r"(?:on|am|pada|le|el|em|il|op|den|dne|w dniu|p[åa]|em|vào|at|quoting|hi,? on)\s.*|.{0,200}<[^<>\s]+@[^<>\s]+>.{0,60}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|.{0,120}\b(?:wrote|schrieb)\b.*",
    re.IGNORECASE,
)
_CLOSES: Final = re.compile(
    r".*\b(?:wrote|writes|said|schrieb|geschrieben|menulis|a écrit|écrit|escribi[óo]|escreveu|ha scritto|schreef|skrev|"
    r"kirjoitti|napsal\(?a?\)?|napisał\(?a?\)?|пишет|написал\S{0,3})\b[^\w]{0,40}:?\s*|.*<[^<>\s]+@[^<>\s]+>\s*:\s*",
    re.IGNORECASE,
)
_ORIGINAL: Final = re.compile(
    r"[-_=*\s]{2,}(?:original(?: message| appointment)?|urspr(?:ü|ue?)ngliche (?:nachricht|e-?mail)|pesan asli|"
    r"message d'origine|mensaje original|reply (?:above|message))[-_=*\s:]*",
    re.IGNORECASE,
)
_ABOVE: Final = re.compile(
    r".{0,10}(?:reply above this line|bitte (?:antworten sie )?oberhalb dieser (?:linie|zeile)).*",
    re.IGNORECASE,
)
_FORWARDED: Final = re.compile(
    r"[-\s>*]*(?:forwarded message|begin forwarded message|weitergeleitete (?:nachricht|e-?mail)|"
    r"anfang der weitergeleiteten (?:nachricht|e-?mail)|pesan (?:yang )?diteruskan|pesan terusan)\b.*",
    re.IGNORECASE,
)
_FROM: Final = re.compile(
    r"[*_\s]*(?:from|von|dari|de|da|van|fra|från)\s?[*_]*\s?:.*\S", re.IGNORECASE
)
_OTHER_HEADER: Final = re.compile(
    r"[*_\s]*(?:sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|dikirim|tanggal|kepada|subjek|perihal|"
    r"envoyé|à|objet|enviado|para|asunto|assunto|inviato|a|oggetto|verzonden|aan|onderwerp)\s?[*_]*\s?:.*",
    re.IGNORECASE,
)
_DELIMITER: Final = re.compile(r"(?:--|__|\u2014|\u2014\u2014)\s*")
_RULE: Final = re.compile(r"[_\-=*\u2500]{5,}\s*")
_DEVICE: Final = re.compile(
    r"(?:[-_\s*]*)(?:sent (?:from|via|with|by) (?:my |a |the )?\S.{0,60}|get outlook for .{0,40}|"
    r"von meinem .{0,40} gesendet|gesendet (?:von|mit|über) .{0,50}|diese nachricht wurde von meinem .{0,60} gesendet|"
    r"dikirim (?:dari|melalui) .{0,50}|envoyé de .{0,50}|enviado desde .{0,50})",
    re.IGNORECASE,
)


def said_now(full: str) -> str:
    """Return what was written now; everything where nothing else would be left."""
    lines = full[:_LONGEST].split("\n")
    kept = _unquoted(lines[: _history(lines)])
    text = "\n".join(kept[: _signature(kept)]).strip("\n ")
    return text or "\n".join(kept).strip("\n ") or full.strip("\n ")


def _history(lines: Sequence[str]) -> int:
    """Return the line with which the quoted history begins: the end, where there is none or it was forwarded."""
    last_plain = _last_plain(lines)
    for at, line in enumerate(lines):
        if len(line) > _LONGEST_LINE:
            continue
        if _FORWARDED.fullmatch(line):
            return len(lines)
        if _ORIGINAL.fullmatch(line) or _ABOVE.fullmatch(line) or _is_header_block(lines, at):
            return _before_rule(lines, at)
        length = _opening(lines, at)
        answers_below = _next_is_quoted(lines, at + length) and last_plain >= at + length
        if length and not answers_below:  # Else only the quotes go: the answers stand between them.
            return at
    return len(lines)


def _is_header_block(lines: Sequence[str], at: int) -> bool:
    """Tell whether Outlook's copy of a header begins here: From, and two more of its fields close by."""
    if not _FROM.fullmatch(lines[at]):
        return False
    near = [line for line in lines[at + 1 : at + _HEADER_REACH] if len(line) <= _LONGEST_LINE]
    return sum(1 for line in near if _OTHER_HEADER.fullmatch(line)) > 1


def _before_rule(lines: Sequence[str], at: int) -> int:
    """Step back over the rule that mail programs draw above the history."""
    while at and (not lines[at - 1].strip() or _RULE.fullmatch(lines[at - 1].strip())):
        at -= 1
    return at


def _opening(lines: Sequence[str], at: int) -> int:
    """Return over how many lines `On Monday, Ana wrote:` stands here; 0 where it doesn't."""
    if not _OPENS.fullmatch(lines[at].strip()):
        return 0
    joined = ""
    for count in range(1, _MOST_OPENING_LINES + 1):
        line = lines[at + count - 1].strip() if at + count <= len(lines) else ""
        joined = f"{joined} {line}".strip()
        if not line or len(joined) > _LONGEST_OPENING:
            return 0
        if joined.endswith((":", ">", "-")) and _CLOSES.fullmatch(joined):
            return count
    return 0


def _last_plain(lines: Sequence[str]) -> int:
    """Return the last line that says something and is not quoted; -1 where there is none."""
    plain = (
        at for at in reversed(range(len(lines))) if lines[at].strip() and not _is_quoted(lines[at])
    )
    return next(plain, -1)


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _unquoted(lines: Sequence[str]) -> list[str]:
    """Drop quoted lines, and the openings that lead to them."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        length = _opening(lines, at) if len(lines[at]) <= _LONGEST_LINE else 0
        if length and _next_is_quoted(lines, at + length):
            at += length
        else:
            kept += [] if _is_quoted(lines[at]) else [lines[at]]
            at += 1
    return kept


def _next_is_quoted(lines: Sequence[str], at: int) -> bool:
    return next(
        (line.lstrip().startswith(">") for line in lines[at : at + 3] if line.strip()), False
    )


def _signature(lines: Sequence[str]) -> int:
    """Return the line with which the signature begins: the end, where there is none."""
    for at, line in enumerate(lines):
        if len(line) > _LONGEST_LINE or not any(
            before.strip() for before in lines[max(0, at - 50) : at]
        ):
            continue
        below = sum(1 for after in lines[at + 1 : at + 60] if after.strip())
        if _DELIMITER.fullmatch(line) and below <= _MOST_SIGNATURE_LINES:
            return at
        if _DEVICE.fullmatch(line.strip()) and below <= _MOST_DEVICE_LINES:
            return at
    return len(lines)
