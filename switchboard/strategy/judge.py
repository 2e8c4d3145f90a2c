"""Program and inquiry to judgement, with its explanation. A function of its arguments; knows no clock.

Where the kind is in doubt, no rule that asks for a kind holds: the case goes to the default department for
triage, unless a rule that doesn't need the kind (a customer's tier, a safety signal) decides. A text that can be
trusted too little is such a doubt, however clear its words.
"""

from collections.abc import Container
from itertools import islice
from typing import Final

from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Judgement, Match, NearMiss, Promise, Reason, Say
from switchboard.contracts.values import Channel, Clock, Nature, UnixSeconds
from switchboard.strategy.conditions import failing, holding, lacking_one, numbers
from switchboard.strategy.fold import folded
from switchboard.strategy.opinion import advised, told
from switchboard.strategy.program import Program, Rule
from switchboard.strategy.promises import FROM_THE_START, promise
from switchboard.strategy.reach import Way, confirming_way
from switchboard.strategy.said import Said, corrected, spoken
from switchboard.strategy.terms import ATTRIBUTE
from switchboard.strategy.understand import (
    POOR,
    Understanding,
    explained,
    language_of,
    trusted,
    understand,
)

MAX_MATCHES: Final = 3
MAX_NEAR_MISSES: Final = 5

_Facts = dict[str, tuple[str, ...]]


def judge(
    program: Program, inquiry: InquiryReceived, at: UnixSeconds, said: Said | None = None
) -> Judgement:
    """Return what the strategy makes of the inquiry; promises count from `at`. What a person said holds."""
    text = folded(f"{inquiry.subject}\n{inquiry.text}")
    hits = program.index.hits(text)
    language = (said and said.language) or language_of(program, inquiry, hits)
    facts = _facts(program, inquiry, language, hits)
    meant = trusted(advised(program, understand(program, facts), text), facts)
    meaning = corrected(meant, said)
    facts["signal"] = tuple(meaning.signals)
    facts["kind"] = () if meaning.doubt else (meaning.kind,)
    found = program.stage_of[next(numbers(holding(program.stages, facts)))]
    stage = (said and said.stage) or found
    facts["stage"] = (stage,)
    rule, matched, misses = _routed(program, facts)
    assignee = _person(program, inquiry)
    evidence, captured = explained(program, meaning.clues, hits, text)
    found_way = confirming_way(inquiry, program.strategy.media)
    return Judgement(
        strategy_id=program.strategy_id,
        kind=meaning.kind,
        kind_confidence=meaning.confidence,
        language=language,
        stage=stage,
        priority=rule.priority,
        department=rule.department,
        rule=rule.match.rule,
        reason=Reason.STAFF if said else _reason(matched, meaning, assignee),
        sla=rule.sla,
        assignee=assignee,
        triage=not matched and meaning.doubt is not None,
        signals=meaning.signals,
        playbook=rule.playbook,
        need=rule.need,
        prefer=rule.prefer,
        inform=tuple([known for when, known in rule.inform if not failing(when, facts)]),
        acknowledge=_say(program, inquiry, facts, found_way),
        acknowledge_by=found_way.medium if isinstance(found_way, Way) else None,
        promises=promises(program, rule.sla, rule.department, at),
        evidence=(*spoken(said), *told(meaning.opinion, text), *evidence),
        matched=matched,
        nearest_misses=misses,
        captured=captured,
        code_version=program.code_version,
        tzdata_version=program.tzdata_version,
    )


def _facts(program: Program, inquiry: InquiryReceived, language: str, hits: list[int]) -> _Facts:
    customer = inquiry.customer
    poor = inquiry.quality < program.strategy.understand.poor_below
    facts: _Facts = {
        "language": (language,),
        "channel": (inquiry.channel,),
        "quality": (POOR if poor else "good",),
    }
    if customer:
        facts["tier"] = (customer.tier,)
        facts["relationship"] = (customer.relationship,)
        facts["deal"] = (customer.deal,) if customer.deal else ()
    for name, value in inquiry.attributes.items():
        facts[ATTRIBUTE + name] = (value,)
    found: dict[str, list[str]] = {}
    for hit in hits:
        for field, atom in program.atoms[hit]:
            found.setdefault(field, []).append(atom)
    facts.update((field, tuple(atoms)) for field, atoms in found.items())
    return facts


def _routed(
    program: Program, facts: _Facts
) -> tuple[Rule, tuple[Match, ...], tuple[NearMiss, ...]]:
    """Return the first rule that holds, it and the next ones with their grounds, and what nearly came before."""
    holds, once = lacking_one(program.routes, facts)
    rules = program.rules
    held = [rules[number] for number in islice(numbers(holds), MAX_MATCHES)]
    earlier = once & ((holds & -holds) - 1) if holds else once
    nearly = [rules[number] for number in islice(numbers(earlier), MAX_NEAR_MISSES)]
    return (
        held[0] if held else program.otherwise,
        tuple([rule.match for rule in held]),
        tuple([_miss(rule, facts) for rule in nearly]),
    )


def _miss(rule: Rule, facts: _Facts) -> NearMiss:
    """Return how a rule is told that fails in exactly one field."""
    for name, wanted, miss in rule.misses:
        if wanted.isdisjoint(facts.get(name, ())):
            return miss
    raise AssertionError(f"the rule {rule.match.rule} lacks nothing")


def _reason(matched: tuple[Match, ...], meaning: Understanding, assignee: str | None) -> Reason:
    if assignee:
        return Reason.DEDICATED_PERSON
    if matched:
        return Reason.RULE_MATCHED
    return meaning.doubt or Reason.DEFAULT


def _person(program: Program, inquiry: InquiryReceived) -> str | None:
    customer = inquiry.customer
    if not customer or not customer.dedicated:
        return None
    relationship = program.strategy.customers.relationships.get(customer.relationship)
    return customer.dedicated if relationship and relationship.assign else None


def _say(program: Program, inquiry: InquiryReceived, facts: _Facts, found: Way | Say) -> Say:
    if inquiry.nature is not Nature.INQUIRY:
        return Say.NOT_AN_INQUIRY
    if inquiry.unreadable:  # Who knows what they would be told that we have.
        return Say.PARKED
    if inquiry.channel is Channel.IN_PERSON:  # They were spoken to; a letter would be odd.
        return Say.MET_IN_PERSON
    if isinstance(found, Say):
        return found
    if not inquiry.acknowledgeable:
        return Say.TAKES_NO_MAIL
    return Say.STRATEGY_SAYS_NO if holding(program.unless, facts) else Say.DUE


def promises(
    program: Program,
    sla: str,
    department: str,
    at: UnixSeconds,
    clocks: Container[Clock] = FROM_THE_START,
) -> tuple[Promise, ...]:
    """Return what an SLA promises of these from `at`, on its own calendar or else the department's."""
    pledge = program.pledges[sla]
    calendar = pledge.calendar or program.hours[department]
    wanted = [(clock, within) for clock, within in pledge.within if clock in clocks]
    return tuple([promise(clock, within, calendar, at) for clock, within in wanted])
