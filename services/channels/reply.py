"""What the customer wrote now: without the history that the mail program quoted, and without the signature. Pure.

Line by line, and linear in the text. A forwarded mail is kept: it IS the inquiry. Answers between quotes are
kept, the quotes are not. Where nothing would be left, all is kept.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from services.channels.attribution import Attribution, attributions, is_quote, next_is_quoted
from services.channels.copied_head import before_rule, begins_history
from services.channels.farewell import farewell
from services.channels.history_words import FORWARDED

_LONGEST: Final = 200_000
"""Of a text whose words are looked at: an event carries a third of it."""
_LONGEST_LINE: Final = 300
_BROKEN_FROM: Final = 60
"""A quoted line of this length was broken by a program on the way rather than by its author."""

_BLANK: Final = "\n \t\xa0"
_FORWARD: Final = re.compile(
    rf"[-\s>*_]{{0,80}}(?:{FORWARDED})(?:[\s:*_-].{{0,200}})?", re.IGNORECASE
)
_FORWARD_SUBJECT: Final = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|enc|i|doorst|vs|vb|vl|továbbítás|ilt|fs|trs|pd|转发|轉寄|転送)\s?:|\s*\(fwd\)|\s*\[fwd:",
    re.IGNORECASE,
)


def said_now(full: str, subject: str = "") -> str:
    """Return what was written now; everything where nothing else would be left, or all was passed on."""
    if _FORWARD_SUBJECT.match(subject[:_LONGEST_LINE]):
        return full.strip(_BLANK)
    lines = full[:_LONGEST].split("\n")
    leads = attributions(lines)
    end = _history(lines, leads)
    passed_on = _forward(lines[:end])
    said = _unquoted(lines[:passed_on], [one for one in leads if one.end <= passed_on])
    if passed_on < end:
        above = _text(said)
        return _text([*([above, ""] if above else []), *lines[passed_on:]])
    return _text(said[: farewell(said)]) or _text(said) or full.strip(_BLANK)


def _forward(lines: Sequence[str]) -> int:
    """Return the line with which a forwarded mail begins: the end, where there is none."""
    marked = (
        at
        for at, line in enumerate(lines)
        if len(line) <= _LONGEST_LINE and not is_quote(line) and _FORWARD.fullmatch(line)
    )
    return next(marked, len(lines))


def _history(lines: Sequence[str], leads: Sequence[Attribution]) -> int:
    """Return the line with which the quoted history begins: the end, where there is none."""
    last_plain = _last_plain(lines)
    led = next((one for one in leads if not _is_answered(lines, one, last_plain)), None)
    end = led.begin if led else len(lines)
    copied = next((at for at in range(end) if begins_history(lines, at)), None)
    end = end if copied is None else copied
    return before_rule(lines, end) if end < len(lines) else end


def _is_answered(lines: Sequence[str], lead: Attribution, last_plain: int) -> bool:
    """Tell whether answers stand between or below the quotes: then only the quotes go."""
    return next_is_quoted(lines, lead.end) and last_plain >= lead.end


def _last_plain(lines: Sequence[str]) -> int:
    """Return the last line that says something and is not quoted; -1 where there is none."""
    plain = (
        at for at in reversed(range(len(lines))) if lines[at].strip() and not is_quote(lines[at])
    )
    return next(plain, -1)


def _unquoted(lines: Sequence[str], leads: Sequence[Attribution]) -> list[str]:
    """Drop quoted lines, what leads to them, and what a program broke off their ends."""
    led = {at for one in leads for at in range(one.begin, one.end)}
    above = any(line.strip() for line in lines[: leads[0].begin]) if leads else False
    kept = [at for at, line in enumerate(lines) if at not in led and not is_quote(line)]
    broken = _broken_off(lines) if above else set()
    gaps = {
        at
        for before, at in pairwise(kept)
        if at - before > 1 and not lines[before].strip() and not lines[at].strip()
    }
    return [lines[at] for at in kept if at not in broken and at not in gaps]


def _broken_off(lines: Sequence[str]) -> set[int]:
    """Return the lines that are the rest of a long quoted line above them."""
    return {
        at + 1
        for at, (before, line) in enumerate(pairwise(lines))
        if is_quote(before)
        and line.strip()
        and not is_quote(line)
        and len(before) >= _BROKEN_FROM
        and (line[:1].islower() or not before.rstrip().endswith((".", "!", "?", ":")))
    }


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip(_BLANK)
