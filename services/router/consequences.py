"""What follows of a change, whatever made it: who is told, and what has to be done later. Pure.

It compares the case before and after an event, so that no deed has to think of it.
"""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from services.router import assigning, owe, surveying, updating
from services.router.announcing import announced
from services.router.assigning import assigned
from services.router.checklist import listed
from services.router.facts import genuine
from services.router.informing import informed
from services.router.opinions import heeded
from services.router.step import Step
from services.router.surveying import asked
from services.router.updating import updated
from switchboard.contracts.case import Case, Settled
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import Event
from switchboard.contracts.notices import (
    Alert,
    Announce,
    Assign,
    Inform,
    Notice,
    Survey,
    Update,
)
from switchboard.contracts.purposes import purpose_of
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.program import Program

MAX_TOLD: Final = 30
"""What a case owes at most to staff and systems besides alerts, so that its customer is always answered."""

MAX_ALARMED: Final = 10
"""Alerts of what customers think that a case owes at most."""

TOO_MANY: Final = "too many messages of this case wait to be sent"


def followed(
    program: Program, before: Case | None, after: Case, event: Event, at: UnixSeconds
) -> Case:
    """Return the case `after` an event, owing what follows of the difference."""
    if after is before and all(one.at > at for one in after.reminders):
        return after
    listing = listed(program, before, after)
    step = Step(program, before, _withdrawn(listing), event, at)
    case = _owing(step.after, _told(step), at)
    case = updated(step._replace(after=case))
    return asked(step, case)


def _told(step: Step) -> list[Notice]:
    """Return what staff and other systems are to hear, each once."""
    theirs = assigned(step)
    told = frozenset(one.to for one in theirs)
    return [*theirs, *informed(step, told), *heeded(step), *announced(step)]


def _withdrawn(case: Case) -> Case:
    """Return the case without what it owes and is true no more."""
    owed = tuple(one for one in case.owed if not _outdated(one, case))
    return case if len(owed) == len(case.owed) else replace(case, owed=owed)


def _outdated(notice: Notice, case: Case) -> bool:
    match notice:
        case Assign():
            return assigning.outdated(notice, case)
        case Inform():
            return not genuine(case)
        case Update():
            return not genuine(case) or updating.outdated(notice, case)
        case Survey():
            return surveying.outdated(case)
        case _:
            return False


def _owing(case: Case, told: Iterable[Notice], at: UnixSeconds) -> Case:
    """Return the case owing these, as far as there is room; of the others it says that nobody was told."""
    for notice in told:
        if owe.is_known(case, notice.notice_id):
            continue
        room = _has_room(case, notice) and not owe.owes_too_much(case)
        case = owe.owing(case, notice) if room else owe.settled(case, _unsaid(notice, at))
    return case


def _has_room(case: Case, notice: Notice) -> bool:
    if isinstance(notice, Alert):  # Of what customers think: promises need alerts, too.
        opinions = sum(isinstance(one, Alert) and one.clock is None for one in case.owed)
        return opinions < MAX_ALARMED
    return sum(isinstance(one, Assign | Inform | Announce) for one in case.owed) < MAX_TOLD


def _unsaid(notice: Notice, at: UnixSeconds) -> Settled:
    return Settled(
        notice_id=notice.notice_id,
        purpose=purpose_of(notice),
        outcome=Outcome.SUPPRESSED,
        at=at,
        reason=TOO_MANY,
        owed_at=at,
    )
