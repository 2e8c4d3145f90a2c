"""What was said on the telephone, whoever wrote it down: turns, and what is known of the call. Pure."""

from enum import StrEnum
from typing import NamedTuple

import msgspec

from switchboard.contracts.values import Seconds, UnixSeconds


class Role(StrEnum):
    """Whose words they are."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"
    """Announcements, menus, bots, notes of what somebody did."""


class Ending(StrEnum):
    """How a call came out."""

    ANSWERED = "answered"
    VOICEMAIL = "voicemail"
    MISSED = "missed"
    """Nobody answered, and nothing was left."""


class Word(NamedTuple):
    """One word, and how surely it was heard."""

    text: str
    confidence: float


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one person said in one go."""

    text: str
    speaker: str = ""
    """As the source calls them; empty where it doesn't tell."""
    role: Role | None = None
    start: Seconds | None = None
    """From the beginning of the call."""
    end: Seconds | None = None
    confidence: float | None = None
    """0..1, as the recognizer says; None where it doesn't."""
    words: tuple[Word, ...] = ()


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call, as its source tells it. Numbers are as they were written."""

    turns: tuple[Turn, ...] = ()
    ending: Ending = Ending.ANSWERED
    caller: str = ""
    caller_name: str = ""
    called: str = ""
    started_at: UnixSeconds | None = None
    duration: Seconds = Seconds(0.0)
    language: str = ""
    warnings: tuple[str, ...] = ()
