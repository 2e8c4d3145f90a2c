"""Cues: words with their times, out of WebVTT as the standard has it, and out of SRT as people have it. Pure.

Words whose time can't be read are kept, without a time.
"""

import re
from typing import Final, NamedTuple

from switchboard.contracts.values import Seconds

_SIGNATURE: Final = re.compile(r"\ufeff?WEBVTT(?:[ \t\n]|\Z)")
_STAMP: Final = r"(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES: Final = re.compile(rf"[ \t\f]*{_STAMP}[ \t\f]*-->[ \t\f]*{_STAMP}(?:[ \t\f]|\Z)", re.ASCII)
_SLOPPY_STAMP: Final = r"(?:(\d{1,6})[:.])?(\d{1,2})[:.](\d{1,2})(?:[.,:;](\d{1,6}))?"
_SLOPPY: Final = re.compile(
    rf"[ \t\f]*{_SLOPPY_STAMP}[ \t\f]*(?:-{{1,3}} ?>|=>|[\u2013\u2014]>|\u2192)[ \t\f]*{_SLOPPY_STAMP}(?!\d)",
    re.ASCII,
)
_INDEX: Final = re.compile(r"[ \t]*\d{1,9}[ \t]*", re.ASCII)
_LANGUAGE: Final = re.compile(r"Language:[ \t]*([A-Za-z-]{2,20})[ \t]*", re.ASCII)
_ARROW: Final = "-->"


class Cue(NamedTuple):
    """Some words, and when they were said."""

    text: str
    """As it stands there, with its markup."""
    start: Seconds | None
    """None: its times can't be read."""
    end: Seconds | None
    name: str = ""


def is_webvtt(text: str) -> bool:
    """Tell whether `text` begins as WebVTT must."""
    return _SIGNATURE.match(text) is not None


def is_timed(line: str) -> bool:
    """Tell whether a line says from when to when."""
    return _SLOPPY.match(line) is not None


def webvtt(text: str) -> list[Cue]:
    """Return the cues of WebVTT by the rules of the standard; what has no signature has none."""
    lines = text.removeprefix("\ufeff").replace("\x00", "\ufffd").split("\n")
    if not is_webvtt(text):
        return []
    at = _block(lines, 1, [], in_header=True) if len(lines) > 1 and lines[1] else 1
    found: list[Cue] = []
    while at < len(lines):
        at = _block(lines, at, found, in_header=False) if lines[at] else at + 1
    return found


def nearly_webvtt(text: str) -> list[Cue]:
    """Return the cues of what would be WebVTT but for its first line; none where no time in it is WebVTT's."""
    lines = text.lstrip("\ufeff \t\n").split("\n")
    if not any(map(_TIMES.match, lines)):
        return []
    begins = lines[0][: len("WEBVTT")].upper() == "WEBVTT"
    return webvtt("\n".join(["WEBVTT", "", *lines[begins:]]))


def language(text: str) -> str:
    """Return what a WebVTT header says of its language; empty where it says nothing."""
    head = text[:2_000].partition("\n\n")[0].split("\n")
    return next((found[1] for line in head if (found := _LANGUAGE.fullmatch(line))), "")


def _block(lines: list[str], at: int, found: list[Cue], *, in_header: bool) -> int:
    """Add the cue of the block that begins at `at`, if it is one; return where the next begins."""
    begin = at
    times: re.Match[str] | None = None
    name, said, arrow = "", list[str](), False
    while at < len(lines) and lines[at]:
        line = lines[at]
        if _ARROW in line:
            if in_header or arrow or at - begin > 1:
                break
            arrow, times = True, _TIMES.match(line)
            name, said = "\n".join(said), [] if times else _words_of(line)
        else:
            said.append(line)
        at += 1
    if arrow and (times or said):
        found.append(_cue(times, "\n".join(said), name))
    return at


def _words_of(line: str) -> list[str]:
    """Return a line that should have said when, if it says something else."""
    return [] if is_timed(line) or not any(map(str.isalpha, line)) else [line]


def _cue(times: re.Match[str] | None, text: str, name: str) -> Cue:
    if times is None:
        return Cue(text, None, None, name)
    return Cue(text, _at(*times.groups()[:4]), _at(*times.groups()[4:]), name)


def subrip(text: str) -> list[Cue]:
    """Return the cues of SRT, also where numbers or empty lines are missing, or dots stand for commas."""
    found: list[Cue] = []
    times: re.Match[str] | None = None
    said: list[str] = []
    many, last = 0, 0
    for line in text.removeprefix("\ufeff").split("\n"):
        if next_times := _SLOPPY.match(line):
            many += 1
            if _is_index(said, {many, last + 1}):
                last = int(said.pop())
            _add(found, times, said)
            times, said = next_times, []
        else:
            said.append(line)
    _add(found, times, said)
    return found


def _is_index(said: list[str], expected: set[int]) -> bool:
    """Tell whether the last line before a time is the number of what follows: it stands alone, or it is the next one."""
    if not said or not _INDEX.fullmatch(said[-1]):
        return False
    stands_alone = len(said) == 1 or not said[-2].strip()
    return stands_alone or int(said[-1]) in expected


def _add(found: list[Cue], times: re.Match[str] | None, said: list[str]) -> None:
    text = "\n".join(line for line in said if line.strip())
    if text and (times or text != "WEBVTT"):
        found.append(_cue(times, text, ""))


def _at(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> Seconds:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return Seconds(round(whole + int((fraction or "0").ljust(3, "0")[:3]) / 1000, 3))
