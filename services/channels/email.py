"""From the bytes of a mail to what it says. Pure; keeps to limits, never raises but UnreadableInput.

Knows no secrets, so that it can be run apart: tokens of ours are handed on for verification, not believed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from services.channels.addresses import Address, addresses
from services.channels.authentication import authentication_of
from services.channels.bounce import undeliverable
from services.channels.legible import is_lost, legibility
from services.channels.limits import LIMITS
from services.channels.mime import Enclosed, Opened, UnreadableInput, open_mail
from services.channels.nature import Seen, Sort, sort_of
from services.channels.originals import Envelope, Ours
from services.channels.reply import said_now
from services.channels.said import File, Said
from services.channels.words import clean, one_line
from switchboard import identities
from switchboard.contracts.values import Identity, Nature

_MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]{1,250}>")
_TOKEN: Final = re.compile(r"[0-9A-Za-z]{11}\.[0-9A-Za-z]{16}")
_TOKEN_RETURNED: Final = re.compile(r"[<+]([0-9A-Za-z]{11}\.[0-9A-Za-z]{16})(?=[.@])")
_RETURNS: Final = (
    Nature.BOUNCE,
    Nature.FEEDBACK_REPORT,
    Nature.AUTO_REPLY,
    Nature.OUT_OF_OFFICE,
)
"""What may carry a letter of ours inside."""
_LONGEST_RETURNED: Final = 100_000
_RECIPIENTS: Final = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_LONGEST_LIST: Final = 30_000


def read_mail(mail: bytes, envelope: Envelope, ours: Ours) -> Said:
    """Return what `mail` says. Raises UnreadableInput."""
    opened = open_mail(mail)
    author, warnings = _author(opened)
    full = clean(opened.text).strip("\n")
    references = _references(opened)
    message_id = next(iter(_ids(opened, "message-id")), "")
    subject = one_line(opened.value("subject"), LIMITS.subject)
    if is_lost(subject + full) and not opened.files:
        raise UnreadableInput("none of its characters can be read: they are no text")
    text = said_now(full, subject)
    legible = legibility(text)
    authentication = authentication_of(
        opened.values("authentication-results"), opened.values("received-spf"), ours.servers
    )
    sort = _sort(opened, envelope, ours, author, authentication)
    return Said(
        name=author.name,
        sender=(identities.mailto(author.address),) if author.address else (),
        reply_to=_reply_to(opened),
        to=_recipients(opened, envelope),
        subject=subject,
        text=text,
        full_text=full,
        message_id=message_id,
        references=(*references, *_returned_ids(opened, sort.nature)),
        nature=sort.nature,
        silent_because=sort.silent_because,
        own_token=next(iter(_tokens_in([message_id])), ""),
        tokens=(*_tokens(opened, envelope, references), *_returned_tokens(opened, sort.nature)),
        authentication=authentication,
        undeliverable=undeliverable(opened) if sort.nature is Nature.BOUNCE else (),
        files=tuple(_file(one) for one in opened.files[: LIMITS.attachments]),
        quality=legible.quality,
        quality_because=legible.because,
        warnings=(*opened.warnings, *warnings),
    )


def _author(opened: Opened) -> tuple[Address, tuple[str, ...]]:
    """Return who wrote it; where From tells nobody, Sender may."""
    for field in ("from", "sender"):
        for one in _listed(opened, field, 1):
            if address := _normalized(one.address):
                return Address(one.name, address), ()
    return Address("", ""), ("it has no readable sender",)


def _reply_to(opened: Opened) -> Identity | None:
    address = next((_normalized(one.address) for one in _listed(opened, "reply-to", 1)), "")
    return identities.mailto(address) if address else None


def _recipients(opened: Opened, envelope: Envelope) -> tuple[str, ...]:
    listed = [
        one.address
        for field in ("to", "cc")
        for one in _listed(opened, field, LIMITS.mail_recipients)
    ]
    known = (_normalized(one) for one in (*listed, *envelope.recipients))
    return tuple(dict.fromkeys(one for one in known if one))[: LIMITS.mail_recipients]


def _listed(opened: Opened, field: str, most: int) -> list[Address]:
    raw = ", ".join(opened.values(field))[:_LONGEST_LIST]
    return addresses(raw, most)


def _normalized(address: str) -> str:
    try:
        return identities.mailto(address).removeprefix("mailto:")
    except identities.NotAnIdentity:
        return ""


def _ids(opened: Opened, field: str) -> list[str]:
    """Return the Message-IDs in a header field; the longest fields are lists of hundreds."""
    text = " ".join(opened.values(field))[:_LONGEST_LIST]
    return [one for one in _MESSAGE_ID.findall(text) if len(one) <= LIMITS.message_id]


def _references(opened: Opened) -> tuple[str, ...]:
    newest_first = (*_ids(opened, "in-reply-to"), *reversed(_ids(opened, "references")))
    return tuple(dict.fromkeys(newest_first))[: LIMITS.mail_references]


def _tokens(opened: Opened, envelope: Envelope, references: tuple[str, ...]) -> tuple[str, ...]:
    listed = [
        one.address
        for field in _RECIPIENTS
        for one in _listed(opened, field, LIMITS.mail_recipients)
    ]
    tags = [
        one.partition("@")[0].rpartition("+")[2]
        for one in (*envelope.recipients, *listed)
        if "+" in one
    ]
    found = (one for one in tags if _TOKEN.fullmatch(one))
    return tuple(dict.fromkeys((*found, *_tokens_in(references))))


def _tokens_in(message_ids: Sequence[str]) -> list[str]:
    """Return what may be tokens of ours in Message-IDs."""
    begins = [".".join(one.strip("<>").split("@")[0].split(".")[:2]) for one in message_ids]
    return [one for one in begins if _TOKEN.fullmatch(one)]


def _returned_tokens(opened: Opened, nature: Nature) -> tuple[str, ...]:
    """Return what may be tokens of ours in a letter that came back, so that it joins its case."""
    if nature not in _RETURNS:
        return ()
    written = f"{opened.returned}\n{opened.text[:_LONGEST_RETURNED]}"
    return tuple(dict.fromkeys(_TOKEN_RETURNED.findall(written)))[: LIMITS.mail_references]


def _returned_ids(opened: Opened, nature: Nature) -> tuple[str, ...]:
    """Return the Message-IDs of letters that may be ours and came back: what a bounce answers."""
    if nature is not Nature.BOUNCE:
        return ()
    written = f"{opened.returned}\n{opened.text[:_LONGEST_RETURNED]}"
    found = (one for one in _MESSAGE_ID.findall(written) if _tokens_in([one]))
    return tuple(dict.fromkeys(found))[: LIMITS.mail_references]


def _sort(
    opened: Opened, envelope: Envelope, ours: Ours, author: Address, proven: Mapping[str, str]
) -> Sort:
    own = {one.lower() for one in ours.addresses}
    sender = author.address.lower()
    return sort_of(Seen(opened, sender, _return_path(opened, envelope), sender in own, proven))


def _return_path(opened: Opened, envelope: Envelope) -> str | None:
    if envelope.sender is not None:
        return envelope.sender
    told = opened.values("return-path")
    return told[0].strip().strip("<>").strip() if told else None


def _file(one: Enclosed) -> File:
    return File(one.name, one.declared, one.data)
