"""Alerts that have lost their matter before they went out are taken back. Pure.

What waits for the morning and was silenced, settled or handed to the customer overnight wakes nobody any more.
"""

from typing import Final

from msgspec.structs import replace

from services.router import drill
from services.router.clocks import is_open
from services.router.stages import is_later, is_warning
from switchboard.contracts.case import Case, ClockRun, ClockState, Flag, Passing, PromiseStage
from switchboard.contracts.notices import Alert, Notice
from switchboard.contracts.values import LIVE, Status, UnixSeconds

_NOT_TOLD: Final = frozenset({Status.CLOSED, Status.MERGED})


def is_of(alert: Alert, run: ClockRun, stage: PromiseStage) -> bool:
    """Tell whether an alert is of this stage of this promise; those of earlier versions don't say of which run."""
    return _promised(alert, run) and alert.stage == stage.stage


def is_breach(alert: Alert, run: ClockRun) -> bool:
    """Tell whether an alert says that this promise is broken."""
    return _promised(alert, run) and not is_warning(alert) and not is_later(alert)


def _promised(alert: Alert, run: ClockRun) -> bool:
    return run.clock is alert.clock and alert.starts_at in {None, run.starts_at}


def without_moot(case: Case, at: UnixSeconds) -> Case:
    """Return the case without the alerts that have no point any more; of those that wait for an opening it says why."""
    for notice in case.owed:
        if isinstance(notice, Alert) and (passing := _untold(case, notice, at)):
            case = replace(case, clocks=tuple(_noted(one, notice, passing) for one in case.clocks))
    moot = {one.notice_id for one in case.owed if _is_moot(case, one, at)}
    if not moot:
        return case
    return replace(case, owed=tuple(one for one in case.owed if one.notice_id not in moot))


def is_silenced(case: Case, at: UnixSeconds) -> bool:
    """Tell whether somebody wants no alerts of the case for now."""
    return case.silenced_until is not None and at < case.silenced_until


def _untold(case: Case, alert: Alert, at: UnixSeconds) -> Passing | None:
    """Return why an alert that waits for an opening is told to nobody; None where it is told, or has gone out already."""
    if alert.clock is None or alert.not_before is None or alert.not_before <= at:
        return None
    if is_silenced(case, at):
        return Passing.SILENCED
    if case.status is Status.WAITING and is_warning(alert):
        return Passing.PAUSED
    runs = [run for run in case.clocks if _promised(alert, run)]
    over = is_later(alert) and not any(is_open(run) for run in runs)
    return Passing.OVERTAKEN if over or case.status not in LIVE else None


def _noted(run: ClockRun, alert: Alert, passing: Passing) -> ClockRun:
    if not _promised(alert, run):
        return run
    stages = tuple(
        replace(one, passing=passing)
        if one.stage == alert.stage and one.passing is Passing.TOLD
        else one
        for one in run.stages
    )
    return replace(run, stages=stages)


def _is_moot(case: Case, notice: Notice, at: UnixSeconds) -> bool:
    """A broken promise is told whatever comes after it; a warning only while there is still time."""
    if not isinstance(notice, Alert) or notice.clock is None:
        return False
    if case.status in _NOT_TOLD or Flag.SPAM in case.flags or _untold(case, notice, at):
        return True
    warns = is_warning(notice) and not drill.is_drill(case)
    running = any(_promised(notice, run) and run.state is ClockState.RUNNING for run in case.clocks)
    return warns and not running
