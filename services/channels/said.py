"""What an original says, whatever the channel: what its reader hands over. Pure.

Nothing here is believed yet: who it is from and which case it belongs to is checked where the secrets are.
"""

import msgspec

from switchboard.contracts.values import Identity, Nature, Seconds


class File(msgspec.Struct, frozen=True):
    """A file that came along."""

    name: str
    declared: str
    data: bytes


class Said(msgspec.Struct, frozen=True, kw_only=True, tag="said"):
    """What a mail, a call or a fax says."""

    name: str = ""
    sender: tuple[Identity, ...] = ()
    """Who it says it is from; empty where it doesn't."""
    reply_to: Identity | None = None
    """Where its author wants answers. No proof of who that is: anybody can name anybody's address."""
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    """What the customer says now."""
    full_text: str = ""
    """All of it: with quoted history, or as a dialogue with its times."""
    language: str = ""
    """As the source tells it; empty: to be found out."""
    message_id: str = ""
    references: tuple[str, ...] = ()
    nature: Nature = Nature.INQUIRY
    silent_because: str = ""
    """Why it must not be acknowledged; empty where it may."""
    own_token: str = ""
    """What may be a token of ours in its own Message-ID: then it is a letter of ours that came back."""
    tokens: tuple[str, ...] = ()
    """What may be tokens of ours, in the order in which they count. Anybody can write them."""
    undeliverable: tuple[Identity, ...] = ()
    """Of a bounce: whom it says that mail can't reach for good."""
    authentication: dict[str, str] = {}
    """What the server in front found out of its origin (RFC 8601): method to result."""
    files: tuple[File, ...] = ()
    quality: float = 1.0
    """0..1: how far the words can be trusted (OCR, speech)."""
    quality_because: str = ""
    pages: int = 0
    duration: Seconds = Seconds(0.0)
    """Of a call."""
    warnings: tuple[str, ...] = ()
