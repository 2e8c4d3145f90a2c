"""An inquiry that goes on to another case: published again where that case lives, in its own words while the log has them.

The same inquiry may come there twice, after a crash; the case knows it by its id.
"""

from typing import Final

from msgspec.structs import replace

from services.notifier.answers import Answer, Refused, Sent, Unreachable, short
from switchboard.bus.port import (
    Bus,
    Draft,
    OutOfRange,
    Reader,
    Record,
    Spot,
    TooLarge,
    Unavailable,
)
from switchboard.clock import Clock
from switchboard.contracts.codec import FromTheFuture, Unreadable, decode_event, encode_event
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.notices import Forward
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, partition_of, slot_key
from switchboard.contracts.values import Seconds

_WAIT: Final = Seconds(1.0)
LOOKS: Final = 10
"""How often we ask a log that says nothing for a record that it holds, before the inquiry is put off."""

BEYOND_THE_LOG: Final = "the log has forgotten its words; the archive may have them"


class Onward:
    """Sends inquiries from case to case through one log."""

    def __init__(self, bus: Bus, clock: Clock, partitions: int) -> None:
        self._bus = bus
        self._clock = clock
        self._partitions = partitions

    async def send(self, notice: Forward) -> Answer:
        """Publish the inquiry of `notice`; what the log can't take just now is no fault of the inquiry."""
        try:
            found = await self._found(notice)
            return await self._published(_sent_on(notice, found))
        except Unavailable as why:
            return Unreachable(short(f"the bus does not answer: {why}"))
        except TooLarge as why:
            return Refused(short(str(why)))

    async def _found(self, notice: Forward) -> InquiryReceived | None:
        """Return the inquiry as it stands in the log; None where it stands there no more. Raises Unavailable.

        A log that is silent has forgotten nothing: the inquiry waits for its words.
        """
        if notice.position is None:
            return None
        spot = Spot(INTAKE, partition_of(slot_of_reference(notice.reference), self._partitions))
        extent = (await self._bus.extent(INTAKE))[spot.partition]
        if not extent.begin <= notice.position < extent.end:
            return None
        reader = await self._bus.reader({spot: notice.position})
        try:
            return _inquiry(await _read(reader, spot, notice.position), notice)
        except OutOfRange:  # Forgotten between our two questions.
            return None
        finally:
            await reader.close()

    async def _published(self, inquiry: InquiryReceived) -> Answer:
        value, headers = encode_event(inquiry, source="/notifier/onward", at=self._clock.now())
        partition = partition_of(inquiry.slot, self._partitions)
        await self._bus.publish([Draft(INTAKE, partition, slot_key(inquiry.slot), value, headers)])
        return Sent()


async def _read(reader: Reader, spot: Spot, position: int) -> list[Record]:
    """Return the record at that place, or the next one where there is none. Raises OutOfRange, Unavailable."""
    for _ in range(LOOKS):
        records = await reader.batch(1, _WAIT)
        if records or reader.position(spot) > position:
            return records
    raise Unavailable(f"{spot.topic}/{spot.partition} does not show its record {position}")


def _inquiry(records: list[Record], notice: Forward) -> InquiryReceived | None:
    if not records or records[0].offset != notice.position:
        return None
    try:
        event = decode_event(records[0].value)
    except (Unreadable, FromTheFuture):
        return None
    same = isinstance(event, InquiryReceived) and event.inquiry_id == notice.inquiry.inquiry_id
    return event if isinstance(event, InquiryReceived) and same else None


def _sent_on(notice: Forward, found: InquiryReceived | None) -> InquiryReceived:
    """Return the inquiry as it goes on: when it reached us and where it goes are as its case has it."""
    known = notice.inquiry
    if found is None:
        sent = replace(known.forwarded, wordless=True) if known.forwarded else None
        return replace(known, warnings=(BEYOND_THE_LOG,), forwarded=sent)
    return replace(
        found,
        slot=known.slot,
        received_at=known.received_at,
        nature=known.nature,
        forwarded=known.forwarded,
    )
