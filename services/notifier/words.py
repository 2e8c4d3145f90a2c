"""An inquiry in its own words, as it stands in the log: for as long as the log keeps it."""

from typing import Final

from switchboard.bus.port import Bus, OutOfRange, Reader, Record, Spot, Unavailable
from switchboard.contracts.codec import FromTheFuture, Unreadable, decode_event
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, partition_of
from switchboard.contracts.values import InquiryId, Reference, Seconds

_WAIT: Final = Seconds(1.0)
LOOKS: Final = 10
"""How often we ask a log that says nothing for a record that it holds, before we give up for now."""


async def inquiry_at(
    bus: Bus, partitions: int, case: Reference, position: int | None, inquiry_id: InquiryId
) -> InquiryReceived | None:
    """Return the inquiry as it stands in the log of its case; None where it stands there no more. Raises Unavailable.

    A log that is silent has forgotten nothing: whoever wants the words waits for them.
    """
    if position is None:
        return None
    spot = Spot(INTAKE, partition_of(slot_of_reference(case), partitions))
    extent = (await bus.extent(INTAKE))[spot.partition]
    if not extent.begin <= position < extent.end:
        return None
    reader = await bus.reader({spot: position})
    try:
        return _inquiry(await _read(reader, spot, position), position, inquiry_id)
    except OutOfRange:  # Forgotten between our two questions.
        return None
    finally:
        await reader.close()


async def _read(reader: Reader, spot: Spot, position: int) -> list[Record]:
    """Return the record at that place, or the next one where there is none. Raises OutOfRange, Unavailable."""
    for _ in range(LOOKS):
        records = await reader.batch(1, _WAIT)
        if records or reader.position(spot) > position:
            return records
    raise Unavailable(f"{spot.topic}/{spot.partition} does not show its record {position}")


def _inquiry(records: list[Record], position: int, inquiry_id: InquiryId) -> InquiryReceived | None:
    if not records or records[0].offset != position:
        return None
    try:
        event = decode_event(records[0].value)
    except (Unreadable, FromTheFuture):
        return None
    same = isinstance(event, InquiryReceived) and event.inquiry_id == inquiry_id
    return event if isinstance(event, InquiryReceived) and same else None
