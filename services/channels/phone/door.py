"""Calls at the door: stored as they came, then named in `originals`, then accepted. Read later, elsewhere."""

from typing import NamedTuple

from services.channels.door import Door
from services.channels.originals import Envelope
from services.channels.phone.head import read_head
from services.channels.take import Arrival, take_original
from switchboard.contracts.values import Channel, InquiryId, UnixSeconds


class Told(NamedTuple):
    """What is told of a call beside its transcript."""

    caller: str = ""
    called: str = ""
    call_id: str = ""
    started_at: UnixSeconds | None = None


async def take_call(
    door: Door, data: bytes, media_type: str, told: Told, source: str, traceparent: str = ""
) -> InquiryId:
    """Return the id of the inquiry that a transcript is, once it is durable. Raises NotStored, Unavailable.

    `source` stands for it where nothing says which call it is.
    """
    head = read_head(data)
    call_id = head.call_id or told.call_id
    arrival = Arrival(
        data=data,
        channel=Channel.PHONE,
        source=f"call:{call_id}" if call_id else _source(head.transcript_id, source),
        media_type=media_type,
        envelope=Envelope(
            sender=told.caller or None, recipients=(told.called,) if told.called else ()
        ),
        received_at=head.started_at or told.started_at,
        traceparent=traceparent,
    )
    return await take_original(door, arrival)


def _source(transcript_id: str, source: str) -> str:
    """Return the client's own key, else what the recognizer calls its work."""
    fresh = source.startswith("fresh:")
    return f"transcript:{transcript_id}" if fresh and transcript_id else source
