"""How a page speaks of one case: in a language, with the names and the zone of the case's strategy. Pure."""

from typing import Final, NamedTuple

from babel.numbers import format_decimal

from services.desk.pages.texts import Texts, languages
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.people import appointment, moment, name_in
from switchboard.strategy.phrases import Phrases, phrases
from switchboard.strategy.program import Program

_NO_ZONE: Final = "UTC"


class Speech(NamedTuple):
    """A language, and the strategy whose words it uses; without one, ids stand for names."""

    language: str
    program: Program | None = None
    place: str = ""
    """The department by the clock on whose wall moments are told: promises run by that one."""

    @property
    def texts(self) -> Texts:
        """All words of the language."""
        return languages()[self.language]

    @property
    def phrases(self) -> Phrases:
        """What letters of this language say, too."""
        return phrases(self.language)

    @property
    def organization(self) -> str:
        """Who we are; empty where nobody knows."""
        return self._name(self.program.strategy.organization.name) if self.program else ""

    def department(self, department: str) -> str:
        """Return how a department is called."""
        known = self.program.strategy.departments.get(department) if self.program else None
        return self._name(known.name) if known else department

    def moment(self, at: UnixSeconds) -> str:
        """Return a moment as people say it."""
        return moment(at, self._zone, self.language)

    def deadline(self, at: UnixSeconds, now: UnixSeconds) -> str:
        """Return a moment with the place whose time it is told in, where the reader needs that."""
        return appointment(at, self._zone, self.language, now)

    def put(self, sentence: str, **facts: int) -> str:
        """Return a sentence with its numbers as the language writes them."""
        written = {
            name: format_decimal(number, locale=self.language) for name, number in facts.items()
        }
        return sentence.format(**written)

    def _name(self, names: dict[str, str]) -> str:
        fallback = self.program.strategy.defaults.language if self.program else self.language
        return name_in(names, self.language, fallback)

    @property
    def _zone(self) -> str:
        if self.program is None:
            return _NO_ZONE
        hours = self.program.hours.get(self.place)
        return hours.zone.key if hours else self.program.strategy.organization.timezone
