"""What comes of one attempt to send: a closed list, so that every answer has its consequence. Pure."""

from typing import Final

import msgspec

from switchboard.contracts.values import Medium, Seconds

_ABOUT_US: Final = frozenset({421, 530, 534, 535, 538})
"""The relay shuts down, or wants another login of us (RFC 4954): that says nothing about the letter."""
_TOO_LARGE_FOR_IT: Final = 552
"""To MAIL FROM with its SIZE (RFC 1870): the one refusal there that is about the letter."""
_LONGEST: Final = 300


class Sent(msgspec.Struct, frozen=True):
    """The destination has taken responsibility for it."""

    destination: str = ""
    """Which one of ours it was, as the settings call it; empty for a customer's address."""
    provider_id: str = ""
    """What the gateway calls it: its receipts name it so."""
    medium: Medium | None = None
    """By which way it went; None: by the one that was claimed."""


class Deferred(msgspec.Struct, frozen=True):
    """Not now; this letter may go later."""

    reason: str
    wait: Seconds | None = None
    """How long the destination wants us to wait, at least; None: it did not say."""


class Refused(msgspec.Struct, frozen=True):
    """Never: trying again would change nothing."""

    reason: str


class Withheld(msgspec.Struct, frozen=True):
    """We did not even try, on purpose."""

    reason: str


class Unreachable(msgspec.Struct, frozen=True):
    """The destination does not work for us at all; the letter was not handed over, nor would another be."""

    reason: str


class Unanswered(msgspec.Struct, frozen=True):
    """The connection was lost while the letter was handed over: it may have arrived."""

    reason: str


Answer = Sent | Deferred | Refused | Withheld | Unreachable | Unanswered


def answer_of(code: int, text: str) -> Answer:
    """Return what an SMTP reply (RFC 5321 section 4.2.1) means for the letter it was given for."""
    reason = short(f"{code} {text}")
    if code in _ABOUT_US:
        return Unreachable(reason)
    match code // 100:
        case 2:
            return Sent()
        case 4:
            return Deferred(reason)
        case 5:
            return Refused(reason)
        case _:
            return Unanswered(f"the relay spoke no SMTP: {reason}")


def answer_to_sender(code: int, text: str) -> Answer:
    """Return what a reply to MAIL FROM means: who may not send here may send no other letter either."""
    if code // 100 == 5 and code != _TOO_LARGE_FOR_IT:  # noqa: PLR2004  (the class of RFC 5321)
        return Unreachable(short(f"the relay does not take our sender: {code} {text}"))
    return answer_of(code, text)


def short(text: str) -> str:
    """Return a reason that fits a record and one line of a screen, whatever a server wrote."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
