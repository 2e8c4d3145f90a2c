"""Who speaks, where a label before the words tells: `Agent: …`, `[00:01:02] Speaker 1: …`. Pure; linear.

Not everything before a colon is a speaker: `Order ID: 33` goes on. A name counts where it comes again,
or where every line has one.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from services.channels.phone.speech import Turn
from services.channels.phone.stamps import CLOCK, only, seconds, stamped
from services.channels.phone.titles import role_of
from switchboard.contracts.values import Seconds

_NAME: Final = r"(\+?[^\W_][^:\uff1a()\[\]<>*\n]{0,39}?)"
_ASIDE: Final = r"(?:[(\[]([^()\[\]\n]{0,40})[)\]][ \t]{0,8})?"
_LABEL: Final = re.compile(
    rf"(?:\*\*|__)?{_NAME}[ \t]{{0,8}}{_ASIDE}(?:\*\*|__)?[:\uff1a](?:\*\*|__)?(?!//)[ \t]*"
)
_HEADING: Final = re.compile(rf"{_NAME}[ \t]{{1,8}}[\[(]?{CLOCK}[\])]?[ \t]*")
_LONGEST_HEADING: Final = 80
_SHORT_TITLE: Final = 2
_NUMBERED: Final = re.compile(
    r"(?:unknown |unbekannter )?(?:speaker|sprecher|sprecherin|pembicara|channel|kanal|participant|"
    r"teilnehmer|spk|person|voice|stimme)[ _#-]{0,2}(?:[0-9]{1,3}|[a-z])?",
    re.IGNORECASE,
)
_TELEPHONE: Final = re.compile(r"\+?\d[\d ()/-]{5,20}", re.ASCII)
_DASH: Final = re.compile(r"[ \t]*(?:[-\u2013\u2014\u2022][ \t]+|>{2,3}[ \t]*)")
_BRACKETED: Final = re.compile(r"[\[(]([^()\[\]\n]{1,40})[\])][ \t]{0,8}[:\uff1a]?[ \t]*")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PARTICLES: Final = _set("von van de der den del da di bin binti al la le zu")
_NO_NAMES: Final = _set(
    "account address alamat anschrift attention betreff bestellung bestellnummer date datum email "
    "e-mail fax from hello hallo halo hi id invoice kundennummer name nama nomor note notes number "
    "nummer ok okay order password phone please problem question re rechnung result serial subject "
    "surname telefon tel time total uhrzeit url user username warning website yes no ja nein"
)
_MARKS: Final = "-\u2013\u2014\u2022> \t"
"""What may stand before a label, or before the words of somebody else."""
_MOST_WORDS: Final = 4
_HOUR: Final = 3_600


class Piece(NamedTuple):
    """One line of what was written down."""

    text: str
    start: Seconds | None = None
    end: Seconds | None = None


class _Line(NamedTuple):
    name: str
    words: str
    piece: Piece


def labelled(pieces: Sequence[Piece], speakers: Collection[str] = ()) -> list[Turn]:
    """Return a turn for each piece; a piece without a label goes on with whoever spoke.

    `speakers` are known beforehand to be some.
    """
    lines = [_read(piece) for piece in pieces]
    known = _speakers(lines).union(speakers)
    turns: list[Turn] = []
    speaker = ""
    for line in lines:
        if line.name in known:
            speaker, words = line.name, line.words
        elif dash := _DASH.match(line.piece.text):  # Somebody else, and nobody says who.
            speaker, words = "", line.piece.text[dash.end() :]
        else:
            words = line.piece.text
        if words.strip():
            times = line.piece
            turns.append(
                Turn(text=words.strip(), speaker=speaker, start=times.start, end=times.end)
            )
    return turns


def dialogue(text: str) -> list[Turn]:
    """Return the turns of a dialogue in plain text, with the times that its lines begin with."""
    pieces: list[Piece] = []
    waiting: Piece | None = None
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    headings = _headings(lines)
    for line in lines:
        at, words = stamped(line)
        if (heading := headings.get(line)) is not None:
            waiting = heading
        elif waiting is not None:
            pieces.append(Piece(f"{waiting.text}: {line}", waiting.start))
            waiting = None
        else:
            pieces.append(Piece(words, at))
    return _joined(labelled(_from_zero(pieces), {one.text for one in headings.values()}))


def _headings(lines: Sequence[str]) -> dict[str, Piece]:
    """Return the lines that hold nothing but a speaker and a time, where that is how it is written."""
    short = [line for line in lines if len(line) < _LONGEST_HEADING]
    found = {
        line: Piece(heading[1], seconds(*heading.groups()[1:4]))
        for line in short
        if (heading := _HEADING.fullmatch(line))
    }
    names = Counter(found[line].text for line in short if line in found)
    again = any(times > 1 for times in names.values())
    told = {
        line: piece
        for line, piece in found.items()
        if _is_speaker(piece.text) or (again and _is_name(piece.text))
    }
    return told | {
        line: Piece(name, at)
        for line in short
        for at, name in [stamped(line)]
        if at is not None and _is_title(name)
    }


def _read(piece: Piece) -> _Line:
    text = piece.text.lstrip(_MARKS)
    bracketed = _BRACKETED.match(text)
    if bracketed and _is_speaker(bracketed[1].strip()):
        return _Line(bracketed[1].strip(), text[bracketed.end() :], piece)
    label = _LABEL.match(text)
    if label is None:
        return _Line("", piece.text, piece)
    at = only(label[2] or "")
    if at is not None and piece.start is None:
        piece = piece._replace(start=at)
    aside = "" if at is not None or not label[2] else f" ({label[2].strip()})"
    return _Line(" ".join(label[1].split()) + aside, text[label.end() :], piece)


def _speakers(lines: Sequence[_Line]) -> set[str]:
    """Return the labels that are speakers."""
    counted = Counter(line.name for line in lines if line.name)
    everywhere = len(lines) > 1 and all(line.name for line in lines)
    return {
        name
        for name, times in counted.items()
        if _is_speaker(name) or ((times > 1 or everywhere) and _is_name(name))
    }


def _is_title(words: str) -> bool:
    """Tell whether the words of a line announce a speaker, and aren't said by one."""
    few = len(words.split()) <= _SHORT_TITLE and not {":", "["} & set(words)
    return few and bool(role_of(words) or _NUMBERED.fullmatch(words))


def _is_speaker(name: str) -> bool:
    return bool(role_of(name) or _NUMBERED.fullmatch(name) or _TELEPHONE.fullmatch(name))


def _is_name(name: str) -> bool:
    words = name.split()
    return (
        len(words) <= _MOST_WORDS
        and words[0].casefold() not in _NO_NAMES
        and not any(map(str.isdecimal, name))
        and all(not word[0].islower() or word in _PARTICLES for word in words)
    )


def _from_zero(pieces: Sequence[Piece]) -> list[Piece]:
    """Return times as from the beginning of the call, where a line tells the time of the day."""
    first = next((piece.start for piece in pieces if piece.start is not None), Seconds(0.0))
    if first < _HOUR:
        return list(pieces)
    return [
        piece
        if piece.start is None
        else piece._replace(start=Seconds(piece.start - first) if piece.start >= first else None)
        for piece in pieces
    ]


def _joined(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns with what one speaker says in several lines as one."""
    found: list[list[Turn]] = []
    for turn in turns:
        if found and found[-1][0].speaker == turn.speaker and turn.start is None:
            found[-1].append(turn)
        else:
            found.append([turn])
    return [
        Turn(text="\n".join(one.text for one in same), speaker=same[0].speaker, start=same[0].start)
        for same in found
    ]
