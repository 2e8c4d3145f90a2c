"""Words that say the same as a word of the strategy: German compounds of it, Indonesian forms of it.

Each word of a text is looked up once, so that time grows with the text and not with the strategy.
"""

import re
from collections.abc import Sequence
from typing import Final

from switchboard.strategy.affixes import PARTICLES, SHORTEST_ROOT, forms, without_particle
from switchboard.strategy.compounds import (
    ENDINGS,
    LONGEST,
    SHORTEST_NOUN,
    beginnings,
    begins,
    ends,
    heads,
    plain,
)
from switchboard.strategy.fold import fold

_NOUN: Final = re.compile(rf"[A-ZÄÖÜ][a-zäöüß]{{{SHORTEST_NOUN - 1},}}")
_ROOT: Final = re.compile(rf"[a-z]{{{SHORTEST_ROOT},}}", re.IGNORECASE)
_LONG: Final = 8
"""Letters, at least, of a compound or of a form with a particle."""
_EDGE: Final = 4
"""So many letters at either end tell most words from compounds of ours."""


class Kin:
    """The words of a strategy, by what they may look like within others."""

    def __init__(self, words: Sequence[tuple[int, str, str]]) -> None:
        """Take words by their number, each with its language."""
        self._forms: dict[str, tuple[int, ...]] = {}
        self._firsts: dict[str, tuple[int, ...]] = {}
        self._heads: dict[str, tuple[int, ...]] = {}
        for number, word, tongue in words:
            if tongue == "de" and _NOUN.fullmatch(word):
                noun = plain(fold(word))
                _add(self._firsts, noun, number)
                for ending in ENDINGS:
                    _add(self._heads, noun + ending, number)
            if tongue == "id" and _ROOT.fullmatch(word):
                for form in forms(fold(word)):
                    _add(self._forms, form, number)
        self._starts = frozenset(noun[:_EDGE] for noun in self._firsts)
        self._lasts = frozenset(noun[-_EDGE:] for noun in self._heads)

    def hits(self, text: str) -> set[int]:
        """Return the numbers of the words whose kin stands in a spaced text."""
        words = text.split()
        found: set[int] = set()
        if not self._forms.keys().isdisjoint(words):
            found.update(*[self._forms[word] for word in words if word in self._forms])
        for word in [word for word in words if _LONG <= len(word) <= LONGEST]:
            if word.endswith(PARTICLES):
                found.update(self._forms.get(without_particle(word), ()))
            bare = word if word.isascii() else plain(word)
            if bare[-_EDGE:] in self._lasts:
                found |= self._headed(bare)
            if bare[:_EDGE] in self._starts:
                found |= self._begun(bare)
        return found

    def place(self, number: int, text: str) -> tuple[int, int]:
        """Return where kin of a word first stands in a spaced text that has some."""
        for word in re.finditer(r"[^ ]+", text):
            if number in self.hits(word[0]):
                return word.span()
        raise AssertionError(f"no kin of word {number}")

    def _headed(self, word: str) -> set[int]:
        every = [
            self._heads[part] for part in ends(word) if part in self._heads and heads(word, part)
        ]
        return set().union(*every)

    def _begun(self, word: str) -> set[int]:
        known = self._firsts
        every = [known[part] for part in beginnings(word) if part in known and begins(word, part)]
        return set().union(*every)


def _add(known: dict[str, tuple[int, ...]], word: str, number: int) -> None:
    known[word] = (*known.get(word, ()), number)
