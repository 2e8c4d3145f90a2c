"""Who speaks, where a label before the words tells: `Agent: …`, `[00:01:02] Speaker 1: …`. Pure; linear.

Not everything before a colon is a speaker: `Order ID: 33` goes on. A name counts where it comes again,
or where every line has one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.channels.phone.speech import Turn
from services.channels.phone.titles import role_of
from switchboard.contracts.values import Seconds

_NAME: Final = r"(\+?[^\W_][^:\uff1a()\[\]<>*\n]{0,39}?)"
_ASIDE: Final = r"(?:[(\[]([^()\[\]\n]{0,40})[)\]][ \t]{0,8})?"
_LABEL: Final = re.compile(
    rf"(?:\*\*|__)?{_NAME}[ \t]{{0,8}}{_ASIDE}(?:\*\*|__)?[:\uff1a](?:\*\*|__)?(?!//)[ \t]*"
)
_CLOCK: Final = r"(?:(\d{1,3}):)?(\d{1,2}):([0-5]\d)(?:[.,]\d{1,3})?"
_STAMP: Final = re.compile(
    rf"[ \t]{{0,8}}[\[(<]?[ \t]{{0,8}}{_CLOCK}(?:[ \t]?[AaPp]\.?[Mm]\.?)?[ \t]*"
    rf"(?:-{{1,2}}>?[ \t]*{_CLOCK}[ \t]*)?[\])>]?[ \t]*[-|]?[ \t]*",
    re.ASCII,
)
_HEADING: Final = re.compile(rf"{_NAME}[ \t]{{1,8}}[\[(]?{_CLOCK}[\])]?[ \t]*")
_ONLY_CLOCK: Final = re.compile(_CLOCK, re.ASCII)
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


def labelled(pieces: Sequence[Piece]) -> list[Turn]:
    """Return a turn for each piece; a piece without a label goes on with whoever spoke."""
    lines = [_read(piece) for piece in pieces]
    known = _speakers(lines)
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
    headings = _headings(text)
    for line in text.split("\n"):
        if not line.strip():
            continue
        piece = _timed(line)
        if (heading := headings.get(line.strip())) is not None:
            waiting = heading
        elif waiting is not None:
            pieces.append(Piece(f"{waiting.text}: {line.strip()}", waiting.start))
            waiting = None
        else:
            pieces.append(piece)
    return _joined(labelled(_from_zero(pieces)))


def _headings(text: str) -> dict[str, Piece]:
    """Return the lines that hold nothing but a speaker and a time, if they come again and again."""
    found = [
        (line.strip(), heading)
        for line in text.split("\n")
        if len(line) < 80 and (heading := _HEADING.fullmatch(line.strip()))  # noqa: PLR2004 - no name is longer
    ]
    names = Counter(heading[1] for _, heading in found)
    return {
        line: Piece(heading[1], _seconds(*heading.groups()[1:4]))
        for line, heading in found
        if names[heading[1]] > 1 or _is_speaker(heading[1])
    }


def _timed(line: str) -> Piece:
    stamp = _STAMP.match(line)
    if stamp is None or stamp.end() == len(line):
        return Piece(line)
    return Piece(line[stamp.end() :], _seconds(*stamp.groups()[:3]))


def _read(piece: Piece) -> _Line:
    text = piece.text.lstrip(_MARKS)
    bracketed = _BRACKETED.match(text)
    if bracketed and _is_speaker(bracketed[1].strip()):
        return _Line(bracketed[1].strip(), text[bracketed.end() :], piece)
    label = _LABEL.match(text)
    if label is None:
        return _Line("", piece.text, piece)
    told = _ONLY_CLOCK.fullmatch((label[2] or "").strip())
    if told and piece.start is None:
        piece = piece._replace(start=_seconds(*told.groups()))
    aside = "" if told or not label[2] else f" ({label[2].strip()})"
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


def _seconds(hours: str | None, minutes: str, seconds: str) -> Seconds:
    return Seconds(float(int(hours or 0) * _HOUR + int(minutes) * 60 + int(seconds)))
