"""From a form to an `InquiryReceived`, with the bytes that must be stored before it is said. Pure."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from services.channels.form import FORM, InquiryForm, SenderForm, canonical
from services.channels.sniff import media_type
from services.channels.words import clean, one_line, shortened
from switchboard import identities
from switchboard.contracts import reference as ids
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import MAX_TEXT, Attachment, InquiryReceived, Sender
from switchboard.contracts.values import Channel, Identity, InquiryId, Reference, UnixSeconds
from switchboard.http.forms import read
from switchboard.http.problems import INVALID, Error, Problem

FRESH: Final = "fresh:"
"""Begins a source id that nobody chose: nothing else ever comes under it."""

Facts = Callable[[Sequence[Identity]], CustomerFacts | None]
"""What the directory knows of the customer whom these identities name."""


class Prepared(NamedTuple):
    """An inquiry that is ready to be taken in."""

    inquiry: InquiryReceived
    blobs: tuple[tuple[str, bytes], ...] = ()
    """Key and bytes of what it speaks of: stored first."""


class Sent(NamedTuple):
    """A file that comes along."""

    name: str
    media_type: str
    """As its sender calls it; its first bytes tell."""
    data: bytes


class Source(NamedTuple):
    """Where a form comes from."""

    id_key: bytes
    source_id: str
    """The key that the client chose, or a fresh id."""
    region: str
    at: UnixSeconds

    @property
    def key(self) -> str:
        """What a resend has in common with this; empty where there can be none."""
        if self.source_id.startswith(FRESH):
            return ""
        # One client's key is one key, whichever channel its body names.
        return ids.source_key(self.id_key, Channel.WEB, self.source_id)


def prepare(raw: bytes, source: Source, facts: Facts) -> Prepared:
    """Return the inquiry that the JSON in `raw` is. Raises Problem where it is none."""
    form = read(FORM, raw)
    files = [Sent(one.name, one.media_type, one.content()) for one in form.attachments]
    return inquiry_of(form, files, canonical(raw), source, facts)


def inquiry_of(
    form: InquiryForm, sent: Sequence[Sent], content: bytes, source: Source, facts: Facts
) -> Prepared:
    """Return the inquiry that a form is, with the files that came beside it. Raises Problem where it is none.

    `content` is all that was said, so that only the same words under the same source are a resend.
    """
    inquiry_id = ids.inquiry_id(source.id_key, form.channel, source.source_id, content)
    who = _identities(form.sender, source.region)
    text = clean(form.text)
    named = _named(form, text)
    slot = ids.slot_of(None, named, who, inquiry_id)
    files = [(attachment(one.name, one.media_type, one.data), one.data) for one in sent]
    whole = text.encode() if len(text) > MAX_TEXT else b""
    blobs = [(blob_key(inquiry_id, file.sha256), data) for file, data in files]
    whole_key = blob_key(inquiry_id, sha256(whole).hexdigest()) if whole else ""
    inquiry = InquiryReceived(
        inquiry_id=inquiry_id,
        reference=ids.reference_of(slot, inquiry_id),
        slot=slot,
        channel=form.channel,
        received_at=UnixSeconds(round(form.received_at.timestamp(), 3))
        if form.received_at
        else source.at,
        source_key=source.key,
        sender=Sender(name=form.sender.name.strip(), identities=who),
        subject=form.subject,
        text=shortened(text),
        full_text_blob=whole_key,
        language=form.language,
        customer=facts(who),
        named_case=named,
        new_case=form.new_case,
        attributes=form.attributes,
        attachments=tuple(file for file, _ in files),
    )
    return Prepared(inquiry, (*blobs, *(((whole_key, whole),) if whole else ())))


def blob_key(inquiry_id: InquiryId, digest: str) -> str:
    """Return the key of something that came with an inquiry; never shared with another's."""
    return f"{inquiry_id}/{digest}"


def attachment(name: str, declared: str, data: bytes) -> Attachment:
    """Return how an event speaks of a file."""
    return Attachment(
        name=one_line(name, 255),
        media_type=media_type(data, declared),
        size=len(data),
        sha256=sha256(data).hexdigest(),
    )


def _identities(sender: SenderForm, region: str) -> tuple[Identity, ...]:
    given: tuple[tuple[str, str | None, Callable[[str], Identity]], ...] = (
        ("customer_id", sender.customer_id, identities.customer),
        ("email", sender.email, identities.mailto),
        ("phone", sender.phone, lambda text: identities.tel(text, region)),
        ("fax", sender.fax, lambda text: identities.fax(text, region)),
    )
    found, errors = [], []
    for field, text, normalize in given:
        try:
            found += [normalize(text)] if text is not None else []
        except identities.NotAnIdentity as fault:
            errors.append(Error(f"/from/{field}", str(fault)))
    if errors:
        raise Problem(INVALID, "Mend what `errors` lists and send it again.", errors=errors)
    return tuple(found)


def _named(form: InquiryForm, text: str) -> Reference | None:
    if form.reference is None:
        return next(
            iter((*ids.references_in(form.subject), *ids.references_in(shortened(text)))), None
        )
    if named := ids.parse_reference(form.reference):
        return named
    raise Problem(
        INVALID,
        "Mend what `errors` lists and send it again.",
        errors=[Error("/reference", "no case has this reference: a letter is wrong or missing")],
    )
