"""What lies ahead of a judgement: who is told of the case, and of each moment of its promises, as long as nothing happens. Pure.

A ladder is shown as the strategy says it. On a case, what is answered in time is told to nobody.
"""

from collections.abc import Iterable, Iterator

import msgspec

from switchboard.contracts.judgement import Judgement, Promise
from switchboard.contracts.values import Clock, Priority, Recipient, Seconds, UnixSeconds
from switchboard.strategy.escalation import Assignments, Rung
from switchboard.strategy.hours import Calendar
from switchboard.strategy.notation import Moment
from switchboard.strategy.openings import next_opening
from switchboard.strategy.playbooks import Task
from switchboard.strategy.program import Program
from switchboard.strategy.promises import promise
from switchboard.strategy.stages import comes_at, moments, named, told_of
from switchboard.strategy.whom import meant, staff


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a promise, and who is told of it."""

    clock: Clock
    stage: str
    at: UnixSeconds
    told_at: UnixSeconds
    """When they are told: later where the night is quiet."""
    to: tuple[Recipient, ...] = ()
    """Empty: no step of the ladder stands here."""
    until_acknowledged: bool = False
    every: Seconds | None = None
    times: int = 0
    raise_to: Priority | None = None


def ahead(program: Program, judged: Judgement) -> tuple[Ahead, ...]:
    """Return the moments of all promises that run from the start, the first that comes first."""
    sla = program.strategy.sla[judged.sla]
    ladder = program.strategy.ladders.get(sla.ladder or "", [])
    calendar = _calendar(program, judged)
    found = (
        _moment(program, judged, one, moment, list(told_of(moment, ladder)), calendar)
        for one in judged.promises
        for moment in moments(sla, ladder)
    )
    return tuple(sorted(found, key=lambda each: each.at))


def _calendar(program: Program, judged: Judgement) -> Calendar:
    return program.pledges[judged.sla].calendar or program.hours[judged.department]


def _moment(
    program: Program,
    judged: Judgement,
    promised: Promise,
    moment: Moment,
    steps: list[Rung],
    calendar: Calendar,
) -> Ahead:
    at = comes_at(moment, calendar, promised.starts_at, promised.within, promised.due_at)
    repeat = next((one.repeat for one in steps if one.repeat), None)
    quiet = judged.priority in program.strategy.alerts.quiet
    return Ahead(
        clock=promised.clock,
        stage=named(moment),
        at=at,
        told_at=next_opening(program.hours[judged.department], at) if quiet else at,
        to=tuple(dict.fromkeys(_told(program, judged, steps))),
        until_acknowledged=any(one.until for one in steps),
        every=repeat.every if repeat else None,
        times=repeat.times if repeat else 0,
        raise_to=_highest(one.raise_ for one in steps),
    )


def _told(program: Program, judged: Judgement, steps: Iterable[Rung]) -> Iterator[Recipient]:
    strategy = program.strategy
    for step in steps:
        for who in step.notify:
            first = meant(strategy, judged.department, judged.assignee, who)
            other = step.else_
            yield from first or (
                meant(strategy, judged.department, judged.assignee, other) if other else ()
            )


def _highest(raised: Iterable[Priority | None]) -> Priority | None:
    order = list(Priority)
    return max((one for one in raised if one), key=order.index, default=None)


def next_response(program: Program, judged: Judgement, at: UnixSeconds) -> Promise | None:
    """Return the promise that would begin if they wrote again at `at`, once they were answered."""
    within = dict(program.pledges[judged.sla].within).get(Clock.NEXT_RESPONSE)
    if within is None:
        return None
    return promise(Clock.NEXT_RESPONSE, within, _calendar(program, judged), at)


def told_of_case(program: Program, judged: Judgement) -> tuple[Recipient, ...]:
    """Return who is told that the case is theirs."""
    said = assignments(program, judged)
    if said is None:
        return ()
    person = (staff(judged.assignee),) if judged.assignee and said.person else ()
    return (*map(Recipient, said.to), *person)


def assignments(program: Program, judged: Judgement) -> Assignments | None:
    """Return what the department says of who is told; None where it says nothing."""
    return program.strategy.departments[judged.department].assignments


def together_every(program: Program, judged: Judgement) -> Seconds | None:
    """Return how often cases of this priority are told together; None where each is told at once."""
    said = assignments(program, judged)
    digest = said.digest if said else None
    return digest.every if digest and judged.priority in digest.priorities else None


def tasks(program: Program, judged: Judgement) -> tuple[Task, ...]:
    """Return what a good response holds; nothing where no playbook says so."""
    return tuple(program.strategy.playbooks.get(judged.playbook or "", ()))
