"""A bundle to the program that judges by it. Slow on purpose, so that judging is fast."""

from typing import Final

from msgspec.structs import replace

from switchboard import __version__
from switchboard.contracts.judgement import Wanted
from switchboard.contracts.values import StrategyId
from switchboard.strategy.bundle import Bundle, bundle_id
from switchboard.strategy.conditions import Condition, tabulate
from switchboard.strategy.contradictions import STAGES
from switchboard.strategy.load import load
from switchboard.strategy.model import EvidenceRule, Route, Strategy
from switchboard.strategy.program import NOBODY_ELSE, Clue, Company, Program
from switchboard.strategy.search import Index
from switchboard.strategy.templates import shelve
from switchboard.strategy.terms import PATTERN, WORDS, Terms, says
from switchboard.strategy.timetables import calendar_of
from switchboard.strategy.trained import model_of


def compile_bundle(
    bundle: Bundle, *, code_version: str = __version__, tzdata_version: str = ""
) -> Program:
    """Return the program. Raises BrokenStrategy with all that is wrong."""
    strategy_id = bundle_id(bundle)
    program = _known.get(strategy_id)
    if program is None:
        program = _known[strategy_id] = _compiled(bundle, strategy_id)
        while len(_known) > _MOST_KNOWN:
            _known.pop(next(iter(_known)), None)
    return replace(program, code_version=code_version, tzdata_version=tzdata_version)


_MOST_KNOWN: Final = 8
_known: dict[StrategyId, Program] = {}
"""Programs already compiled; a memory, not a state. The services of one process share the strategy in force."""


def _compiled(bundle: Bundle, strategy_id: StrategyId) -> Program:
    strategy = load(bundle)
    terms = Terms()
    evidence = [terms.condition(rule.when) for rule in strategy.understand.evidence]
    stages = strategy.understand.stage or STAGES
    stage_conditions = [terms.condition(rule.when) for rule in stages]
    routes = [terms.condition(route.when) for route in strategy.route]
    company = {route.id: _company(route, terms) for route in strategy.route}
    unless = [terms.condition(when) for when in strategy.acknowledge.unless]
    return Program(
        strategy_id=strategy_id,
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
        company={rule: one for rule, one in company.items() if one != NOBODY_ELSE},
        unless=tabulate(unless),
        calendars={name: calendar_of(strategy, name, bundle) for name in strategy.calendars},
        shelf=shelve(bundle, []),
        model=model_of(strategy, bundle),
    )


def _company(route: Route, terms: Terms) -> Company:
    return Company(
        need=tuple(Wanted(after=step.after, skills=step.skills) for step in route.need),
        prefer=tuple(route.to.prefer),
        inform=tuple((terms.condition(one.when), one.department) for one in route.inform),
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
