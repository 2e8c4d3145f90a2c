"""What a channel makes of an input, without door and log: for people who want to see it. Pure.

Reads in this very process where nothing else is given: hostile input belongs into one apart.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple, assert_never

from services.channels import mail_door
from services.channels.door import Secrets
from services.channels.fax.door import media_type_of
from services.channels.heard import inquiry_of, unread
from services.channels.inbound.captured import letter_in
from services.channels.inquiry import Source, blob_key, prepare
from services.channels.mailhead import read_head
from services.channels.originals import Envelope, Original, Ours
from services.channels.phone.head import read_head as read_call_head
from services.channels.reading import Job, Unread
from services.channels.reading import read as read_here
from services.channels.said import Said
from switchboard.contracts import reference as ids
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Channel, Identity, UnixSeconds

Read = Callable[[Job], Said | Unread]
"""What reads one original."""


def normalize(
    channel: Channel,
    data: bytes,
    *,
    secrets: Secrets,
    at: UnixSeconds,
    region: str = "DE",
    ours: Ours | None = None,
    languages: Sequence[str] = (),
    read: Read = read_here,
) -> InquiryReceived:
    """Return the inquiry that `data` is. Raises Problem: JSON that is none."""
    envelope = Envelope()
    match channel:
        case Channel.EMAIL:
            # What a mail provider posted is a mail too.
            data, envelope = letter_in(data) or (data, envelope)
            head = read_head(data)
            come = _Come(head.message_id, head.content, head.received_at, mail_door.MEDIA_TYPE)
        case Channel.PHONE:
            call = read_call_head(data)
            known = f"call:{call.call_id}" if call.call_id else ""
            come = _Come(source=known, received_at=call.started_at)
        case Channel.FAX:
            come = _Come(media_type=media_type_of(data))
        case Channel.WEB | Channel.IN_PERSON:
            source = Source(secrets.id_key, sha256(data).hexdigest(), region, at)
            return prepare(data, source, _nobody).inquiry
        case _:
            assert_never(channel)
    original = _original(channel, data, come, secrets.id_key, at)
    job = Job(
        data=data,
        channel=channel,
        media_type=original.media_type,
        envelope=envelope,
        ours=ours or Ours(),
        region=region,
        languages=tuple(languages),
    )
    said = read(job)
    if isinstance(said, Unread):
        return unread(original, said.why, len(data), region).inquiry
    return inquiry_of(original, said, secrets.token_keys, _nobody).inquiry


class _Come(NamedTuple):
    """What an original tells of itself before it is read."""

    source: str = ""
    content: bytes = b""
    received_at: UnixSeconds | None = None
    media_type: str = ""


def _original(
    channel: Channel, data: bytes, come: _Come, id_key: bytes, at: UnixSeconds
) -> Original:
    digest = sha256(data).hexdigest()
    source = come.source or digest
    inquiry_id = ids.inquiry_id(id_key, channel, source, come.content or data)
    return Original(
        inquiry_id=inquiry_id,
        channel=channel,
        blob=blob_key(inquiry_id, digest),
        received_at=min(come.received_at or at, at),
        source_key=ids.source_key(id_key, channel, source),
        media_type=come.media_type,
    )


def _nobody(_identities: Sequence[Identity]) -> CustomerFacts | None:
    return None


def as_json(inquiry: InquiryReceived) -> dict[str, object]:
    """Return an inquiry as `switchboard normalize` shows it; every key is always there."""
    return {
        "inquiry_id": inquiry.inquiry_id,
        "reference": ids.grouped(inquiry.reference),
        "channel": inquiry.channel,
        "from": {"name": inquiry.sender.name, "identities": list(inquiry.sender.identities)},
        "to": list(inquiry.to),
        "subject": inquiry.subject,
        "text": inquiry.text,
        "full_text": inquiry.full_text or inquiry.text,
        "language": inquiry.language,
        "received_at": datetime.fromtimestamp(inquiry.received_at, UTC).isoformat(),
        "attachments": [
            {"name": one.name, "media_type": one.media_type, "size": one.size, "sha256": one.sha256}
            for one in inquiry.attachments
        ],
        "message_id": inquiry.message_id,
        "references": list(inquiry.references),
        "nature": inquiry.nature,
        "acknowledgeable": inquiry.acknowledgeable,
        "acknowledgeable_reason": inquiry.unacknowledgeable_because,
        "quality": inquiry.quality,
        "quality_reason": inquiry.unreadable or inquiry.quality_because,
        "pages": inquiry.pages,
        "duration": inquiry.duration,
        "authentication": inquiry.authentication,
        "verified_case": inquiry.verified_case,
        "named_case": inquiry.named_case,
        "unreadable": inquiry.unreadable,
        "warnings": list(inquiry.warnings),
    }
