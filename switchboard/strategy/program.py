"""A strategy, ready to judge: everything looked up beforehand. A value; judging changes nothing in it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from switchboard.contracts.judgement import Evidence, Match, NearMiss, Wanted
from switchboard.contracts.values import Clock, Kind, Priority, Signal, Stage, StrategyId
from switchboard.strategy.classifier import Model
from switchboard.strategy.conditions import Condition, Table
from switchboard.strategy.hours import Calendar
from switchboard.strategy.model import Strategy
from switchboard.strategy.notation import Duration
from switchboard.strategy.search import Index
from switchboard.strategy.templates import Shelf

DEFAULT_RULE: Final = "default"
"""What a judgement calls its rule where none holds."""


class Clue(msgspec.Struct, frozen=True):
    """A piece of evidence as judging needs it."""

    id: str
    kind: Kind | None
    signal: Signal | None
    weight: float
    terms: tuple[int, ...]
    """What of it stands in the text."""
    capture: str | None
    rank: int
    """Its place among all clues: what captures first, then the weightiest."""
    told: Evidence
    """How it is told where it stands nowhere in the text."""


class Rule(msgspec.Struct, frozen=True):
    """What follows where a rule holds, or where none does."""

    department: str
    sla: str
    priority: Priority
    match: Match
    """What made it hold."""
    misses: tuple[tuple[str, frozenset[str], NearMiss], ...] = ()
    """For each field that it asks: what it wants there, and how it is told that it found nothing of it."""
    playbook: str | None = None
    need: tuple[Wanted, ...] = ()
    prefer: tuple[str, ...] = ()
    inform: tuple[tuple[Condition, str], ...] = ()
    """Departments that should know, each on its condition."""


class Pledge(msgspec.Struct, frozen=True):
    """What an SLA promises, in the order in which it comes due."""

    within: tuple[tuple[Clock, Duration], ...]
    calendar: Calendar | None
    """By which it counts; None: by the department's."""


class Program(msgspec.Struct, frozen=True):
    """One compiled strategy."""

    strategy_id: StrategyId
    strategy: Strategy
    index: Index
    atoms: tuple[tuple[tuple[str, str], ...], ...]
    """Of each term: field and value of the conditions that it makes true."""
    spoken: tuple[str, ...]
    """Of each term: the language whose word it is; empty where it is none's, or several languages'."""
    clues: tuple[Clue, ...]
    evidence: Table
    stages: Table
    stage_of: tuple[Stage, ...]
    routes: Table
    rules: tuple[Rule, ...]
    otherwise: Rule
    """What follows where no rule holds."""
    unless: Table
    calendars: Mapping[str, Calendar]
    pledges: Mapping[str, Pledge]
    """By the name of the SLA."""
    hours: Mapping[str, Calendar]
    """By the name of the department."""
    shelf: Shelf
    model: Model | None = None
    code_version: str = ""
    tzdata_version: str = ""
