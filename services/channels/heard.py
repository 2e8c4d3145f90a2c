"""From what an original says to the inquiry that it is: verified, resolved, stamped. Pure.

Here the secrets are: what the reading process took for tokens is checked. What can't be read is an inquiry
too, and says so.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from services.channels.inquiry import Facts, Prepared, attachment, blob_key
from services.channels.nature import Sort, not_an_inquiry
from services.channels.originals import Original
from services.channels.said import Said
from services.channels.words import shortened
from switchboard import identities
from switchboard.contracts import reference as ids
from switchboard.contracts.events import MAX_TEXT, Attachment, InquiryReceived, Sender
from switchboard.contracts.values import Channel, Identity, Nature, Reference

_MOST_WARNINGS: Final = 20


def inquiry_of(
    original: Original, said: Said, token_keys: Sequence[bytes], facts: Facts
) -> Prepared:
    """Return the inquiry that an original is, with its files and its whole text to be stored first."""
    who = said.sender
    sort = _sort(said, token_keys)
    verified = _verified(said, token_keys)
    named = _named(said)
    slot = ids.slot_of(verified, named, who, original.inquiry_id)
    files = [(attachment(one.name, one.declared, one.data), one.data) for one in said.files]
    long_text = said.full_text.encode() if len(said.full_text) > MAX_TEXT else b""
    long_key = blob_key(original.inquiry_id, sha256(long_text).hexdigest()) if long_text else ""
    inquiry = InquiryReceived(
        inquiry_id=original.inquiry_id,
        reference=ids.reference_of(slot, original.inquiry_id),
        slot=slot,
        channel=original.channel,
        received_at=original.received_at,
        source_key=original.source_key,
        sender=Sender(name=said.name, identities=who),
        reply_to=said.reply_to,
        to=said.to,
        subject=said.subject,
        language=said.language,
        text=shortened(said.text),
        full_text="" if said.full_text == said.text else shortened(said.full_text),
        full_text_blob=long_key,
        nature=sort.nature,
        acknowledgeable=not sort.silent_because,
        unacknowledgeable_because=sort.silent_because,
        customer=facts(who),
        message_id=said.message_id,
        references=said.references,
        verified_case=verified,
        named_case=named,
        undeliverable=said.undeliverable,
        attachments=tuple(file for file, _ in files),
        original_blob=original.blob,
        authentication=said.authentication,
        quality=said.quality,
        quality_because=said.quality_because,
        pages=said.pages,
        duration=said.duration,
        warnings=said.warnings[:_MOST_WARNINGS],
    )
    blobs = [(blob_key(original.inquiry_id, file.sha256), data) for file, data in files]
    return Prepared(inquiry, (*blobs, *(((long_key, long_text),) if long_text else ())))


def unread(original: Original, why: str, size: int, region: str) -> Prepared:
    """Return the inquiry that an original is which can't be read. Nobody is answered: we don't know whom."""
    who = _from_envelope(original, region)
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


def _from_envelope(original: Original, region: str) -> tuple[Identity, ...]:
    told = original.envelope.sender or ""
    try:
        match original.channel:
            case Channel.PHONE:
                return (identities.tel(told, region),)
            case Channel.FAX:
                return (identities.fax(told, region),)
            case _:
                return (identities.mailto(told),)
    except identities.NotAnIdentity:
        return ()


def _sort(said: Said, token_keys: Sequence[bytes]) -> Sort:
    """Return its nature; with a genuine token in its own Message-ID it is a letter of ours."""
    if ids.verify_token(token_keys, said.own_token):
        return Sort(Nature.OWN_ECHO, not_an_inquiry(Nature.OWN_ECHO))
    return Sort(said.nature, said.silent_because)


def _verified(said: Said, token_keys: Sequence[bytes]) -> Reference | None:
    """Return the case of the first genuine token."""
    checked = (ids.verify_token(token_keys, token) for token in said.tokens)
    return next((case for case in checked if case), None)


def _named(said: Said) -> Reference | None:
    """Return the first case reference in subject, then text, then what stands quoted below."""
    written = (said.subject, shortened(said.text), shortened(said.full_text))
    return next((found[0] for text in written if (found := ids.references_in(text))), None)
