"""In which language a letter speaks, and what it calls us, our departments and moments. Pure."""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.people import appointment, name_in
from switchboard.strategy.phrases import Phrases, phrases
from switchboard.strategy.program import Program

Named = Callable[[str], str]
"""Returns what one of ours is called, by their staff id; empty where nobody knows."""

LONGEST_NAME: Final = 100
LONGEST_SUBJECT: Final = 200
_LEADS_ELSEWHERE: Final = re.compile(r"://|www\.|/", re.IGNORECASE)


def nobody(_: str) -> str:
    """Know nobody's name."""
    return ""


class Voice(msgspec.Struct, frozen=True):
    """One strategy, speaking one of its languages."""

    program: Program
    language: str

    @property
    def phrases(self) -> Phrases:
        """The phrases of the language."""
        return phrases(self.language)

    @property
    def organization(self) -> str:
        """What we are called."""
        strategy = self.program.strategy
        return name_in(strategy.organization.name, self.language, strategy.defaults.language)

    def department(self, name: str) -> str:
        """Return what a department is called; one that is gone is called by its id."""
        strategy = self.program.strategy
        known = strategy.departments.get(name)
        return name_in(known.name, self.language, strategy.defaults.language) if known else name

    def moment(self, at: UnixSeconds, department: str, near: UnixSeconds) -> str:
        """Return a moment by the clock on the wall of a department: its promises run by that one."""
        hours = self.program.hours.get(department)
        zone = hours.zone.key if hours else self.program.strategy.organization.timezone
        return appointment(at, zone, self.language, near)


def voice(program: Program, wanted: str) -> Voice:
    """Return the voice that speaks the wanted language; the default one where the strategy does not speak it."""
    strategy = program.strategy
    known = wanted in strategy.organization.languages
    return Voice(program, wanted if known else strategy.defaults.language)


def one_line(text: str, longest: int) -> str:
    """Return text as it stands in a line: printable, and not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def addressed(name: str) -> str:
    """Return the name by which a letter addresses a customer; empty for one that leads somewhere.

    An acknowledgement goes wherever a sender says: nobody may have us carry their advertisement there.
    """
    return "" if _LEADS_ELSEWHERE.search(name) else one_line(name, LONGEST_NAME)
