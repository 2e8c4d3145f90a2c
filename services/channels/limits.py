"""How much a channel takes: every limit that a sender can meet. Pure."""

from typing import Final

import msgspec

from switchboard.contracts.values import Seconds


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one installation. What stands in `InquiryForm` takes its numbers from `LIMITS`."""

    body_bytes: int = 25_000_000
    """One JSON inquiry, its attachments in base64 included."""
    batch_bytes: int = 25_000_000
    batch_lines: int = 10_000
    line_bytes: int = 2_000_000
    mail_bytes: int = 25_000_000
    buffered_bytes: int = 250_000_000
    """Bodies in memory at once, all requests together."""
    requests: int = 1_000
    body_within: Seconds = Seconds(60.0)
    """From the first to the last byte of a body."""

    name: int = 200
    subject: int = 1_000
    attachments: int = 100
    attachment_name: int = 255
    attributes: int = 50
    attribute_name: int = 64
    attribute: int = 1_000
    idempotency_key: int = 255

    mail_header_block: int = 1_000_000
    mail_headers: int = 1_000
    mail_header_bytes: int = 64_000
    mail_parts: int = 100
    mail_depth: int = 10
    mail_recipients: int = 50
    mail_references: int = 50
    message_id: int = 250

    read_within: Seconds = Seconds(20.0)
    """Wall time for one original; processor time is limited to the same."""
    read_bytes: int = 1_000_000_000
    """Memory of the process that reads originals."""
    reading_bytes: int = 50_000_000
    """Originals in a worker's memory at once, all its partitions together; it needs a few times as much."""


LIMITS: Final = Limits()
