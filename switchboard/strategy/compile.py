"""A bundle to the program that judges by it. Slow on purpose, so that judging is fast."""

from datetime import date
from zoneinfo import ZoneInfo

from switchboard import __version__
from switchboard.contracts.customer import Deal
from switchboard.contracts.values import Stage
from switchboard.strategy.bundle import Bundle, bundle_id
from switchboard.strategy.conditions import Condition, tabulate
from switchboard.strategy.hours import Calendar, number
from switchboard.strategy.load import load
from switchboard.strategy.model import Calendar as CalendarSaid
from switchboard.strategy.model import EvidenceRule, StageRule, Strategy, When
from switchboard.strategy.notation import Range, parse_days, zone
from switchboard.strategy.program import Clue, Program
from switchboard.strategy.public_holidays import holidays_of
from switchboard.strategy.search import Index
from switchboard.strategy.templates import shelve
from switchboard.strategy.terms import PATTERN, WORDS, Terms, says

_STAGES = (
    StageRule(when=When(deal=[Deal.DELIVERED]), stage=Stage.POST_DEAL),
    StageRule(when=When(deal=[Deal.IN_PROGRESS]), stage=Stage.OPERATIONAL),
    StageRule(stage=Stage.PRE_DEAL),
)
"""What a strategy means that says nothing of stages."""


def compile_bundle(
    bundle: Bundle, *, code_version: str = __version__, tzdata_version: str = ""
) -> Program:
    """Return the program. Raises BrokenStrategy with all that is wrong."""
    strategy = load(bundle)
    terms = Terms()
    evidence = [terms.condition(rule.when) for rule in strategy.understand.evidence]
    stages = strategy.understand.stage or _STAGES
    stage_conditions = [terms.condition(rule.when) for rule in stages]
    routes = [terms.condition(route.when) for route in strategy.route]
    unless = [terms.condition(when) for when in strategy.acknowledge.unless]
    return Program(
        strategy_id=bundle_id(bundle),
        strategy=strategy,
        index=Index(tuple(terms.numbers)),
        atoms=tuple(map(tuple, terms.atoms)),
        labels=terms.labels,
        clues=_clues(strategy, evidence, terms),
        evidence=tabulate(evidence),
        stages=tabulate(stage_conditions),
        stage_of=tuple(rule.stage for rule in stages),
        routes=tabulate(routes),
        rules=tuple(strategy.route),
        unless=tabulate(unless),
        calendars=calendars(strategy, bundle),
        shelf=shelve(bundle, []),
        code_version=code_version,
        tzdata_version=tzdata_version,
    )


def _clues(strategy: Strategy, conditions: list[Condition], terms: Terms) -> tuple[Clue, ...]:
    asked = _terms_by_atom(terms)
    return tuple(
        _clue(rule, condition, asked, terms)
        for rule, condition in zip(strategy.understand.evidence, conditions, strict=True)
    )


def _terms_by_atom(terms: Terms) -> dict[tuple[str, str], tuple[int, ...]]:
    asked: dict[tuple[str, str], tuple[int, ...]] = {}
    for term, made in enumerate(terms.atoms):
        for atom in made:
            asked[atom] = (*asked.get(atom, ()), term)
    return asked


def _clue(
    rule: EvidenceRule,
    condition: Condition,
    asked: dict[tuple[str, str], tuple[int, ...]],
    terms: Terms,
) -> Clue:
    text = [(name, value) for name in (PATTERN, WORDS) for value in condition.get(name, ())]
    return Clue(
        id=rule.id,
        kind=rule.fact.kind,
        signal=rule.fact.signal,
        weight=rule.weight,
        terms=tuple(term for atom in text for term in asked[atom]),
        capture=rule.capture,
        because=tuple(
            says(name, values, terms.labels)
            for name, values in condition.items()
            if name not in {WORDS, PATTERN}
        ),
    )


def calendars(strategy: Strategy, bundle: Bundle) -> dict[str, Calendar]:
    """Return the calendars, ready for arithmetic."""
    home = strategy.organization.timezone
    return {name: _calendar(said, home, bundle) for name, said in strategy.calendars.items()}


def _calendar(said: CalendarSaid, home: str, bundle: Bundle) -> Calendar:
    weekly: list[tuple[Range, ...]] = [()] * 7
    for days, ranges in said.weekly.items():
        for day in parse_days(days):
            weekly[day] = tuple(sorted(ranges, key=lambda span: span.start))
    exceptions = {
        number(date.fromisoformat(day)): tuple(ranges) for day, ranges in said.except_.items()
    }
    zone_used: ZoneInfo = zone(said.timezone or home)
    holidays = (holidays_of(bundle, said.holidays) or {}) if said.holidays else {}
    return Calendar(zone_used, tuple(weekly), exceptions, holidays)
