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
    mail_webhook_bytes: int = 45_000_000
    """One mail as a provider posts it: in base64, or taken apart."""
    mail_webhook_values: int = 20_000
    """Of such a post in JSON: each header field and file has some."""
    buffered_bytes: int = 250_000_000
    """Bodies in memory at once, all requests together."""
    requests: int = 1_000
    unproved_bytes: int = 100_000_000
    """The same, of those whose signature is proved only once their body is there: strangers can't crowd out others."""
    unproved_requests: int = 200
    unproved_each: int = 50
    """Of them from one address; of IPv6, from one network."""
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

    form_bytes: int = 25_000_000
    """One form of a visitor, its files included."""
    form_files_bytes: int = 24_000_000
    """What the page promises for all files together: words and what the browser adds need some room, too."""
    form_buffered_bytes: int = 100_000_000
    """Forms in memory at once: apart from `buffered_bytes`, so that strangers can't crowd out those who have a key."""
    form_requests: int = 200
    form_words_bytes: int = 1_000_000
    """Of all its fields together."""
    form_kept_bytes: int = 300_000
    """Of a visitor who comes too often: read only to give it back."""
    form_drained_bytes: int = 100_000_000
    """Read and thrown away of what is too large, since a browser shows no answer before it has sent all."""
    form_files: int = 20
    form_message: int = 200_000
    """Characters."""
    form_open: Seconds = Seconds(24 * 3_600.0)
    """How long a page that was opened can be sent."""

    smtp_lines: int = 500
    """Connections of mail servers at once."""
    smtp_lines_each: int = 50
    """Of them from one address; of IPv6, from one network."""
    smtp_buffered_bytes: int = 200_000_000
    """Mails on their way in, in memory at once: apart from `buffered_bytes`, since anybody may call."""
    smtp_buffered_each: int = 80_000_000
    """Of them from one address: three of the largest."""
    smtp_recipients: int = 100
    smtp_command: int = 2_000
    """Bytes of one command."""
    smtp_silence: Seconds = Seconds(300.0)
    """Without a command, or between two pieces of a mail (RFC 5321 section 4.5.3.2.7)."""
    smtp_silence_crowded: Seconds = Seconds(10.0)
    """The same, while more than half of the connections, or of that memory, are taken."""
    smtp_mail_within: Seconds = Seconds(600.0)
    """From the first to the last byte of a mail."""
    smtp_drained_bytes: int = 50_000_000
    """Read and thrown away of a mail that is too large, since senders listen only at its end."""

    imap_buffered_bytes: int = 50_000_000
    """Mails of all mailboxes in memory at once: apart from `buffered_bytes`, as those of mail servers are."""
    imap_fetched: int = 100
    """Mails whose size is asked for at once."""
    imap_attempts: int = 3
    """To fetch one mail; then it becomes an inquiry that says so, and the next are fetched."""
    imap_first: Seconds = Seconds(30 * 86_400.0)
    """How old a mail may be that is fetched from a mailbox of which nothing is remembered."""
    imap_idle: Seconds = Seconds(240.0)
    """For how long a mailbox is believed that nothing came (RFC 2177: less than 29 minutes)."""
    imap_every: Seconds = Seconds(30.0)
    """How often it is asked where it can't tell of itself (IDLE)."""
    imap_within: Seconds = Seconds(30.0)
    """For each answer of a mailbox."""

    fax_bytes: int = 25_000_000
    fax_webhook_bytes: int = 35_000_000
    """A provider's notice with the fax in base64."""
    fax_fetch_within: Seconds = Seconds(8.0)
    """To fetch a fax that its provider only points to; tried twice."""
    fax_pages_counted: int = 1_000
    fax_pages: int = 100
    """Looked at; those beyond are counted, not read."""
    fax_page_pixels: int = 80_000_000
    """A page with more is not opened: a sheet of A3 at 600 dpi has 70 million."""
    fax_read_pixels: int = 9_000_000
    """A page with more is made smaller before it is read: a sheet of A4 at 300 dpi has so many."""
    fax_page_letters: int = 50_000
    """Taken from a page that carries its text."""
    fax_documents: int = 10
    """In one mail of a gateway."""
    fax_recognized_within: Seconds = Seconds(14.0)
    """To recognize letters, all pages of a fax together; what is left then is not read, and says so."""

    transcript_bytes: int = 10_000_000
    """A call of ten hours, with a confidence for each word."""
    transcript_turns: int = 20_000
    transcript_lines: int = 100_000
    """Of a dialogue in plain text; each has its label looked for."""
    call_id: int = 255

    read_within: Seconds = Seconds(20.0)
    """Wall time for one original; processor time is limited to the same."""
    read_bytes: int = 1_000_000_000
    """Memory of the process that reads originals."""
    reading_bytes: int = 50_000_000
    """Originals in a worker's memory at once, of each lane, all its partitions together; it needs a few times as much."""
    quick_bytes: int = 256_000
    """A mail or a transcript up to here is read in the quick lane."""
    quick_within: Seconds = Seconds(2.0)
    """Wall time in the quick lane; what takes longer is read anew in the long one, with all its time."""
    under_way: int = 200
    """Originals of each lane that are in memory or wait for their share of it, all partitions together."""
    read_ahead: int = 2_000
    """Records of one partition that name originals not yet in intake: those of one lane must not hide another's."""
    fetch_attempts: int = 10
    """To fetch one original again while the store hands out others; then it becomes an inquiry that says so."""


LIMITS: Final = Limits()
