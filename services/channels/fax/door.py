"""Faxes at the door: stored as they came, then named in `originals`, then accepted. Read later, elsewhere."""

from typing import Final

from services.channels.door import Door
from services.channels.fax.announcement import Announcement
from services.channels.fax.fetch import Fetched, Fetcher
from services.channels.fax.read import kind_of
from services.channels.inquiry import FRESH
from services.channels.mime import UnreadableInput
from services.channels.originals import Envelope
from services.channels.take import Arrival, take_original
from switchboard.contracts.values import Channel, InquiryId, UnixSeconds

_UNKNOWN: Final = "application/octet-stream"


async def take_fax(
    door: Door,
    document: bytes,
    source: str,
    envelope: Envelope,
    received_at: UnixSeconds | None = None,
    traceparent: str = "",
) -> InquiryId:
    """Return the id of the inquiry that a document is, once it is durable. Raises NotStored, Unavailable."""
    arrival = Arrival(
        data=document,
        channel=Channel.FAX,
        source=source,
        media_type=media_type_of(document),
        envelope=envelope,
        received_at=received_at,
        traceparent=traceparent,
    )
    return await take_original(door, arrival)


async def take_announced(
    door: Door,
    fetcher: Fetcher,
    provider: str,
    announcement: Announcement,
    body: bytes,
    media_type: str,
    traceparent: str = "",
) -> InquiryId:
    """Return the id of the inquiry that a provider's announcement is, once it is durable; fetch its document before.

    Without the document the announcement itself is the inquiry, and says what is missing. Raises as `take_fax`.
    """
    source = (
        f"{provider}:{announcement.fax_id}" if announcement.fax_id else f"{FRESH}{door.fresh()}"
    )
    envelope = Envelope(
        sender=announcement.sender,
        recipients=(announcement.recipient,) if announcement.recipient else (),
    )
    document, why = await _document(fetcher, announcement)
    if document:
        how = (source, envelope, announcement.received_at, traceparent)
        return await take_fax(door, document, *how)
    arrival = Arrival(
        data=body,
        channel=Channel.FAX,
        source=source,
        media_type=media_type,
        envelope=envelope,
        received_at=announcement.received_at,
        traceparent=traceparent,
        unreadable=f"the fax is not here, only {provider}'s announcement of it: {why}",
    )
    return await take_original(door, arrival)


async def _document(fetcher: Fetcher, announcement: Announcement) -> tuple[bytes, str]:
    """Return the document; where it can't be had, nothing and why."""
    if announcement.document:
        return announcement.document, ""
    if announcement.missing or not announcement.url:
        return b"", announcement.missing or "it has neither a document nor an address of one"
    answer = await fetcher.fetch(announcement.url)
    if isinstance(answer, Fetched):
        return answer.data, "what was fetched is empty"
    return b"", answer.why


def media_type_of(document: bytes) -> str:
    """Return what a document is by its content; what is neither PDF nor TIFF is just bytes."""
    try:
        return kind_of(document)
    except UnreadableInput:
        return _UNKNOWN
