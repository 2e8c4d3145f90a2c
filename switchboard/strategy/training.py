"""Examples to a classifier: complement naive Bayes with its certainty fitted on examples it hasn't seen.

The same examples make the same model, to the byte, whatever their order.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from math import exp, log
from typing import Annotated, Final, TypeAlias

import msgspec

from switchboard.contracts.values import Kind
from switchboard.strategy.classifier import SCALE, Model, letter_groups, probabilities, scores

FOLDS: Final = 5
CORRECTION: Final = 3
"""So many examples does a correction count for: it was said of a real message, which the model got wrong."""
_SMOOTHING: Final = 1.0
_STEEPEST: Final = 200.0
_STEPS: Final = 40

_Seen: TypeAlias = tuple[int, ...]
"""A figure for each kind."""


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message whose kind somebody knows."""

    text: str
    kind: Kind
    language: str = ""
    weight: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    """As many examples as it counts for."""


class Answer(msgspec.Struct, frozen=True):
    """What a model that had not seen the example said of it."""

    example: Example
    kind: Kind
    probability: float


class _Read(msgspec.Struct, frozen=True):
    example: Example
    groups: frozenset[str]


def train(
    examples: Sequence[Example], step: Callable[[], None] = lambda: None
) -> tuple[Model, tuple[Answer, ...]]:
    """Return the model, and what models of the other folds said of each example; `step` after each fold.

    Raises ValueError where there is too little to learn from.
    """
    read, kinds = _sorted(examples)
    held: list[tuple[Example, tuple[float, ...]]] = []
    for model, unseen in _held_out(read, kinds):
        held += [(one.example, scores(model, set(one.groups))) for one in unseen]
        step()
    steepness = _steepness([(kinds.index(one.kind), found) for one, found in held])
    model = msgspec.structs.replace(_fit(read, kinds), steepness=steepness)
    step()
    return model, tuple(_answer(one, found, model) for one, found in held)


def with_corrections(examples: Sequence[Example], corrections: Sequence[Example]) -> list[Example]:
    """Return the examples and what staff corrected, which counts for more and stands where both know a text."""
    said = {one.text for one in corrections}
    kept = [one for one in examples if one.text not in said]
    return kept + [msgspec.structs.replace(one, weight=CORRECTION) for one in corrections]


def held_out(examples: Sequence[Example]) -> Iterator[tuple[Model, tuple[Example, ...]]]:
    """Yield, for each fold, a model of the other folds (its steepness is still 1) and what it hasn't seen."""
    read, kinds = _sorted(examples)
    for model, unseen in _held_out(read, kinds):
        yield model, tuple(one.example for one in unseen)


def _held_out(
    read: Sequence[_Read], kinds: tuple[Kind, ...]
) -> Iterator[tuple[Model, list[_Read]]]:
    for fold in range(FOLDS):
        rest = [one for one in read if _fold(one) != fold]
        yield _fit(rest, kinds), [one for one in read if _fold(one) == fold]


def _sorted(examples: Sequence[Example]) -> tuple[list[_Read], tuple[Kind, ...]]:
    read = sorted(map(_read, examples), key=lambda one: (one.example.text, one.example.kind))
    times = Counter(one.example.kind for one in read)
    if len(times) < 2 or min(times.values()) < FOLDS:  # noqa: PLR2004  (nothing to choose from)
        raise ValueError(f"there must be two kinds at least, and {FOLDS} examples of each")
    return read, tuple(sorted(times))


def _read(example: Example) -> _Read:
    return _Read(example, frozenset(letter_groups(example.text)))


def _fold(one: _Read) -> int:
    return sha256(one.example.text.encode()).digest()[0] % FOLDS


def _fit(read: Sequence[_Read], kinds: Sequence[Kind]) -> Model:
    counts: dict[str, list[int]] = {}
    for one in read:
        kind = kinds.index(one.example.kind)
        for group in one.groups:
            counts.setdefault(group, [0] * len(kinds))[kind] += one.example.weight
    spread = Counter(map(tuple, counts.values()))
    weights = _weights(sorted(spread.items()), sum(one.example.weight for one in read))
    return Model(
        tuple(kinds),
        1.0,
        {group: weights[tuple(seen)] for group, seen in counts.items()},
        len(read),
    )


def _weights(spread: Sequence[tuple[_Seen, int]], examples: int) -> dict[_Seen, _Seen]:
    """Return the weights of a group for each kind, by how often it was seen in each; `spread` says of how many groups.

    What speaks for a kind is how rare a group is in all that is of another kind.
    """
    columns = []
    for kind in range(len(spread[0][0])):
        others = [sum(seen) - seen[kind] + _SMOOTHING for seen, _ in spread]
        whole = sum(times * groups for times, (_, groups) in zip(others, spread, strict=True))
        raw = [log(whole / times) for times in others]
        mean = sum(one * groups for one, (_, groups) in zip(raw, spread, strict=True))
        columns.append(
            [one / mean for one in raw]
        )  # A kind with more examples weighs no more for it.
    groups = sum(times for _, times in spread)
    return {
        seen: _centered([groups * weight * log(examples / sum(seen)) for weight in row])
        for (seen, _), row in zip(spread, zip(*columns, strict=True), strict=True)
    }


def _centered(weights: Sequence[float]) -> _Seen:
    mean = sum(weights) / len(weights)
    return tuple(round(SCALE * (weight - mean)) for weight in weights)


def _steepness(held: Sequence[tuple[int, Sequence[float]]]) -> float:
    """Return the steepness under which the right kinds are likeliest, by golden section."""
    low, high, ratio = log(0.01), log(_STEEPEST), 0.618
    for _ in range(_STEPS):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _surprise(held, left) < _surprise(held, right):
            high = right
        else:
            low = left
    return float(f"{exp((low + high) / 2):.3g}")


def _surprise(held: Sequence[tuple[int, Sequence[float]]], logarithm: float) -> float:
    steepness = exp(logarithm)
    return sum(-log(max(probabilities(found, steepness)[kind], 0.001)) for kind, found in held)


def _answer(example: Example, found: Sequence[float], model: Model) -> Answer:
    chances = probabilities(found, model.steepness)
    best = max(range(len(chances)), key=chances.__getitem__)
    return Answer(example, model.kinds[best], chances[best])


def macro_f1(answers: Sequence[Answer]) -> float:
    """Return the mean over the kinds of F1: right answers against those that name the kind or should."""
    kinds = {one.example.kind for one in answers}
    named = Counter(one.kind for one in answers) + Counter(one.example.kind for one in answers)
    right = Counter(one.kind for one in answers if one.kind is one.example.kind)
    return sum(2 * right[kind] / named[kind] for kind in kinds) / (len(kinds) or 1)


def calibration_error(answers: Sequence[Answer]) -> float:
    """Return by how much sureness and truth differ on average, in ten bins of sureness."""
    gaps: Counter[int] = Counter()
    for one in answers:
        right = one.kind is one.example.kind
        gaps[min(int(one.probability * 10), 9)] += round(1000 * (one.probability - right))
    return sum(map(abs, gaps.values())) / 1000 / (len(answers) or 1)
