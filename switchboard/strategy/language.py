"""Which of the strategy's languages a text is in: small words and letter groups, over its first 2,000 characters.

Only languages of `tongues` are ever answered, and none where two are equally likely. Whoever knows more of the text
(whose words of the strategy stand in it) says so as `leaning`.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import log
from typing import Final, TypeAlias

from switchboard.strategy.fold import fold
from switchboard.strategy.tongues import PROSE, SMALL_WORDS

READ: Final = 2_000
SURE: Final = 2.0
"""Natural logarithm of how much likelier the first must be than the second."""
SLIGHT: Final = 0.7
"""The same, where nothing else is known: twice as likely."""
_SMALL_WORD: Final = 2.5
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_UNSEEN: Final = 0.3
_NOWHERE: Final[Mapping[str, float]] = {}

Ranking: TypeAlias = tuple[tuple[float, str], ...]
"""Languages and how likely each is, as a logarithm; the likeliest first."""


def detectable(languages: Sequence[str]) -> tuple[str, ...]:
    """Return those that can be told from a text."""
    return tuple(language for language in languages if language in SMALL_WORDS)


def detect(text: str, languages: Sequence[str]) -> str | None:
    """Return the language; None where the text doesn't say."""
    return leading(ranked(text, languages), SURE)


def ranked(text: str, languages: Sequence[str], leaning: Mapping[str, float] = _NOWHERE) -> Ranking:
    """Return the languages that can be told, the likeliest first; none where the text has no words."""
    tokens = Counter(_WORD.findall(fold(text[:READ])))
    if not tokens:
        return ()
    found = (
        (_score(language, tokens) + leaning.get(language, 0.0), language)
        for language in detectable(languages)
    )
    return tuple(sorted(found, reverse=True))


def leading(ranking: Ranking, lead: float) -> str | None:
    """Return the first; None where it isn't likelier than the second by `lead`, or nothing can be compared."""
    if not ranking:
        return None
    second = ranking[1][0] if len(ranking) > 1 else 0.0
    return ranking[0][1] if ranking[0][0] - second >= lead else None


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
