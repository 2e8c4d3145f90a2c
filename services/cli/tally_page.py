"""What came of comparing two strategies, as a page for people and as JSON for programs."""

from collections.abc import Sequence

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.cli.tally import EXAMPLES, Breach, Tally
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.comparison import Shift
from switchboard.strategy.moments import show_moment
from switchboard.strategy.people import moment
from switchboard.strategy.program import Program

_LISTED = 10


def tally_as_json(tally: Tally, before: Program, after: Program) -> str:
    """Return the whole count; of each sort some examples, of the breaches all."""
    zone = before.strategy.organization.timezone
    told = {
        "same": not tally.differ,
        "old": before.strategy_id,
        "new": after.strategy_id,
        "inquiries": tally.inquiries,
        "passed_over": tally.passed_over,
        "differ": tally.differ,
        "moves": [
            {
                "what": change.what,
                "from": change.before,
                "to": change.after,
                "count": len(ids),
                "examples": ids[:EXAMPLES],
            }
            for change, ids in tally.ranked()
        ],
        "promises": [
            {
                "promise": clock,
                "turn": turn,
                "count": len(some),
                "examples": [{"id": one, **_dates(shift, zone)} for one, shift in some[:EXAMPLES]],
            }
            for (clock, turn), some in sorted(tally.shifts.items())
        ],
        "breaches": [_breach(one, zone) for one in tally.breaches],
        "mended": tally.mended,
    }
    return orjson.dumps(told).decode()


def _breach(breach: Breach, zone: str) -> dict[str, str | None]:
    return {
        "id": breach.id,
        "promise": breach.shift.clock,
        "answered_at": show_moment(breach.answered_at, zone),
        **_dates(breach.shift, zone),
    }


def _dates(shift: Shift, zone: str) -> dict[str, str | None]:
    return {"from": _date(shift.before_at, zone), "to": _date(shift.after_at, zone)}


def _date(at: UnixSeconds | None, zone: str) -> str | None:
    return None if at is None else show_moment(at, zone)


def print_page(tally: Tally, before: Program) -> None:
    """Print what would come out otherwise."""
    console = Console(highlight=False)
    zone = before.strategy.organization.timezone
    console.print(Text(_heading(tally), "bold"))
    if tally.moves:
        console.print(_moves(tally))
    if tally.shifts:
        console.print(_promises(tally, zone))
    if tally.breaches:
        console.print(_breaches(tally.breaches, zone))
    if tally.mended:
        console.print(f"Late answers that would be in time: {len(tally.mended)}")


def _heading(tally: Tally) -> str:
    over = f" ({tally.passed_over} more are routed by nobody)" if tally.passed_over else ""
    if not tally.differ:
        return f"All of {tally.inquiries} inquiries come out the same{over}."
    return f"{tally.differ} of {tally.inquiries} inquiries come out otherwise{over}."


def _moves(tally: Tally) -> Table:
    table = _table("What moves", "what", "from", "to")
    for change, ids in tally.ranked():
        table.add_row(change.what, change.before, change.after, str(len(ids)), _some(ids))
    return table


def _promises(tally: Tally, zone: str) -> Table:
    table = _table("What is promised otherwise", "promise", "becomes", "as from", "to")
    for (clock, turn), some in sorted(tally.shifts.items()):
        shift, ids = some[0][1], [one for one, _ in some]
        dates = (_spoken(at, zone) for at in (shift.before_at, shift.after_at))
        table.add_row(clock, turn, *dates, str(len(some)), _some(ids))
    return table


def _breaches(breaches: Sequence[Breach], zone: str) -> Table:
    count = len(breaches)
    table = Table("inquiry", "answered", "due then", "due now", box=None, title_justify="left")
    table.title = f"What would be late: {count} answer{'s' * (count != 1)}"
    for one in breaches[:_LISTED]:
        dates = (one.answered_at, one.shift.before_at, one.shift.after_at)
        table.add_row(one.id, *(_spoken(at, zone) for at in dates))
    if more := count - _LISTED:
        table.caption = f"and {more} more: see --json" if more > 0 else None
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(*columns, box=None, title=title, title_justify="left")
    table.add_column("count", justify="right")
    table.add_column("as", overflow="fold")
    return table


def _some(ids: Sequence[str]) -> str:
    return ", ".join([*ids[:EXAMPLES], *(["…"] if len(ids) > EXAMPLES else [])])


def _spoken(at: UnixSeconds | None, zone: str) -> str:
    return "none" if at is None else moment(at, zone, "en")
