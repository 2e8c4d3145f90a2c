"""What a channel makes of an input, without door and log: for people who want to see it. Pure.

Reads in this very process; hostile input belongs to the worker.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from services.channels import mail_door
from services.channels.door import Secrets
from services.channels.heard import inquiry_of, unread
from services.channels.inquiry import Source, blob_key, prepare
from services.channels.mailhead import read_head
from services.channels.originals import Original, Ours
from services.channels.reading import Job, Unread, read
from switchboard.contracts import reference as ids
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Channel, Identity, UnixSeconds


class NotRead(Exception):
    """This channel's inputs are not read by this version."""


def normalize(
    channel: Channel,
    data: bytes,
    *,
    secrets: Secrets,
    at: UnixSeconds,
    region: str = "DE",
    ours: Ours | None = None,
) -> InquiryReceived:
    """Return the inquiry that `data` is. Raises Problem (JSON that is none), NotRead."""
    match channel:
        case Channel.EMAIL:
            return _email(data, secrets, at, ours or Ours())
        case Channel.WEB | Channel.IN_PERSON:
            source = Source(secrets.id_key, sha256(data).hexdigest(), region, at)
            return prepare(data, source, _nobody).inquiry
        case _:
            raise NotRead(f"{channel} is not read by this version; email and web are")


def _email(mail: bytes, secrets: Secrets, at: UnixSeconds, ours: Ours) -> InquiryReceived:
    head = read_head(mail)
    digest = sha256(mail).hexdigest()
    source = head.message_id or digest
    inquiry_id = ids.inquiry_id(secrets.id_key, Channel.EMAIL, source, head.content)
    original = Original(
        inquiry_id=inquiry_id,
        channel=Channel.EMAIL,
        blob=blob_key(inquiry_id, digest),
        received_at=min(head.received_at or at, at),
        source_key=ids.source_key(secrets.id_key, Channel.EMAIL, source),
        media_type=mail_door.MEDIA_TYPE,
    )
    said = read(Job(mail=mail, ours=ours))
    if isinstance(said, Unread):
        return unread(original, said.why, len(mail)).inquiry
    return inquiry_of(original, said, secrets.token_keys, _nobody).inquiry


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
        "quality_reason": inquiry.unreadable,
        "verified_case": inquiry.verified_case,
        "named_case": inquiry.named_case,
        "unreadable": inquiry.unreadable,
        "warnings": list(inquiry.warnings),
    }
