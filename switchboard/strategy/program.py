"""A strategy, ready to judge: everything looked up beforehand. A value; judging changes nothing in it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from switchboard.contracts.judgement import Wanted
from switchboard.contracts.values import Kind, Signal, Stage, StrategyId
from switchboard.strategy.classifier import Model
from switchboard.strategy.conditions import Condition, Table
from switchboard.strategy.hours import Calendar
from switchboard.strategy.model import Route, Strategy
from switchboard.strategy.search import Index
from switchboard.strategy.templates import Shelf


class Clue(msgspec.Struct, frozen=True):
    """A piece of evidence as judging needs it."""

    id: str
    kind: Kind | None
    signal: Signal | None
    weight: float
    terms: tuple[int, ...]
    """What of it stands in the text."""
    capture: str | None
    because: tuple[str, ...]
    """What it asks apart from text."""


class Company(msgspec.Struct, frozen=True):
    """Who else has to do with what a rule sends on."""

    need: tuple[Wanted, ...] = ()
    prefer: tuple[str, ...] = ()
    inform: tuple[tuple[Condition, str], ...] = ()
    """Departments that should know, each on its condition."""


NOBODY_ELSE: Final = Company()


class Program(msgspec.Struct, frozen=True):
    """One compiled strategy."""

    strategy_id: StrategyId
    strategy: Strategy
    index: Index
    atoms: tuple[tuple[tuple[str, str], ...], ...]
    """Of each term: field and value of the conditions that it makes true."""
    labels: Mapping[tuple[str, str], str]
    """How such a value is called towards people."""
    clues: tuple[Clue, ...]
    evidence: Table
    stages: Table
    stage_of: tuple[Stage, ...]
    routes: Table
    rules: tuple[Route, ...]
    company: Mapping[str, Company]
    """By the id of the rule; those that name nobody else aren't here."""
    unless: Table
    calendars: Mapping[str, Calendar]
    shelf: Shelf
    model: Model | None = None
    code_version: str = ""
    tzdata_version: str = ""
