"""A trained guess at the kind of an inquiry, by its letter groups (complement naive Bayes; Rennie et al. 2003).

It reads the first 2,000 characters, adds up whole numbers and rounds, so that every machine guesses alike. It is
asked only where words leave doubt, and says nothing where it is less sure than the strategy demands.
"""

import re
from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import exp, sqrt
from typing import Final

import msgspec

from switchboard.contracts.values import Kind
from switchboard.strategy.fold import Folded, fold, spaced

READ: Final = 2_000
SHORTEST: Final = 3
LONGEST: Final = 6
SCALE: Final = 1_000
"""Weights are kept as whole thousandths: sums are exact."""
TOLD: Final = 3
_DIGIT: Final = re.compile(r"\d")
_NOWHERE: Final[Mapping[Kind, float]] = {}
_GAPS: Final = re.compile(r" {2,}")


class Model(msgspec.Struct, frozen=True):
    """What training leaves: a weight of each letter group for each kind, and how sure a lead makes."""

    kinds: tuple[Kind, ...]
    steepness: float
    """Scores times this, then softmax: fitted on held-out folds, so that 0.8 means right in 8 of 10."""
    weights: Mapping[str, tuple[int, ...]]
    """By letter group, for each of the kinds; they balance, so that none speaks for all."""
    examples: int = 0
    """How many it was trained on."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model as its file holds it: groups of equal weights stand together, parted by bars."""

    kinds: tuple[Kind, ...]
    steepness: float
    examples: int
    weights: tuple[tuple[tuple[int, ...], str], ...]


class Guess(msgspec.Struct, frozen=True):
    """The likeliest kind."""

    kind: Kind
    probability: float
    groups: tuple[str, ...]
    """What spoke for it most."""


def parse_model(text: str) -> Model:
    """Return the model that a file holds. Raises ValueError where it holds none that can be used."""
    try:
        file = msgspec.json.decode(text, type=_File)
    except msgspec.MsgspecError as fault:
        raise ValueError(str(fault)) from None
    kinds = len(set(file.kinds))
    if kinds < 2 or kinds != len(file.kinds):  # noqa: PLR2004  (nothing to choose from)
        raise ValueError("it must know at least two kinds, each once")
    if not file.steepness > 0:
        raise ValueError("its steepness must be above 0")
    if any(len(weights) != kinds for weights, _ in file.weights):
        raise ValueError("each letter group must have one weight for each kind")
    weights = {group: weights for weights, groups in file.weights for group in groups.split("|")}
    return Model(file.kinds, file.steepness, weights, file.examples)


def dump(model: Model) -> str:
    """Return the file of a model: the same text for the same model, a line for all groups of equal weights."""
    alike: dict[tuple[int, ...], list[str]] = {}
    for group, weights in sorted(model.weights.items()):
        alike.setdefault(weights, []).append(group)
    rows = [(weights, "|".join(groups)) for weights, groups in sorted(alike.items())]
    head = msgspec.json.encode(_File(model.kinds, model.steepness, model.examples, ())).decode()
    body = ",\n".join(msgspec.json.encode(row).decode() for row in rows)
    return head.replace('"weights":[]', f'"weights":[\n{body}\n]') + "\n"


def letter_groups(text: str) -> set[str]:
    """Return the groups of three to six characters in a text, numbers alike, words set apart by one space."""
    return groups_of(plain(text))


def plain(text: str) -> str:
    """Return the text as its groups are taken from it."""
    return _GAPS.sub(" ", _DIGIT.sub("0", spaced(fold(text[:READ]))))


def groups_of(line: str) -> set[str]:
    """Return the groups of a text that is plain already."""
    return {
        line[at : at + size]
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(len(line) - size + 1)
    }


def scores(model: Model, groups: set[str]) -> tuple[float, ...]:
    """Return how much speaks for each kind, whatever the length of the text."""
    known = [weights for group in groups if (weights := model.weights.get(group))]
    length = SCALE * sqrt(len(known) or 1)
    return tuple(sum(column) / length for column in zip(*known, strict=True)) or (0.0,) * len(
        model.kinds
    )


def probabilities(found: Sequence[float], steepness: float) -> list[float]:
    """Return the scores as probabilities, to three digits."""
    most = max(found)
    odds = [exp(steepness * (score - most)) for score in found]
    return [round(one / sum(odds), 3) for one in odds]


def guess(model: Model, text: str, leaning: Mapping[Kind, float] = _NOWHERE) -> Guess:
    """Return the likeliest kind of a text; `leaning` is what else speaks for kinds, as logarithms of odds."""
    groups = letter_groups(text)
    found = [
        score + leaning.get(kind, 0.0) / model.steepness
        for kind, score in zip(model.kinds, scores(model, groups), strict=True)
    ]
    chances = probabilities(found, model.steepness)
    best = max(range(len(chances)), key=chances.__getitem__)
    return Guess(model.kinds[best], chances[best], _telling(model, groups, best))


def _telling(model: Model, groups: set[str], kind: int) -> tuple[str, ...]:
    """Return the groups that speak most for one kind, none that overlaps another."""
    weights = model.weights
    ranked = nlargest(
        20 * TOLD,
        ((weights[group][kind], len(group), group) for group in groups if group in weights),
    )
    told: list[str] = []
    seen: set[str] = set()
    for _, _, group in ranked:
        parts = {group[at : at + SHORTEST] for at in range(len(group) - SHORTEST + 1)}
        if len(told) < TOLD and not parts & seen:
            told.append(group)
            seen |= parts
    return tuple(told)


def place(text: Folded, group: str) -> tuple[int, int] | None:
    """Return where a group stands in folded text, as far as one can point at it."""
    bare = r"\W+".join(map(re.escape, group.split())).replace("0", r"\d")
    found = re.search(bare, text.text)
    return found.span() if found else None
