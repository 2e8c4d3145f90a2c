"""All words and patterns of a strategy in one pass over a text, in time linear in the text (RE2).

What hits is known after the pass; where it stands is looked up for the first 50 hits only.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec
import re2  # type: ignore[import-untyped]

from switchboard.strategy import words
from switchboard.strategy.fold import Folded, places

MAX_PLACES: Final = 50
MAX_PATTERN: Final = 500
_PATTERN_MEMORY: Final = 1 << 20
_SET_MEMORY: Final = 256 << 20


class Term(msgspec.Struct, frozen=True):
    """One thing to look for: a word or phrase, or a pattern in RE2 syntax."""

    text: str
    is_pattern: bool


class Hit(msgspec.Struct, frozen=True):
    """A term that was found, and where it stands in the original."""

    term: int
    start: int
    end: int
    captured: str = ""
    """Of a pattern: its first group, else all of it, as the customer wrote it."""


class Index:
    """Terms, compiled together. Holds no state but its compiled form."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = tuple(terms)
        self._set = re2.Set.SearchSet(_options(_SET_MEMORY)) if terms else None
        for term in terms:
            self._set.Add(f"(?i:{term.text})" if term.is_pattern else words.pattern(term.text))
        if terms:
            self._set.Compile()
        self._finders: dict[int, re.Pattern[str]] = {}
        self._patterns: dict[int, "re2._Regexp"] = {}

    def hits(self, text: Folded) -> list[int]:
        """Return the numbers of the terms that occur in the text, in ascending order."""
        return sorted(self._set.Match(text.text) or ()) if self._set else []

    def places(self, text: Folded, hits: Sequence[int]) -> dict[int, Hit]:
        """Return where the first 50 of them stand first."""
        spans: list[tuple[int, int]] = []
        found: list[tuple[int, int]] = []
        for term in hits[:MAX_PLACES]:
            whole, group = self._spans(term, text.text)
            found.append((term, len(spans)))
            spans += (whole, group)
        real = places(text, spans)
        return {term: self._hit(term, text, real[at], real[at + 1]) for term, at in found}

    def _hit(self, term: int, text: Folded, whole: tuple[int, int], group: tuple[int, int]) -> Hit:
        captured = text.original[group[0] : group[1]] if self.terms[term].is_pattern else ""
        return Hit(term, *whole, captured)

    def _spans(self, number: int, text: str) -> tuple[tuple[int, int], tuple[int, int]]:
        term = self.terms[number]
        if not term.is_pattern:
            span = self._word(number, term.text, text)
            return span, span
        regex = self._patterns.get(number) or self._patterns.setdefault(number, compile_pattern(term.text))
        found = regex.search(text)
        return found.span(), found.span(1 if regex.groups and found.group(1) is not None else 0)

    def _word(self, number: int, word: str, text: str) -> tuple[int, int]:
        finder = self._finders.get(number) or self._finders.setdefault(number, words.finder(word))
        every = (found.span() for found in finder.finditer(text))
        return next((span for span in every if words.stands(word, text, *span)), (0, 1))


def compile_pattern(pattern: str) -> "re2._Regexp":
    """Return the pattern, blind to case. Raises ValueError where RE2 can't hold it in linear time and little memory."""
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"the pattern has more than {MAX_PATTERN} characters")
    try:
        regex = re2.compile(f"(?i:{pattern})", _options(_PATTERN_MEMORY))
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
