"""What is parked: inquiries that could not be read or judged, and wait in a case for somebody to look."""

from collections.abc import Iterator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import NamedTuple

import orjson
from rich.console import Console
from rich.table import Table

from services.cli.logbook import visit
from services.cli.say import tell
from services.cli.settings import Settings
from services.desk.board import placements
from switchboard.bus.past import past
from switchboard.bus.port import Bus, Spot
from switchboard.contracts.case import Case, Contact
from switchboard.contracts.codec import decode_case
from switchboard.contracts.reference import grouped
from switchboard.contracts.topics import CASES, is_partition_key
from switchboard.contracts.values import How


class Parked(NamedTuple):
    """An inquiry that waits, and the case in which it does."""

    contact: Contact
    case: Case

    @property
    def why(self) -> str:
        """What was wrong: the newest fault that the case remembers."""
        return self.case.faults[-1] if self.case.faults else ""


def show_all(*, as_json: bool) -> None:
    """List what is parked, the longest waiting first."""
    waiting = sorted(visit(_listed), key=lambda one: one.contact.accepted_at)
    if as_json:
        for one in waiting:
            tell(orjson.dumps(_plain(one)).decode())
        return
    if not waiting:
        tell("Nothing is parked.")
        return
    table = Table("Case", "Department", "Channel", "Since", "What was wrong")
    for one in waiting:
        since = f"{_moment(one):%Y-%m-%d %H:%M}"
        reference, channel = grouped(one.case.reference), one.contact.channel
        table.add_row(reference, one.case.department, channel, since, one.why)
    Console().print(table)


async def _listed(_settings: Settings, bus: Bus) -> list[Parked]:
    cases: dict[bytes, Case] = {}
    for partition in await bus.extent(CASES):
        async with aclosing(past(bus, Spot(CASES, partition))) as records:
            async for record in records:
                cases.pop(record.key, None)
                if record.value is None or is_partition_key(record.key):
                    continue
                case = decode_case(record.value)
                if any(_parked(case)):
                    cases[record.key] = case
    return [one for case in cases.values() for one in _parked(case)]


def _parked(case: Case) -> Iterator[Parked]:
    for contact, place in zip(case.inquiries, placements(case), strict=True):
        if place.how is How.PARKED:
            yield Parked(contact, case)


def _moment(one: Parked) -> datetime:
    return datetime.fromtimestamp(one.contact.accepted_at, UTC)


def _plain(one: Parked) -> dict[str, object]:
    return {
        "inquiry_id": one.contact.inquiry_id,
        "case": grouped(one.case.reference),
        "department": one.case.department,
        "status": one.case.status,
        "channel": one.contact.channel,
        "accepted_at": _moment(one).isoformat(timespec="milliseconds"),
        "why": one.why,
    }
