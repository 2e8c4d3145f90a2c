"""Which of the strategy's languages a text is in: small words and letter groups, over its first 2,000 characters.

Only languages of `tongues` are ever answered, and none where two are equally likely.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import log
from typing import Final

from switchboard.strategy.fold import fold
from switchboard.strategy.tongues import PROSE, SMALL_WORDS

READ: Final = 2_000
_LEAD: Final = 2.0
"""Natural logarithm of how much likelier the first must be than the second."""
_SMALL_WORD: Final = 2.5
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_UNSEEN: Final = 0.3


def detectable(languages: Sequence[str]) -> tuple[str, ...]:
    """Return those that can be told from a text."""
    return tuple(language for language in languages if language in SMALL_WORDS)


def detect(text: str, languages: Sequence[str]) -> str | None:
    """Return the language; None where the text doesn't say."""
    candidates = detectable(languages)
    tokens = Counter(_WORD.findall(fold(text[:READ])))
    if not tokens or not candidates:
        return None
    scores = sorted(((_score(language, tokens), language) for language in candidates), reverse=True)
    lead = scores[0][0] - (scores[1][0] if len(scores) > 1 else 0.0)
    return scores[0][1] if lead >= _LEAD else None


def _score(language: str, tokens: Mapping[str, int]) -> float:
    small, groups, unseen = _small_words(language), _groups(language), _unseen(language)
    score = 0.0
    for word, times in tokens.items():
        if word in small:
            score += _SMALL_WORD * times
        padded = f" {word} "
        score += (
            times
            * sum(groups.get(padded[at : at + 3], unseen) for at in range(len(padded) - 2))
            * _trust(word)
        )
    return score


def _trust(word: str) -> float:
    # Letter groups of one word aren't independent of each other: a long one is less than the sum of its parts.
    return 1.0 / (1.0 + len(word) / 4)


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset(fold(SMALL_WORDS[language]).split())


@cache
def _counts(language: str) -> Counter[str]:
    words = _WORD.findall(fold(PROSE[language] + " " + SMALL_WORDS[language]))
    return Counter(f" {word} "[at : at + 3] for word in words for at in range(len(word)))


@cache
def _groups(language: str) -> dict[str, float]:
    counts = _counts(language)
    whole = counts.total() + _UNSEEN * 3_000
    return {group: log((times + _UNSEEN) / whole) for group, times in counts.items()}


@cache
def _unseen(language: str) -> float:
    return log(_UNSEEN / (_counts(language).total() + _UNSEEN * 3_000))
