"""An alert that reached nobody is given to the next who answers for it, until somebody has it. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.alarm import alert_id
from services.router.stages import LIVE
from switchboard.contracts.case import Case, ClockRun, Flag, Passing
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import DeliveryReported
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import NoticeId, Recipient, UnixSeconds

_LOST: Final = frozenset({Outcome.FAILED, Outcome.SUPPRESSED})


def instead(before: Case, after: Case, event: DeliveryReported, at: UnixSeconds) -> Case:
    """Return the case `after` a report; where it is of an alert that is lost, owing it to the next in the chain."""
    lost = next((one for one in before.owed if one.notice_id == event.notice_id), None)
    if not isinstance(lost, Alert) or event.outcome not in _LOST:
        return after
    if after.status not in LIVE or Flag.SPAM in after.flags:
        return after
    return _passed_on(after, lost, f"{lost.to}: {event.reason or event.outcome}"[:300], at)


def _passed_on(case: Case, lost: Alert, why: str, at: UnixSeconds) -> Case:
    run = next((one for one in case.clocks if one.clock is lost.clock), None)
    for place, to in enumerate(lost.otherwise, 1):
        name = _name(case, run, lost, to)
        outcome = _known(case, name)
        if outcome in _LOST:
            continue  # Neither could they be reached.
        if outcome is not None or any(one.notice_id == name for one in case.owed):
            return case  # They have it already.
        given = replace(
            lost,
            notice_id=name,
            to=to,
            otherwise=lost.otherwise[place:],
            instead_of=why,
            owed_at=at,
        )
        return replace(case, owed=(*case.owed, given))
    return replace(case, clocks=tuple(_unreached(one, lost) for one in case.clocks))


def _name(case: Case, run: ClockRun | None, lost: Alert, to: Recipient) -> NoticeId:
    if run is None:  # It is of no promise: of what the customer thinks.
        return NoticeId(f"{lost.notice_id}-{len(lost.otherwise)}")
    return alert_id(case.reference, run, lost.stage, to, lost.again)


def _known(case: Case, name: NoticeId) -> Outcome | None:
    return next((one.outcome for one in case.deliveries if one.notice_id == name), None)


def _unreached(run: ClockRun, lost: Alert) -> ClockRun:
    if run.clock is not lost.clock:
        return run
    stages = tuple(
        replace(one, passing=Passing.UNREACHABLE) if one.stage == lost.stage else one
        for one in run.stages
    )
    return replace(run, stages=stages)
