"""Program and inquiry to judgement, with its explanation. A function of its arguments; knows no clock.

Where the kind is in doubt, no rule that asks for a kind holds: the case goes to the default department for
triage, unless a rule that doesn't need the kind (a customer's tier, a safety signal) decides.
"""

from typing import Final

from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Judgement, Match, NearMiss, Promise, Reason, Say
from switchboard.contracts.values import Channel, Nature, UnixSeconds
from switchboard.strategy.conditions import failing, holding, lacking_one, numbers
from switchboard.strategy.fold import folded
from switchboard.strategy.model import Route
from switchboard.strategy.opinion import advised, told
from switchboard.strategy.program import NOBODY_ELSE, Program
from switchboard.strategy.promises import promise, promised
from switchboard.strategy.terms import ATTRIBUTE, says
from switchboard.strategy.understand import Understanding, explained, language_of, understand

DEFAULT_RULE: Final = "default"
MAX_MATCHES: Final = 3
MAX_NEAR_MISSES: Final = 5

_Facts = dict[str, tuple[str, ...]]


def judge(program: Program, inquiry: InquiryReceived, at: UnixSeconds) -> Judgement:
    """Return what the strategy makes of the inquiry; promises count from `at`."""
    defaults = program.strategy.defaults
    language = language_of(program, inquiry)
    text = folded(f"{inquiry.subject}\n{inquiry.text}")
    hits = program.index.hits(text)
    facts = _facts(program, inquiry, language, hits)
    meaning = advised(program, understand(program, facts), text)
    facts["signal"] = tuple(meaning.signals)
    facts["kind"] = () if meaning.doubt else (meaning.kind,)
    stage = next(numbers(holding(program.stages, facts)))
    facts["stage"] = (program.stage_of[stage],)
    rule, matched, misses = _routed(program, facts)
    department = rule.to.department if rule else defaults.department
    sla = (rule and rule.sla) or defaults.sla
    assignee = _person(program, inquiry)
    company = program.company.get(rule.id, NOBODY_ELSE) if rule else NOBODY_ELSE
    evidence, captured = explained(program, meaning.clues, hits, text)
    return Judgement(
        strategy_id=program.strategy_id,
        kind=meaning.kind,
        kind_confidence=meaning.confidence,
        language=language,
        stage=program.stage_of[stage],
        priority=(rule and rule.priority) or defaults.priority,
        department=department,
        rule=rule.id if rule else DEFAULT_RULE,
        reason=_reason(rule, meaning, assignee),
        sla=sla,
        assignee=assignee,
        triage=rule is None and meaning.doubt is not None,
        signals=meaning.signals,
        playbook=rule.playbook if rule else None,
        need=company.need,
        prefer=company.prefer,
        inform=tuple(known for when, known in company.inform if not failing(when, facts)),
        acknowledge=_say(program, inquiry, facts),
        promises=promises(program, sla, department, at),
        evidence=(*told(meaning.opinion, text), *evidence),
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
        "quality": ("poor" if poor else "good",),
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
) -> tuple[Route | None, tuple[Match, ...], tuple[NearMiss, ...]]:
    """Return the first rule that holds, it and the next ones with their grounds, and what nearly came before."""
    holds, once = lacking_one(program.routes, facts)
    matched: list[Match] = []
    for number in numbers(holds):
        if len(matched) == MAX_MATCHES:
            break
        matched.append(_match(program, number))
    first = (holds & -holds).bit_length() - 1 if holds else None
    earlier = once if first is None else once & ((1 << first) - 1)
    misses: list[NearMiss] = []
    for number in numbers(earlier):
        if len(misses) == MAX_NEAR_MISSES:
            break
        misses.append(_miss(program, number, facts))
    return (None if first is None else program.rules[first]), tuple(matched), tuple(misses)


def _match(program: Program, number: int) -> Match:
    condition = program.routes.conditions[number]
    because = (says(name, values, program.labels) for name, values in condition.items())
    return Match(rule=program.rules[number].id, because=tuple(because))


def _miss(program: Program, number: int, facts: _Facts) -> NearMiss:
    condition = program.routes.conditions[number]
    missing = (says(name, condition[name], program.labels) for name in failing(condition, facts))
    return NearMiss(rule=program.rules[number].id, missing=tuple(missing))


def _reason(rule: Route | None, meaning: Understanding, assignee: str | None) -> Reason:
    if assignee:
        return Reason.DEDICATED_PERSON
    if rule:
        return Reason.RULE_MATCHED
    return meaning.doubt or Reason.DEFAULT


def _person(program: Program, inquiry: InquiryReceived) -> str | None:
    customer = inquiry.customer
    if not customer or not customer.dedicated:
        return None
    relationship = program.strategy.customers.relationships.get(customer.relationship)
    return customer.dedicated if relationship and relationship.assign else None


def _say(program: Program, inquiry: InquiryReceived, facts: _Facts) -> Say:
    if inquiry.nature is not Nature.INQUIRY:
        return Say.NOT_AN_INQUIRY
    if inquiry.channel is Channel.IN_PERSON:  # They were spoken to; a letter would be odd.
        return Say.MET_IN_PERSON
    if not any(identity.startswith("mailto:") for identity in inquiry.sender.identities):
        return Say.NO_ADDRESS
    if not inquiry.acknowledgeable:
        return Say.TAKES_NO_MAIL
    return Say.STRATEGY_SAYS_NO if holding(program.unless, facts) else Say.DUE


def promises(program: Program, sla: str, department: str, at: UnixSeconds) -> tuple[Promise, ...]:
    """Return what an SLA promises from `at`, on its own calendar or else the department's."""
    promises_of = program.strategy.sla[sla]
    name = promises_of.clock or program.strategy.departments[department].calendar
    calendar = program.calendars[name]
    return tuple(promise(clock, within, calendar, at) for clock, within in promised(promises_of))
