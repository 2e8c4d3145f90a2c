"""Examples to a classifier: complement naive Bayes with its certainty fitted on examples it hasn't seen.

The same examples make the same model, to the byte, whatever their order.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from math import exp, log
from typing import Final

import msgspec

from switchboard.contracts.values import Kind
from switchboard.strategy.classifier import SCALE, Model, letter_groups, probabilities, scores

FOLDS: Final = 5
GROUPS: Final = 16_000
"""How many letter groups a model keeps: the most telling ones."""
_SMOOTHING: Final = 1.0
_SEEN: Final = 1
"""A group of fewer examples is chance."""
_STEEPEST: Final = 200.0
_STEPS: Final = 40


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message whose kind somebody knows."""

    text: str
    kind: Kind
    language: str = ""


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
    read = sorted(map(_read, examples), key=lambda one: (one.example.text, one.example.kind))
    kinds = tuple(sorted({one.example.kind for one in read}))
    if len(kinds) < 2 or min(Counter(one.example.kind for one in read).values()) < FOLDS:  # noqa: PLR2004
        raise ValueError(f"there must be two kinds at least, and {FOLDS} examples of each")
    held: list[tuple[Example, tuple[float, ...]]] = []
    for fold in range(FOLDS):
        model = _fit([one for one in read if _fold(one) != fold], kinds)
        held += [
            (one.example, scores(model, set(one.groups))) for one in read if _fold(one) == fold
        ]
        step()
    steepness = _steepness([(kinds.index(one.kind), found) for one, found in held])
    model = msgspec.structs.replace(_fit(read, kinds), steepness=steepness)
    step()
    return model, tuple(_answer(one, found, model) for one, found in held)


def dump(model: Model) -> str:
    """Return the model as its file holds it: a letter group a line, so that differences can be read."""
    head = msgspec.json.encode(msgspec.structs.replace(model, weights={})).decode()
    rows = ",\n".join(
        f"{msgspec.json.encode(group).decode()}:{msgspec.json.encode(weights).decode()}"
        for group, weights in sorted(model.weights.items())
    )
    return head.replace('"weights":{}', f'"weights":{{\n{rows}\n}}') + "\n"


def _read(example: Example) -> _Read:
    return _Read(example, frozenset(letter_groups(example.text)))


def _fold(one: _Read) -> int:
    return sha256(one.example.text.encode()).digest()[0] % FOLDS


def _fit(read: Sequence[_Read], kinds: Sequence[Kind]) -> Model:
    spread: Counter[str] = Counter()
    counts: dict[Kind, Counter[str]] = {kind: Counter() for kind in kinds}
    for one in read:
        spread.update(one.groups)
        counts[one.example.kind].update(one.groups)
    kept = sorted(group for group, times in spread.items() if times >= _SEEN)
    columns = list(_columns(kept, counts, spread, kinds))
    rarity = [log(len(read) / spread[group]) for group in kept]
    rows = {
        group: tuple(round(SCALE * rare * weight) for weight in weights)
        for group, rare, weights in zip(kept, rarity, zip(*columns, strict=True), strict=True)
    }
    telling = sorted(rows, key=lambda group: (min(rows[group]) - max(rows[group]), group))[:GROUPS]
    weights = {group: rows[group] for group in sorted(telling)}
    return Model(tuple(kinds), 1.0, weights, len(read))


def _columns(
    kept: Sequence[str],
    counts: dict[Kind, Counter[str]],
    spread: Counter[str],
    kinds: Sequence[Kind],
) -> Iterator[list[float]]:
    """Yield each kind's weights: how rare a group is in all that is of another kind."""
    for kind in kinds:
        others = [spread[group] - counts[kind][group] + _SMOOTHING for group in kept]
        whole = sum(others)
        raw = [-log(times / whole) for times in others]
        mean = sum(raw) / (len(raw) or 1)  # Kinds with more examples must not weigh more for it.
        yield [one / mean for one in raw]


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
