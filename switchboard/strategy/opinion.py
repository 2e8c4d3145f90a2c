"""The classifier's say where words leave doubt: it fills in what they don't tell, and parts kinds that they tie.

Words outrank it: where they are clear it isn't asked, and of tied kinds it can only choose one of those.
"""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from switchboard.contracts.judgement import Evidence, Reason
from switchboard.contracts.values import Kind
from switchboard.strategy.classifier import Guess, guess, place
from switchboard.strategy.fold import Folded, places
from switchboard.strategy.program import Clue, Program
from switchboard.strategy.understand import Understanding

CLASSIFIER: Final = "classifier"
LEANING: Final = 0.8
"""What a weight of 1 adds to the logarithm of a kind's odds, where words are too weak to decide alone."""


def advised(program: Program, meaning: Understanding, text: Folded) -> Understanding:
    """Return what was understood once the classifier has been asked, if there is doubt and a classifier."""
    said = program.strategy.understand.classifier
    if meaning.doubt is None or program.model is None or said is None:
        return meaning
    weights = _weights(meaning.clues)
    leaning = {kind: LEANING * weight for kind, weight in weights.items()}
    opinion = guess(program.model, text.original, leaning)
    tied = meaning.doubt is Reason.CONFLICTING_EVIDENCE
    if tied and not _ties(weights, opinion.kind, program.strategy.understand.margin):
        return meaning
    sure = opinion.probability >= said.minimum
    return replace(
        meaning,
        kind=opinion.kind,
        confidence=opinion.probability,
        doubt=None if sure else meaning.doubt,
        opinion=opinion,
    )


def _weights(clues: tuple[Clue, ...]) -> dict[Kind, float]:
    weights: dict[Kind, float] = {}
    for clue in clues:
        if clue.kind:
            weights[clue.kind] = weights.get(clue.kind, 0.0) + clue.weight
    return weights


def _ties(weights: dict[Kind, float], kind: Kind, margin: float) -> bool:
    return kind in weights and max(weights.values()) - weights[kind] < margin


def told(opinion: Guess | None, text: Folded) -> tuple[Evidence, ...]:
    """Return the classifier's evidence: how sure it is, and the letter groups that made it so with their places."""
    return tuple(_told(opinion, text)) if opinion else ()


def _told(opinion: Guess, text: Folded) -> Iterator[Evidence]:
    fact = f"kind={opinion.kind}"
    yield Evidence(id=CLASSIFIER, fact=fact, weight=opinion.probability, source=CLASSIFIER)
    for group in opinion.groups:
        stands = place(text, group)
        start, end = places(text, [stands])[0] if stands else (None, None)
        yield Evidence(
            id=f"{CLASSIFIER}:{group}",
            fact=fact,
            weight=0.0,
            start=start,
            end=end,
            source=CLASSIFIER,
        )
