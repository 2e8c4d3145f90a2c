"""The head of an earlier mail, copied above it as Outlook does: From, Sent, To, Subject, in many languages. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from services.channels.history_words import COPIED, DATED, FROM, ORIGINAL, SUBJECT, TO

_LONGEST_LINE: Final = 1_000
_REACH: Final = 9
_MOST_OTHER_LINES: Final = 2
_FEWEST: Final = 3
_LONGEST_MARK: Final = 12
_MARK: Final = rf"[*_>|\s]{{0,{_LONGEST_MARK}}}"
_FIELDS: Final = {
    name: re.compile(rf"{_MARK}(?:{words}){_MARK}[:\uff1a]", re.IGNORECASE)
    for name, words in (
        ("from", FROM),
        ("dated", DATED),
        ("to", TO),
        ("copied", COPIED),
        ("subject", SUBJECT),
    )
}
_ANY: Final = re.compile(
    rf"{_MARK}(?:{FROM}|{DATED}|{TO}|{COPIED}|{SUBJECT}){_MARK}[:\uff1a]", re.IGNORECASE
)
_NAMES_IN_ONE: Final = tuple(
    re.compile(rf"(?<!\w)(?:{words})[*_\s]{{0,4}}[:\uff1a]", re.IGNORECASE)
    for words in (FROM, DATED, TO, SUBJECT)
)
_ORIGINAL: Final = re.compile(
    rf"(?=\s*[-_=*>])[-_=*\s>]{{2,80}}(?:{ORIGINAL})[-_=*\s:]*", re.IGNORECASE
)
_ORIGINAL_BARE: Final = re.compile(rf"\s*(?:{ORIGINAL})\s*:?\s*", re.IGNORECASE)
_ABOVE: Final = re.compile(
    r".{0,20}(?:(?:please )?(?:type |write |enter |add )?(?:your )?(?:reply|response|answer|write|message) above this line|(?:bitte )?(?:antworten sie )?(?:bitte )?oberhalb dieser (?:linie|zeile)|"
    r"(?:balas|tulis) di atas (?:garis|baris) ini|répond(?:re|ez) au-dessus de cette ligne|responda? (?:por )?(?:encima|arriba|acima) de).*",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"[_\-=*\u2500\u2501\u2014]{4,}")


def begins_history(lines: Sequence[str], at: int) -> bool:
    """Tell whether an earlier mail's copy begins in line `at`."""
    line = lines[at]
    if len(line) > _LONGEST_LINE or not line.strip():
        return False
    if _ORIGINAL.fullmatch(line) or _ABOVE.fullmatch(line):
        return True
    if _ORIGINAL_BARE.fullmatch(line):
        after = next((n for n in range(at + 1, min(at + 3, len(lines))) if lines[n].strip()), None)
        return after is not None and is_head(lines, after)
    return is_head(lines, at)


def is_head(lines: Sequence[str], at: int) -> bool:
    """Tell whether a copied head begins in line `at`: three sorts of fields close by, its author among them."""
    if len(lines[at]) > _LONGEST_LINE or not _ANY.match(lines[at]):
        return False
    if _is_in_one(lines[at]):
        return True
    found: set[str] = set()
    others, mailbox = 0, False
    for line in lines[at : at + _REACH]:
        known = _sorts(line)
        others = others + 1 if not known else 0
        if others > _MOST_OTHER_LINES or (not line.strip() and len(found) > 1):
            break
        found |= known
        mailbox = mailbox or "@" in line
    named = "from" in found and len(found) >= _FEWEST
    return named and ("subject" in found or (mailbox and "dated" in found))


def _is_in_one(line: str) -> bool:
    """Tell whether the whole head stands in one line, as where a program lost its breaks."""
    at = 0
    for name in _NAMES_IN_ONE:
        found = name.search(line, at)
        if not found or (name is _NAMES_IN_ONE[0] and found.start() > _LONGEST_MARK):
            return False
        at = found.end()
    return True


def _sorts(line: str) -> set[str]:
    if len(line) > _LONGEST_LINE:
        return set()
    return {name for name, field in _FIELDS.items() if field.match(line)}


def before_rule(lines: Sequence[str], at: int) -> int:
    """Step back over the rule that mail programs draw above the history, and what is empty."""
    while at and (not lines[at - 1].strip() or _RULE.fullmatch(lines[at - 1].strip())):
        at -= 1
    return at
