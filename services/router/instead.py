"""An alert that reached nobody is given to the next who answers for it, until somebody has it. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.alarm import alert_id, alert_of
from services.router.moot import is_silenced
from switchboard.contracts.case import Case, ClockRun, Flag, Passing
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import DeliveryReported
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import LIVE, NoticeId, Recipient, UnixSeconds

_LOST: Final = frozenset({Outcome.FAILED, Outcome.SUPPRESSED})


def instead(before: Case, after: Case, event: DeliveryReported, at: UnixSeconds) -> Case:
    """Return the case `after` a report; where it is of an alert that is lost, owing it to the next in the chain."""
    lost = next((one for one in before.owed if one.notice_id == event.notice_id), None)
    if not isinstance(lost, Alert) or event.outcome not in _LOST:
        return after
    if after.status not in LIVE or Flag.SPAM in after.flags:
        return after
    if is_silenced(after, at):
        return _untold(after, lost, Passing.SILENCED)
    return _passed_on(after, lost, f"{lost.to}: {event.reason or event.outcome}"[:300], at)


def _passed_on(case: Case, lost: Alert, why: str, at: UnixSeconds) -> Case:
    for place, to in enumerate(lost.otherwise, 1):
        name = _name(case, lost, to)
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
    return _untold(case, lost, Passing.UNREACHABLE)


def _untold(case: Case, lost: Alert, passing: Passing) -> Case:
    since = _since(case, lost)
    return replace(case, clocks=tuple(_noted(one, lost, since, passing) for one in case.clocks))


def _name(case: Case, lost: Alert, to: Recipient) -> NoticeId:
    since = _since(case, lost)
    if lost.clock is None or since is None:  # Of what the customer thinks; or its promise is gone.
        return NoticeId(f"{lost.notice_id}-{len(lost.otherwise)}")
    return alert_of(case.reference, lost.clock, since, lost.stage, to, lost.again)


def _since(case: Case, lost: Alert) -> UnixSeconds | None:
    """Return when the promise began that an alert is of; one of an earlier version is known by its name."""
    if lost.starts_at is not None:
        return lost.starts_at
    return next((run.starts_at for run in case.clocks if _is_named(case, lost, run)), None)


def _is_named(case: Case, lost: Alert, run: ClockRun) -> bool:
    name = alert_id(case.reference, run, lost.stage, lost.to, lost.again)
    return (run.clock, name) == (lost.clock, lost.notice_id)


def _known(case: Case, name: NoticeId) -> Outcome | None:
    return next((one.outcome for one in case.deliveries if one.notice_id == name), None)


def _noted(run: ClockRun, lost: Alert, since: UnixSeconds | None, passing: Passing) -> ClockRun:
    if (run.clock, run.starts_at) != (lost.clock, since):
        return run
    stages = tuple(
        replace(one, passing=passing) if one.stage == lost.stage else one for one in run.stages
    )
    return replace(run, stages=stages)
