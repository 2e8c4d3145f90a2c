"""The arithmetic of business time as people read it: one notation, whichever command shows it."""

import pytest
from rich.console import Console

from services.cli.ledgers import ledger, length, shown
from switchboard.contracts.judgement import LedgerEntry
from switchboard.contracts.values import Seconds
from switchboard.strategy.moments import parse_moment


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, "0s"), (59.0, "59s"), (60.0, "1m"), (3600.0, "1h"), (5400.0, "1h 30m"), (86_400.0, "24h"),
        (3661.0, "1h 1m 1s"), (0.25, "0.25s"), (-30_600.0, "-8h 30m"),
    ],
)  # fmt: skip
def test_a_length_of_time_is_told_in_hours_minutes_and_seconds(seconds: float, said: str) -> None:
    assert length(Seconds(seconds)) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23T10:00", "Mon 2026-11-23 10:00+01:00"),
        ("2026-07-01T10:00:30", "Wed 2026-07-01 10:00:30+02:00"),
        ("2026-11-23T10:00:20", "Mon 2026-11-23 10:00:20+01:00"),
        ("2026-11-23T10:00:00.25", "Mon 2026-11-23 10:00:00.25+01:00"),
    ],
)
def test_a_moment_is_told_with_its_day_and_its_offset(moment: str, said: str) -> None:
    zone = "Europe/Berlin"

    assert shown(parse_moment(moment, zone), zone) == said


def test_nothing_of_a_ledger_is_cut_on_a_narrow_page() -> None:
    start, end = (parse_moment(f"2026-12-24T1{n}:00:30.5", "UTC") for n in (0, 9))
    entry = LedgerEntry(start_at=start, end_at=end, counted=Seconds(32_399.5), why="Heiligabend")

    console = Console(width=80, file=None)
    with console.capture() as page:
        console.print(ledger([entry], "Europe/Berlin"))

    assert page.get().split("\n")[1].split() == [
        *("Thu", "2026-12-24", "11:00:30.5", "Thu", "2026-12-24", "20:00:30.5"),
        *("8h", "59m", "59.5s", "Heiligabend"),
    ]  # fmt: skip
