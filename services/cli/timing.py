"""`strategy hours`: business-time arithmetic on a calendar of the file, with its ledger."""

from pathlib import Path

import orjson
from rich.console import Console

from services.cli.ledgers import ledger as table_of
from services.cli.ledgers import length, shown
from services.cli.say import Wrong
from services.cli.strategies import program_of
from switchboard.strategy.explain import ledger
from switchboard.strategy.hours import Calendar, Span, add, between
from switchboard.strategy.moments import parse_moment, show_moment
from switchboard.strategy.notation import parse_length


def hours(
    file: Path,
    calendar: str,
    start: str | None,
    added: str | None,
    pair: tuple[str, str] | None,
    *,
    as_json: bool,
) -> None:
    """Print the end, the seconds that count, and how they come about."""
    if (pair is None) == (start is None or added is None):
        raise Wrong("strategy hours: give --start T and --add DURATION, or --between T T")
    known = program_of(file).calendars
    if calendar not in known:
        raise Wrong(f"--calendar {calendar}: the file has {', '.join(known)}")
    try:
        span = _worked_out(known[calendar], start or "", added or "", pair)
    except (ValueError, OverflowError) as fault:
        raise Wrong(f"strategy hours: {fault}") from None
    zone = known[calendar].zone.key
    if as_json:
        told = {
            "end": show_moment(span.end_at, zone),
            "seconds": span.counted,
            "ledger": ledger(span.ledger, zone),
        }
        print(orjson.dumps(told).decode())
    else:
        _print(span, zone)


def _worked_out(calendar: Calendar, start: str, added: str, pair: tuple[str, str] | None) -> Span:
    zone = calendar.zone.key
    if pair:
        return between(calendar, parse_moment(pair[0], zone), parse_moment(pair[1], zone))
    return add(calendar, parse_moment(start, zone), parse_length(added))


def _print(span: Span, zone: str) -> None:
    console = Console(highlight=False)
    # A moment that is cut is worth nothing.
    console.print(f"Until {shown(span.end_at, zone)}", soft_wrap=True)
    if span.ledger:
        console.print(table_of(span.ledger, zone))
    console.print(f"{length(span.counted)} of business time")
