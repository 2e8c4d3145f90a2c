"""What an inquiry is about, by the evidence in it: its kind, how sure we are, its signals, its language.

The weights of all evidence for a kind are added up and the heaviest kind wins. Too light, or too close to the
second, is a doubt with its reason, and never a certainty.
"""

from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Final

import msgspec
from msgspec.structs import replace

from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Evidence, Reason
from switchboard.contracts.values import Kind, Signal
from switchboard.strategy.classifier import Guess
from switchboard.strategy.conditions import Facts, holding, numbers
from switchboard.strategy.fold import Folded
from switchboard.strategy.language import detect
from switchboard.strategy.program import Clue, Program
from switchboard.strategy.search import Hit

POOR: Final = "poor"
MAX_EVIDENCE: Final = 10
MAX_CAPTURED: Final = 10
MAX_CAPTURED_LENGTH: Final = 80
_RANK: Final = attrgetter("rank")
_NOWHERE: Final = -1


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
    if inquiry.language in spoken:
        return inquiry.language
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
    every = program.clues
    clues = tuple([every[number] for number in numbers(holding(program.evidence, facts))])
    weights: dict[Kind, float] = {}
    signals: dict[Signal, None] = {}
    for clue in clues:
        if clue.kind:
            weights[clue.kind] = weights.get(clue.kind, 0.0) + clue.weight
        if clue.signal:
            signals[clue.signal] = None
    heaviest, second = [*sorted(weights.values(), reverse=True), 0.0, 0.0][:2]
    return Understanding(
        kind=max(weights, key=weights.__getitem__) if weights else Kind.QUESTION,
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


def trusted(meaning: Understanding, facts: Facts) -> Understanding:
    """Return what was understood, in doubt where the text itself is: a misread word is no evidence."""
    poor = POOR in facts["quality"]
    return replace(meaning, doubt=Reason.POOR_QUALITY) if poor else meaning


def _confidence(heaviest: float, total: float) -> float:
    """Return 0..1: the winner's share of the evidence, less where there is little of it."""
    return round(heaviest / total * heaviest / (heaviest + 1.0), 3) if total else 0.0


def explained(
    program: Program, clues: Sequence[Clue], hits: Sequence[int], text: Folded
) -> tuple[tuple[Evidence, ...], dict[str, str]]:
    """Return the weightiest clues with their places, and what patterns captured."""
    found = set(hits)
    told = sorted(clues, key=_RANK)[:MAX_EVIDENCE]
    first = [_first(clue.terms, found) for clue in told]
    places = program.index.places(text, [term for term in {*first} if term != _NOWHERE])
    captured: dict[str, str] = {}
    evidence = []
    for clue, term in zip(told, first, strict=True):
        hit = places.get(term)
        evidence.append(_evidence(clue, hit))
        if clue.capture and hit and len(captured) < MAX_CAPTURED:
            captured.setdefault(clue.capture, hit.captured[:MAX_CAPTURED_LENGTH])
    return tuple(evidence), captured


def _first(terms: Sequence[int], found: Collection[int]) -> int:
    for term in terms:
        if term in found:
            return term
    return _NOWHERE


def _evidence(clue: Clue, hit: Hit | None) -> Evidence:
    if hit is None:
        return clue.told
    return Evidence(
        id=clue.id, fact=clue.told.fact, weight=clue.weight, start=hit.start, end=hit.end
    )
