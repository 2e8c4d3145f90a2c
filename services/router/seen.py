"""What staff say of alerts: that they see to it, or want to hear none for a while. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.clocks import is_open
from switchboard.contracts.case import Case, ClockRun, Passing
from switchboard.contracts.keeping import AlertAcknowledged, AlertsSilenced
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import Seconds, UnixSeconds

MAX_SILENCE: Final = Seconds(30 * 86_400.0)
"""For longer nobody can silence a case: what is to be forgotten is closed."""


def refusal_to_acknowledge(case: Case, event: AlertAcknowledged) -> str:
    """Return why there is nothing to acknowledge; empty where there is."""
    if any(_is_meant(run, event) for run in case.clocks):
        return ""
    of = f" of {event.clock}" if event.clock else ""
    return f"no alert{of} has been given that is still open"


def refusal_to_silence(case: Case, event: AlertsSilenced, at: UnixSeconds) -> str:
    """Return why the case can't be silenced until then; empty where it can, and where a silence ends by it."""
    until = _until(event, at)
    if until > at + MAX_SILENCE:
        return "a case can be silenced for at most 30 days"
    if until <= at and (case.silenced_until is None or case.silenced_until <= at):
        return "the moment has passed, and there is no silence that it could end"
    return ""


def acknowledged(case: Case, event: AlertAcknowledged, at: UnixSeconds) -> Case:
    """Return the case with its alerts seen: what is still owed of them is taken back, and nobody is told again."""
    meant = [run for run in case.clocks if _is_meant(run, event)]
    clocks = {run.clock for run in meant}
    owed = (one for one in case.owed if not (isinstance(one, Alert) and one.clock in clocks))
    seen = tuple(_seen(run, event, at) if run in meant else run for run in case.clocks)
    return replace(case, clocks=seen, owed=tuple(owed))


def _is_meant(run: ClockRun, event: AlertAcknowledged) -> bool:
    wanted = event.clock is None or run.clock is event.clock
    return wanted and is_open(run) and any(one.passing is Passing.TOLD for one in run.stages)


def _seen(run: ClockRun, event: AlertAcknowledged, at: UnixSeconds) -> ClockRun:
    stages = tuple(replace(one, again_at=None) for one in run.stages)
    return replace(run, acknowledged_at=at, acknowledged_by=event.by, stages=stages)


def silenced(case: Case, event: AlertsSilenced, at: UnixSeconds) -> Case:
    """Return the case telling nobody anything until then; a moment that has passed ends the silence."""
    until = _until(event, at)
    if until <= at:
        return replace(case, silenced_until=None, silenced_by="")
    return replace(case, silenced_until=until, silenced_by=event.by)


def _until(event: AlertsSilenced, at: UnixSeconds) -> UnixSeconds:
    """A length counts from when the log took it: the clocks of those who ask may stand otherwise."""
    return event.until if event.span is None else UnixSeconds(at + event.span)
