"""Times before the words of a line: `[00:01:02]`, `2:03:22 PM`, `[1.5s]`, also from when to when. Pure."""

import re
from typing import Final

from switchboard.contracts.values import Seconds

CLOCK: Final = r"(?:(\d{1,3}):)?(\d{1,2}):([0-5]\d)(?:[.,]\d{1,3})?"
_ONLY: Final = re.compile(CLOCK, re.ASCII)
_STAMP: Final = re.compile(
    rf"[ \t]{{0,8}}[\[(<]?[ \t]{{0,8}}(?:\d{{4}}-\d\d-\d\d[T ])?{CLOCK}(?:[ \t]?[AaPp]\.?[Mm]\.?|Z)?"
    rf"[ \t]*(?:-{{1,2}}>?[ \t]*{CLOCK}[ \t]*)?[\])>]?[ \t]*[-|]?[ \t]*",
    re.ASCII,
)
_IN_SECONDS: Final = re.compile(
    r"[ \t]{0,8}[\[(](\d{1,6}(?:\.\d{1,3})?)s(?: ?(?:-|-->|to) ?\d{1,6}(?:\.\d{1,3})?s)?[\])][ \t]*[-:]?[ \t]*",
    re.ASCII,
)
_HOUR: Final = 3_600


def stamped(line: str) -> tuple[Seconds | None, str]:
    """Return when a line was said, and what; a line that is nothing but a time is left as it is."""
    if counted := _IN_SECONDS.match(line):
        return _unless_alone(line, counted, Seconds(float(counted[1])))
    if stamp := _STAMP.match(line):
        return _unless_alone(line, stamp, seconds(*stamp.groups()[:3]))
    return None, line


def _unless_alone(line: str, stamp: re.Match[str], at: Seconds) -> tuple[Seconds | None, str]:
    return (None, line) if stamp.end() == len(line) else (at, line[stamp.end() :])


def only(text: str) -> Seconds | None:
    """Return the time that a text is; None where it is anything else."""
    told = _ONLY.fullmatch(text.strip())
    return seconds(*told.groups()) if told else None


def seconds(hours: str | None, minutes: str, seconds: str) -> Seconds:
    """Return what a clock shows, in seconds."""
    return Seconds(float(int(hours or 0) * _HOUR + int(minutes) * 60 + int(seconds)))
