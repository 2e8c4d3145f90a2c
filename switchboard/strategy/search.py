"""All words and patterns of a strategy in one pass each over a text, in time linear in the text (RE2).

What hits is known after the pass; where it stands is looked up only for what is told, 50 places at most.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec
import re2  # type: ignore[import-untyped]  # ships without types

from switchboard.strategy import words
from switchboard.strategy.fold import SPACELESS, Folded, places
from switchboard.strategy.kin import Kin

MAX_PLACES: Final = 50
MAX_PATTERN: Final = 500
_PATTERN_MEMORY: Final = 1 << 20
_SET_MEMORY: Final = 256 << 20

Span = tuple[int, int]


class Term(msgspec.Struct, frozen=True):
    """One thing to look for: a word or phrase, or a pattern in RE2 syntax."""

    text: str
    is_pattern: bool
    tongue: str = ""
    """The language of a word, for its spellings and endings."""


class Hit(msgspec.Struct, frozen=True):
    """A term that was found, and where it stands in the original."""

    term: int
    start: int
    end: int
    captured: str = ""
    """Of a pattern: its first group, else all of it, as the customer wrote it."""


class Index:
    """Terms, compiled together. What it remembers beyond that are compiled patterns, never texts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = tuple(terms)
        self._words = _Many(
            [(n, words.pattern(t.text, t.tongue)) for n, t in enumerate(terms) if not t.is_pattern]
        )
        self._kin = Kin([(n, t.text, t.tongue) for n, t in enumerate(terms) if t.tongue])
        self._patterns = _Many([(n, f"(?i:{t.text})") for n, t in enumerate(terms) if t.is_pattern])
        self._finders: dict[int, re.Pattern[str]] = {}
        self._regexes: dict[int, re2._Regexp] = {}

    def hits(self, text: Folded) -> list[int]:
        """Return the numbers of the terms that occur in the text, in ascending order."""
        found = self._words.hits(text.spaced) | self._patterns.hits(text.text)
        found |= self._kin.hits(text.spaced)
        if not text.text.isascii() and SPACELESS.search(
            text.text
        ):  # a Latin word may stand right between Chinese ones
            found |= self._words.hits(_parted(text))
        return sorted(found)

    def places(self, text: Folded, hits: Sequence[int]) -> dict[int, Hit]:
        """Return where the first 50 of them stand first."""
        looked = hits[:MAX_PLACES]
        pairs = [self._spans(term, text) for term in looked]
        real = places(text, [span for pair in pairs for span in pair])
        return {
            term: Hit(term, *real[2 * at], self._captured(term, text, real[2 * at + 1]))
            for at, term in enumerate(looked)
        }

    def _captured(self, term: int, text: Folded, span: Span) -> str:
        return text.original[slice(*span)] if self.terms[term].is_pattern else ""

    def _spans(self, number: int, text: Folded) -> tuple[Span, Span]:
        term = self.terms[number]
        if term.is_pattern:
            regex = self._regexes.get(number) or self._regexes.setdefault(
                number, compile_pattern(term.text)
            )
            found = regex.search(text.text)
            return found.span(), found.span(1 if regex.groups and found.group(1) is not None else 0)
        finder = self._finders.get(number) or self._finders.setdefault(
            number, re.compile(words.pattern(term.text, term.tongue))
        )
        stands = finder.search(text.spaced) or finder.search(_parted(text))
        start, end = stands.span(1) if stands else self._kin.place(number, text.spaced)
        return (start - 1, end - 1), (start - 1, end - 1)


class _Many:
    """Numbered patterns that are asked together."""

    def __init__(self, patterns: Sequence[tuple[int, str]]) -> None:
        self._numbers = tuple(number for number, _ in patterns)
        self._set = re2.Set.SearchSet(_options(_SET_MEMORY))
        for _, pattern in patterns:
            self._set.Add(pattern)
        self._set.Compile()

    def hits(self, text: str) -> set[int]:
        if not self._numbers:
            return set()
        return {self._numbers[at] for at in self._set.Match(text) or ()}


def _parted(text: Folded) -> str:
    return SPACELESS.sub(" ", text.spaced)


def compile_pattern(pattern: str) -> "re2._Regexp":
    """Return the pattern, blind to case. Raises ValueError where it is no RE2, too large, or matches nothing at all."""
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"the pattern has more than {MAX_PATTERN} characters")
    try:
        regex = re2.compile(f"(?i:{pattern})", _PATTERN_OPTIONS)
    except re2.error as fault:
        raise ValueError(_reason(fault)) from None
    if regex.search("") is not None:
        raise ValueError("the pattern matches even an empty text")
    return regex


def _reason(fault: Exception) -> str:
    said = fault.args[0] if fault.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"RE2 refuses the pattern: {text} (it knows no lookaround and no backreferences)"


def _options(memory: int) -> "re2.Options":
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    return options


_PATTERN_OPTIONS: Final = _options(_PATTERN_MEMORY)
