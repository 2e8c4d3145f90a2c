"""A bundle to the program that judges by it. Slow on purpose, so that judging is fast."""

from typing import Final

from msgspec.structs import replace

from switchboard import __version__
from switchboard.contracts.judgement import Evidence, Match, NearMiss, Wanted
from switchboard.contracts.values import StrategyId
from switchboard.strategy.bundle import Bundle, bundle_id
from switchboard.strategy.conditions import Condition, tabulate
from switchboard.strategy.contradictions import STAGES
from switchboard.strategy.hours import Calendar
from switchboard.strategy.load import load
from switchboard.strategy.model import EvidenceRule, Route, Strategy
from switchboard.strategy.program import DEFAULT_RULE, Clue, Pledge, Program, Rule
from switchboard.strategy.promises import promised
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
    unless = [terms.condition(when) for when in strategy.acknowledge.unless]
    rules = tuple(
        _rule(strategy, route, condition, terms)
        for route, condition in zip(strategy.route, routes, strict=True)
    )
    calendars = {name: calendar_of(strategy, name, bundle) for name in strategy.calendars}
    return Program(
        strategy_id=strategy_id,
        strategy=strategy,
        index=Index(tuple(terms.numbers)),
        atoms=tuple(map(tuple, terms.atoms)),
        spoken=terms.spoken(),
        clues=_clues(strategy, evidence, terms),
        evidence=tabulate(evidence),
        stages=tabulate(stage_conditions),
        stage_of=tuple(rule.stage for rule in stages),
        routes=tabulate(routes),
        rules=rules,
        otherwise=_otherwise(strategy),
        unless=tabulate(unless),
        calendars=calendars,
        pledges=_pledges(strategy, calendars),
        hours={name: calendars[one.calendar] for name, one in strategy.departments.items()},
        shelf=shelve(bundle, []),
        model=model_of(strategy, bundle),
    )


def _rule(strategy: Strategy, route: Route, condition: Condition, terms: Terms) -> Rule:
    asked = {name: says(name, values, terms.labels) for name, values in condition.items()}
    return Rule(
        department=route.to.department,
        sla=route.sla or strategy.defaults.sla,
        priority=route.priority or strategy.defaults.priority,
        match=Match(rule=route.id, because=tuple(asked.values())),
        misses=tuple(
            (name, frozenset(condition[name]), NearMiss(rule=route.id, missing=(said,)))
            for name, said in asked.items()
        ),
        playbook=route.playbook,
        need=tuple(Wanted(after=step.after, skills=step.skills) for step in route.need),
        prefer=tuple(route.to.prefer),
        inform=tuple((terms.condition(one.when), one.department) for one in route.inform),
    )


def _otherwise(strategy: Strategy) -> Rule:
    usual = strategy.defaults
    return Rule(usual.department, usual.sla, usual.priority, Match(rule=DEFAULT_RULE))


def _pledges(strategy: Strategy, calendars: dict[str, Calendar]) -> dict[str, Pledge]:
    return {
        name: Pledge(promised(sla), calendars[sla.clock] if sla.clock else None)
        for name, sla in strategy.sla.items()
    }


def _clues(strategy: Strategy, conditions: list[Condition], terms: Terms) -> tuple[Clue, ...]:
    asked = _terms_by_atom(terms)
    rules = strategy.understand.evidence
    told = sorted(
        range(len(rules)), key=lambda number: (not rules[number].capture, -rules[number].weight)
    )
    ranks = {number: rank for rank, number in enumerate(told)}
    return tuple(
        _clue(rule, ranks[number], condition, asked, terms)
        for number, (rule, condition) in enumerate(zip(rules, conditions, strict=True))
    )


def _terms_by_atom(terms: Terms) -> dict[tuple[str, str], tuple[int, ...]]:
    asked: dict[tuple[str, str], tuple[int, ...]] = {}
    for term, made in enumerate(terms.atoms):
        for atom in made:
            asked[atom] = (*asked.get(atom, ()), term)
    return asked


def _clue(
    rule: EvidenceRule,
    rank: int,
    condition: Condition,
    asked: dict[tuple[str, str], tuple[int, ...]],
    terms: Terms,
) -> Clue:
    text = [(name, value) for name in (PATTERN, WORDS) for value in condition.get(name, ())]
    fact = f"kind={rule.fact.kind}" if rule.fact.kind else f"signal={rule.fact.signal}"
    because = (
        says(name, values, terms.labels)
        for name, values in condition.items()
        if name not in {WORDS, PATTERN}
    )
    return Clue(
        id=rule.id,
        kind=rule.fact.kind,
        signal=rule.fact.signal,
        weight=rule.weight,
        terms=tuple(term for atom in text for term in asked[atom]),
        capture=rule.capture,
        rank=rank,
        told=Evidence(id=rule.id, fact=fact, weight=rule.weight, source=", ".join(because)[:80]),
    )
