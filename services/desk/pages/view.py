"""What of a case its customer gets to see, and what of it staff are asked to decide by. Pure.

A forwarded letter may lie before anybody: a customer's page shows nothing that this one person was not told.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from services.desk.pages.limits import HAPPENINGS
from switchboard.contracts.case import Case, ClockRun, ClockState, Contact, Passing, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Clock, Identity, Nature, Status, UnixSeconds
from switchboard.contracts.wishes import honored

LIVE: Final = frozenset({Status.OPEN, Status.WAITING})
_ANSWERS: Final = (Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE)


class Happening(StrEnum):
    """What a customer already knows of, and when it was."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    ANSWERED = "answered"
    INFORMED = "informed"
    RESOLVED = "resolved"


_HAPPENED: Final = {
    Purpose.ACKNOWLEDGEMENT: Happening.CONFIRMED,
    Purpose.REPLY: Happening.ANSWERED,
    Purpose.UPDATE: Happening.INFORMED,
}


class Happened(NamedTuple):
    """One line of what has happened."""

    at: UnixSeconds
    what: Happening


class Promised(NamedTuple):
    """What we owe a customer next."""

    clock: Clock
    due_at: UnixSeconds


def takes_part(case: Case, who: Identity) -> bool:
    """Tell whether somebody is known in the case; whoever came by a token alone is not, until staff say so."""
    key = identity_key(who)
    unconfirmed = set(map(identity_key, case.unconfirmed))
    known = set(map(identity_key, case.participants)) - unconfirmed
    return key in known or bool(_writes_as(case, who))


def identities(case: Case, who: Identity) -> tuple[Identity, ...]:
    """Return under which identities somebody writes: their own, where answers alone go to `who`."""
    if identity_key(who) in set(map(identity_key, case.participants)):
        return (who,)
    return next(iter(contact.identities for contact in _writes_as(case, who)), (who,))


def _writes_as(case: Case, who: Identity) -> list[Contact]:
    """Return the contacts of people known here who want their answers at `who`, and get them there."""
    return [
        one
        for one in _people(case)
        if one.reply_to is not None
        and identity_key(one.reply_to) == identity_key(who)
        and honored(case, one)
    ]


def _people(case: Case) -> list[Contact]:
    return [one for one in case.inquiries if one.gone_to is None and one.nature is Nature.INQUIRY]


def promised(case: Case) -> Promised | None:
    """Return what we owe next: an answer, else that the matter is settled; None where nothing is promised."""
    if case.status not in LIVE:
        return None
    due = [Promised(run.clock, run.due_at) for run in owed(case)]
    answers = [one for one in due if one.clock in _ANSWERS]
    settling = [one for one in due if one.clock is Clock.RESOLVE]
    return min(answers or settling, key=lambda one: one.due_at, default=None)


def owed(case: Case) -> list[ClockRun]:
    """Return the promises that are still to be kept, broken ones included, the most pressing first."""
    running = {ClockState.RUNNING, ClockState.BREACHED}
    found = [run for run in case.clocks if run.state in running and run.ended_at is None]
    return sorted(found, key=lambda run: run.due_at)


def alarming(case: Case, clock: Clock | None) -> bool:
    """Tell whether there is still something to see to: that very promise, or any of which somebody was told."""
    if clock is not None:
        return any(run.clock is clock for run in owed(case))
    told = (stage.passing is Passing.TOLD for run in owed(case) for stage in run.stages)
    return any(told)


def happened(case: Case, who: Identity) -> list[Happened]:
    """Return what passed between us and this one person, the newest last."""
    return sorted([*_heard(case, who), *_said(case, who), *_ended(case)])[-HAPPENINGS:]


def _heard(case: Case, who: Identity) -> Iterator[Happened]:
    key = identity_key(who)
    for one in _people(case):
        theirs = (*one.identities, *((one.reply_to,) if one.reply_to else ()))
        if key in map(identity_key, theirs):
            yield Happened(one.received_at, Happening.RECEIVED)


def _said(case: Case, who: Identity) -> Iterator[Happened]:
    for one in case.deliveries:
        if one.purpose in _HAPPENED and one.outcome is Outcome.SENT and _is_to(one, who):
            yield Happened(one.at, _HAPPENED[one.purpose])


def _is_to(told: Settled, who: Identity) -> bool:
    return told.to is not None and identity_key(Identity(told.to)) == identity_key(who)


def _ended(case: Case) -> Iterator[Happened]:
    if case.status is Status.RESOLVED and case.resolved_at is not None:
        yield Happened(case.resolved_at, Happening.RESOLVED)
