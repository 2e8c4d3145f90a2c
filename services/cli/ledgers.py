"""The arithmetic of business time for people in the terminal: moments, lengths, and what counted between them."""

from collections.abc import Iterable
from typing import Final

from rich.table import Table

from switchboard.contracts.judgement import LedgerEntry
from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.strategy.moments import wall_clock

_UNITS: Final = ((3600, "h"), (60, "m"), (1, "s"))


def ledger(entries: Iterable[LedgerEntry], zone: str) -> Table:
    """Return the table of a ledger in the time of the zone; no moment in it is cut, however narrow the page."""
    table = Table(box=None, pad_edge=False)
    for heading in ("from", "to", "counted"):
        table.add_column(heading, no_wrap=True)
    table.add_column("why", overflow="fold")
    for entry in entries:
        counted = length(entry.counted) if entry.counted else ""
        table.add_row(_wall(entry.start_at, zone), _wall(entry.end_at, zone), counted, entry.why)
    return table


def shown(at: UnixSeconds, zone: str) -> str:
    """Return a moment as `Mon 2026-11-23 10:00+01:00`, with seconds where it has some."""
    return f"{_wall(at, zone)}{wall_clock(at, zone).isoformat()[-6:]}"


def _wall(at: UnixSeconds, zone: str) -> str:
    """Return what calendar and clock on the wall show; nights end at 00:00."""
    wall = wall_clock(at, zone)
    brief = f"{wall:%a %Y-%m-%d %H:%M}"
    seconds = f"{wall:%S.%f}".rstrip("0").rstrip(".")
    return brief if seconds in {"", "00"} else f"{brief}:{seconds.ljust(2, '0')}"


def length(counted: Seconds) -> str:
    """Return a length of time as `8h 30m`; less than nothing has a minus before it."""
    left, parts = abs(counted), []
    for size, unit in _UNITS[:-1]:
        count, left = divmod(left, size)
        parts += [f"{count:g}{unit}"] if count else []
    parts += [f"{round(left, 3):g}s"] if left or not parts else []
    return f"{'-' if counted < 0 else ''}{' '.join(parts)}"
