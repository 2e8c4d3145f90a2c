"""How notices are called: by what they say of what, so that the same saying has the same name wherever it is worked out.

Names are safe in file names and Message-IDs, whatever an action calls itself.
"""

from hashlib import blake2b

from switchboard.contracts.values import Channel, InquiryId, NoticeId, Reference


def acknowledgement_id(reference: Reference, channel: Channel) -> NoticeId:
    """Return the name of the one acknowledgement that a case gives on a channel."""
    return NoticeId(f"{reference}-ack-{channel}")


def confirmation_id(reference: Reference, channel: Channel, inquiry_id: InquiryId) -> NoticeId:
    """Return the name of what confirms one more inquiry on that channel."""
    return NoticeId(f"{reference}-ack-{channel}-{_digest(inquiry_id)}")


def reply_id(reference: Reference, action_id: str) -> NoticeId:
    """Return the name of what a member of staff wrote by this action."""
    return NoticeId(f"{reference}-reply-{_digest(action_id)}")


def about_id(reference: Reference, purpose: str, *about: str) -> NoticeId:
    """Return the name of a notice of this purpose about these things, as to whom and of what."""
    return NoticeId(f"{reference}-{purpose}-{_digest(chr(0).join(about))}")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
