"""Conditions of the file to conditions of tables: words and patterns become numbered terms, each once."""

from collections.abc import Mapping

import msgspec

from switchboard.strategy.conditions import Condition
from switchboard.strategy.model import When
from switchboard.strategy.search import Term
from switchboard.strategy.words import tongue_of

WORDS, PATTERN, ATTRIBUTE = "words", "pattern", "attribute "
_SHOWN = 60
FIELDS = (
    "kind",
    "stage",
    "signal",
    "tier",
    "relationship",
    "deal",
    "channel",
    "language",
    "quality",
)


class Terms(msgspec.Struct):
    """What a strategy looks for in texts, gathered while its conditions are compiled."""

    numbers: dict[Term, int] = {}
    tongues: dict[Term, set[str]] = {}
    """Of each word: the languages under which it is declared."""
    atoms: list[list[tuple[str, str]]] = []
    labels: dict[tuple[str, str], str] = {}
    seen: dict[tuple[str, tuple[Term, ...]], str] = {}

    def condition(self, when: When) -> Condition:
        """Return the condition for a table."""
        fields: dict[str, tuple[str, ...]] = {}
        if when.words:
            every = [
                self._declared(word, tongue)
                for tongue, words in when.words.items()
                for word in words
            ]
            fields[WORDS] = (self._atom(WORDS, every),)
        if when.pattern:
            fields[PATTERN] = (self._atom(PATTERN, [Term(when.pattern, is_pattern=True)]),)
        for name in FIELDS:
            values: list[str] | None = getattr(when, name)
            if values:
                fields[name] = tuple(map(str, values))
        for name, values in (when.attribute or {}).items():
            fields[ATTRIBUTE + name] = tuple(values)
        return fields

    def _declared(self, word: str, tongue: str) -> Term:
        term = Term(word, is_pattern=False, tongue=tongue_of(word, tongue))
        self.tongues.setdefault(term, set()).add(tongue)
        return term

    def spoken(self) -> tuple[str, ...]:
        """Return for each term its language; empty where it has none, or several."""
        declared = [self.tongues.get(term, set()) for term in self.numbers]
        return tuple(min(every) if len(every) == 1 else "" for every in declared)

    def _atom(self, field: str, terms: list[Term]) -> str:
        key = (field, tuple(terms))
        if key not in self.seen:
            self.seen[key] = str(len(self.seen))
            shown = ", ".join(term.text for term in terms)
            self.labels[field, self.seen[key]] = _short(shown)
            for term in dict.fromkeys(terms):
                self._made(term).append((field, self.seen[key]))
        return self.seen[key]

    def _made(self, term: Term) -> list[tuple[str, str]]:
        if term not in self.numbers:
            self.numbers[term] = len(self.atoms)
            self.atoms.append([])
        return self.atoms[self.numbers[term]]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def says(name: str, values: tuple[str, ...], labels: Mapping[tuple[str, str], str]) -> str:
    """Return one field of a condition for people, as `tier = gold or vip`."""
    return f"{name} = {' or '.join(labels.get((name, value), value) for value in values)}"
