"""What an inquiry is about, by the evidence in it: its kind, how sure we are, its signals, its language.

The weights of all evidence for a kind are added up and the heaviest kind wins. Too light, or too close to the
second, is a doubt with its reason, and never a certainty.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Evidence, Reason
from switchboard.contracts.values import Kind, Signal
from switchboard.strategy.classifier import Guess
from switchboard.strategy.conditions import Facts, holding, numbers
from switchboard.strategy.fold import Folded
from switchboard.strategy.language import detect
from switchboard.strategy.program import Clue, Program
from switchboard.strategy.search import Hit

MAX_EVIDENCE: Final = 10
MAX_CAPTURED: Final = 10
MAX_CAPTURED_LENGTH: Final = 80


class Understanding(msgspec.Struct, frozen=True):
    """What was understood, and from what."""

    kind: Kind
    confidence: float
    doubt: Reason | None
    signals: tuple[Signal, ...]
    clues: tuple[Clue, ...]
    opinion: Guess | None = None
    """The classifier's, where it was asked."""


def language_of(program: Program, inquiry: InquiryReceived) -> str:
    """Return the language of an inquiry: as its source says, as it reads, as the customer's, or the default."""
    spoken = program.strategy.organization.languages
    given = _tongue(inquiry.language)
    if given in spoken:
        return given
    read = detect(f"{inquiry.subject}\n{inquiry.text}", spoken) if not given else None
    known = _tongue(inquiry.customer.language) if inquiry.customer else ""
    return read or (known if known in spoken else program.strategy.defaults.language)


def _tongue(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].lower()


def understand(program: Program, facts: Facts) -> Understanding:
    """Return kind and signals by the evidence that holds."""
    clues = tuple(program.clues[number] for number in numbers(holding(program.evidence, facts)))
    weights: dict[Kind, float] = {}
    signals: dict[Signal, None] = {}
    for clue in clues:
        if clue.kind:
            weights[clue.kind] = weights.get(clue.kind, 0.0) + clue.weight
        if clue.signal:
            signals[clue.signal] = None
    ranked = sorted(weights.items(), key=lambda one: -one[1])
    heaviest = ranked[0][1] if ranked else 0.0
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return Understanding(
        kind=ranked[0][0] if ranked else Kind.QUESTION,
        confidence=_confidence(heaviest, sum(weights.values())),
        doubt=_doubt(program, heaviest, second),
        signals=tuple(signals),
        clues=clues,
    )


def _doubt(program: Program, heaviest: float, second: float) -> Reason | None:
    limits = program.strategy.understand
    if heaviest < limits.minimum:
        return Reason.WEAK_EVIDENCE
    return Reason.CONFLICTING_EVIDENCE if second and heaviest - second < limits.margin else None


def _confidence(heaviest: float, total: float) -> float:
    """Return 0..1: the winner's share of the evidence, less where there is little of it."""
    return round(heaviest / total * heaviest / (heaviest + 1.0), 3) if total else 0.0


def explained(
    program: Program, clues: Sequence[Clue], hits: Sequence[int], text: Folded
) -> tuple[tuple[Evidence, ...], dict[str, str]]:
    """Return the weightiest clues with their places, and what patterns captured."""
    found = set(hits)
    told = sorted(clues, key=lambda clue: (not clue.capture, -clue.weight))[:MAX_EVIDENCE]
    first = {clue.id: next((term for term in clue.terms if term in found), None) for clue in told}
    places = program.index.places(
        text, sorted({term for term in first.values() if term is not None})
    )
    captured: dict[str, str] = {}
    evidence = []
    for clue in told:
        hit = places.get(-1 if (term := first[clue.id]) is None else term)
        evidence.append(_evidence(clue, hit))
        if clue.capture and hit and len(captured) < MAX_CAPTURED:
            captured.setdefault(clue.capture, hit.captured[:MAX_CAPTURED_LENGTH])
    return tuple(evidence), captured


def _evidence(clue: Clue, hit: Hit | None) -> Evidence:
    fact = f"kind={clue.kind}" if clue.kind else f"signal={clue.signal}"
    if hit is None:
        return Evidence(
            id=clue.id, fact=fact, weight=clue.weight, source=", ".join(clue.because)[:80]
        )
    return Evidence(id=clue.id, fact=fact, weight=clue.weight, start=hit.start, end=hit.end)
