"""What the log says in the end: read back with the product's own bus and contracts."""

import asyncio
from collections import Counter
from typing import Final, NamedTuple

from services.router.turn import position_in
from switchboard.bus.port import Bus, Record, Spot
from switchboard.contracts.case import Case
from switchboard.contracts.codec import decode_case, decode_delivery, decode_event
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.notices import Assign, Notice
from switchboard.contracts.topics import CASES, DEAD_LETTERS, DELIVERIES, INTAKE, is_partition_key
from switchboard.contracts.values import Channel, How, Reference, Seconds

_SETTLED_WITHIN: Final = 180.0
_LOOK_EVERY: Final = 0.5
_WAIT: Final = Seconds(0.2)
_BATCH: Final = 2_000


class Rest(NamedTuple):
    """How inquiries of one channel came to rest."""

    channel: Channel | None
    how: How | None


class Books(NamedTuple):
    """The whole log, decoded."""

    inquiries: list[InquiryReceived]
    """Every one received, repetitions included, in the order of each partition."""
    rested: Counter[Rest]
    """By which channel and how each of them came to rest, by the records in `cases`."""
    cases: dict[Reference, Case]
    deliveries: list[Delivery]
    """The newest of each notice."""
    dead: int


def due(case: Case) -> list[Notice]:
    """Return what a case owes and what does not wait for its time, as digests do."""
    return [one for one in case.owed if not isinstance(one, Assign) or one.not_before is None]


class Watch:
    """Follows `cases`, to tell when all that was accepted has come to rest."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._cases: dict[bytes, Case] = {}
        self._reached: dict[int, int] = {}

    async def settled(self, accepted: set[str]) -> None:
        """Wait until all of them are in cases, nothing is due, and the router has come to the end of `intake`."""
        extents = await self._bus.extent(CASES)
        reader = await self._bus.reader({Spot(CASES, n): at.begin for n, at in extents.items()})
        missing = "nothing was read"
        try:
            async with asyncio.timeout(_SETTLED_WITHIN):
                while missing := await self._missing(accepted):
                    for record in await reader.batch(_BATCH, Seconds(_LOOK_EVERY)):
                        self._learn(record)
        except TimeoutError:
            raise AssertionError(f"after {_SETTLED_WITHIN:g} s {missing}") from None
        finally:
            await reader.close()

    def _learn(self, record: Record) -> None:
        offset = position_in(record)
        assert offset is not None, "a record in cases that doesn't say where it comes from"
        self._reached[record.partition] = offset + 1
        if record.value is not None and not is_partition_key(record.key):
            self._cases[record.key] = decode_case(record.value)

    async def _missing(self, accepted: set[str]) -> str:
        """Return what is still to come; nothing in the end."""
        here = {one.inquiry_id for case in self._cases.values() for one in case.inquiries}
        if lacking := accepted - here:
            return f"{len(lacking)} of {len(accepted)} are in no case, {min(lacking)} for one"
        if owing := sorted(case.reference for case in self._cases.values() if due(case)):
            return f"{len(owing)} cases owe a letter, {owing[0]} for one"
        ends = {n: extent.end for n, extent in (await self._bus.extent(INTAKE)).items()}
        behind = {n: (self._reached.get(n), end) for n, end in ends.items()}
        behind = {n: at for n, at in behind.items() if (at[0] or 0) < at[1]}
        return f"the router is behind (partition: at, end): {behind}" if behind else ""


async def read(bus: Bus) -> Books:
    """Return the whole log."""
    events = [decode_event(one.value) for one in await _all(bus, INTAKE)]
    records = [one for one in await _all(bus, CASES) if not is_partition_key(one.key)]
    cases = [decode_case(one.value) for one in records if one.value is not None]
    deliveries = [decode_delivery(one.value) for one in await _all(bus, DELIVERIES) if one.value]
    return Books(
        inquiries=[event for event in events if isinstance(event, InquiryReceived)],
        rested=Counter(
            Rest(case.cause.channel, case.cause.how)
            for case in cases
            if case.cause.type == "inquiry.received"
        ),
        cases={case.reference: case for case in cases},
        deliveries=list({one.notice_id: one for one in deliveries}.values()),
        dead=len(await _all(bus, DEAD_LETTERS)),
    )


async def _all(bus: Bus, topic: str) -> list[Record]:
    extents = await bus.extent(topic)
    reader = await bus.reader({Spot(topic, n): extent.begin for n, extent in extents.items()})
    records: list[Record] = []
    try:
        while any(reader.position(Spot(topic, n)) < at.end for n, at in extents.items()):
            records += await reader.batch(_BATCH, _WAIT)
    finally:
        await reader.close()
    return records
