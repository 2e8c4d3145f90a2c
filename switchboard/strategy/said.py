"""What a person says an inquiry is about: it outranks every word, pattern and guess, and stands in the evidence. Pure."""

from typing import Final, NamedTuple

from msgspec.structs import replace

from switchboard.contracts.judgement import Evidence
from switchboard.contracts.values import Kind, Stage
from switchboard.strategy.understand import Understanding

STAFF: Final = "staff"


class Said(NamedTuple):
    """The word of a member of staff."""

    kind: Kind
    stage: Stage | None = None
    """None: as the strategy has it."""
    language: str = ""
    """Empty: as the strategy has it."""


def corrected(meaning: Understanding, said: Said | None) -> Understanding:
    """Return what was understood, with the kind that a person named, if one did: then nothing is in doubt."""
    if said is None:
        return meaning
    return replace(meaning, kind=said.kind, confidence=1.0, doubt=None, opinion=None)


def spoken(said: Said | None) -> tuple[Evidence, ...]:
    """Return a person's word as the evidence that it is."""
    if said is None:
        return ()
    named = (("kind", said.kind), ("stage", said.stage), ("language", said.language))
    return tuple(
        Evidence(id=STAFF, fact=f"{what}={value}", weight=1.0, source=STAFF)
        for what, value in named
        if value
    )
