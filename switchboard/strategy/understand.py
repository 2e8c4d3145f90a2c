"""What an inquiry is about, by the evidence in it: its kind, how sure we are, its signals, its language.

The weights of all evidence for a kind are added up and the heaviest kind wins. Too light, or too close to the
second, is a doubt with its reason, and never a certainty.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
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
from switchboard.strategy.language import SLIGHT, SURE, detectable, leading, ranked
from switchboard.strategy.program import Clue, Program
from switchboard.strategy.search import Hit

POOR: Final = "poor"
MAX_EVIDENCE: Final = 10
MAX_CAPTURED: Final = 10
MAX_CAPTURED_LENGTH: Final = 80
_RANK: Final = attrgetter("rank")
_NOWHERE: Final = -1
_DECLARED: Final = 1.5
"""What a declared word adds to the logarithm of its language's odds: less than a small word, since trades share words."""
_COUNTED: Final = 50


class Understanding(msgspec.Struct, frozen=True):
    """What was understood, and from what."""

    kind: Kind
    confidence: float
    doubt: Reason | None
    signals: tuple[Signal, ...]
    clues: tuple[Clue, ...]
    opinion: Guess | None = None
    """The classifier's, where it was asked."""


def language_of(program: Program, inquiry: InquiryReceived, hits: Sequence[int]) -> str:
    """Return the language of an inquiry: as its source says, as it reads, as the customer's, or the default.

    `hits` are the terms that occur in it: a text of three words may tell its language by ours alone.
    """
    spoken = program.strategy.organization.languages
    if inquiry.language in spoken:
        return inquiry.language
    given = _tongue(inquiry.language)
    if given in spoken:
        return given
    known = _tongue(inquiry.customer.language) if inquiry.customer else ""
    usual = known if known in spoken else ""
    read = None if given else _read(program, inquiry, hits, SURE if usual else SLIGHT)
    return read or usual or program.strategy.defaults.language


def _read(
    program: Program, inquiry: InquiryReceived, hits: Sequence[int], lead: float
) -> str | None:
    """Return the language that the words tell: those of the language itself, and those that the strategy declares."""
    spoken = program.strategy.organization.languages
    declared = Counter(program.spoken[hit] for hit in hits[:_COUNTED])
    leaning = {tongue: _DECLARED * times for tongue, times in declared.items() if tongue}
    text = f"{inquiry.subject}\n{inquiry.text}"
    return leading(ranked(text, spoken, leaning), lead) or _alone(leaning, spoken)


def _alone(leaning: Mapping[str, float], spoken: Sequence[str]) -> str | None:
    """Return the one language whose words stand in the text, where it is one that can't be told otherwise."""
    heard = [tongue for tongue in leaning if tongue in spoken]
    return heard[0] if len(heard) == 1 and not detectable(heard) else None


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
