"""From what a mail says to the inquiry that it is: verified, resolved, stamped. Pure.

Here the secrets are: what the reading process took for tokens is checked. What can't be read is an inquiry
too, and says so.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from services.channels.email import Mail
from services.channels.inquiry import Facts, Prepared, attachment, blob_key
from services.channels.nature import Sort, not_an_inquiry
from services.channels.originals import Original
from services.channels.words import shortened
from switchboard import identities
from switchboard.contracts import reference as ids
from switchboard.contracts.events import MAX_TEXT, Attachment, InquiryReceived, Sender
from switchboard.contracts.values import Identity, Nature, Reference

_MOST_WARNINGS: Final = 20


def inquiry_of(
    original: Original, mail: Mail, token_keys: Sequence[bytes], facts: Facts
) -> Prepared:
    """Return the inquiry that a mail is, with its files and its whole text to be stored first."""
    who = (identities.mailto(mail.sender),) if mail.sender else ()
    sort = _sort(mail, token_keys)
    verified = _verified(mail, token_keys)
    named = _named(mail)
    slot = ids.slot_of(verified, named, who, original.inquiry_id)
    files = [(attachment(one.name, one.declared, one.data), one.data) for one in mail.files]
    long_text = mail.full_text.encode() if len(mail.full_text) > MAX_TEXT else b""
    long_key = blob_key(original.inquiry_id, sha256(long_text).hexdigest()) if long_text else ""
    inquiry = InquiryReceived(
        inquiry_id=original.inquiry_id,
        reference=ids.reference_of(slot, original.inquiry_id),
        slot=slot,
        channel=original.channel,
        received_at=original.received_at,
        source_key=original.source_key,
        sender=Sender(name=mail.name, identities=who),
        reply_to=identities.mailto(mail.reply_to) if mail.reply_to else None,
        to=mail.to,
        subject=mail.subject,
        text=shortened(mail.text),
        full_text="" if mail.full_text == mail.text else shortened(mail.full_text),
        full_text_blob=long_key,
        nature=sort.nature,
        acknowledgeable=not sort.silent_because,
        unacknowledgeable_because=sort.silent_because,
        customer=facts(who),
        message_id=mail.message_id,
        references=mail.references,
        verified_case=verified,
        named_case=named,
        attachments=tuple(file for file, _ in files),
        original_blob=original.blob,
        warnings=mail.warnings[:_MOST_WARNINGS],
    )
    blobs = [(blob_key(original.inquiry_id, file.sha256), data) for file, data in files]
    return Prepared(inquiry, (*blobs, *(((long_key, long_text),) if long_text else ())))


def unread(original: Original, why: str, size: int) -> Prepared:
    """Return the inquiry that an original is which can't be read. Nobody is answered: we don't know whom."""
    who = _from_envelope(original)
    slot = ids.slot_of(None, None, who, original.inquiry_id)
    digest = original.blob.rpartition("/")[2]
    return Prepared(
        InquiryReceived(
            inquiry_id=original.inquiry_id,
            reference=ids.reference_of(slot, original.inquiry_id),
            slot=slot,
            channel=original.channel,
            received_at=original.received_at,
            source_key=original.source_key,
            sender=Sender(identities=who),
            to=original.envelope.recipients,
            acknowledgeable=False,
            unacknowledgeable_because="it could not be read",
            attachments=(
                Attachment(
                    name="original", media_type=original.media_type, size=size, sha256=digest
                ),
            ),
            original_blob=original.blob,
            quality=0.0,
            unreadable=why,
        )
    )


def _from_envelope(original: Original) -> tuple[Identity, ...]:
    try:
        return (identities.mailto(original.envelope.sender or ""),)
    except identities.NotAnIdentity:
        return ()


def _sort(mail: Mail, token_keys: Sequence[bytes]) -> Sort:
    """Return its nature; with a genuine token in its own Message-ID it is a letter of ours."""
    if ids.verify_token(token_keys, mail.own_token):
        return Sort(Nature.OWN_ECHO, not_an_inquiry(Nature.OWN_ECHO))
    return Sort(mail.nature, mail.silent_because)


def _verified(mail: Mail, token_keys: Sequence[bytes]) -> Reference | None:
    """Return the case of the first genuine token."""
    checked = (ids.verify_token(token_keys, token) for token in mail.tokens)
    return next((case for case in checked if case), None)


def _named(mail: Mail) -> Reference | None:
    """Return the first case reference in subject, then text, then what stands quoted below."""
    written = (mail.subject, shortened(mail.text), shortened(mail.full_text))
    return next((found[0] for text in written if (found := ids.references_in(text))), None)
