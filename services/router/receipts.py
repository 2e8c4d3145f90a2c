"""The promise that a customer hears that we have it: kept by a receipt that went out, ended where none is owed. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.clocks import is_open, met
from switchboard.contracts.case import Case, ClockRun, ClockState, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import DeliveryConfirmed, DeliveryReported, Event
from switchboard.contracts.notices import Acknowledge
from switchboard.contracts.values import Clock, UnixSeconds

_RECEIPT: Final = (Clock.ACKNOWLEDGE,)
_WENT: Final = frozenset({Outcome.SENT, Outcome.UNKNOWN})


def sent_in_time(case: Case, event: Event, at: UnixSeconds) -> Case:
    """Return the case with its receipt sent when it was, not when we heard of it: a report may come late."""
    went_at = _went_at(case, event)
    run = next((one for one in case.clocks if one.clock is Clock.ACKNOWLEDGE), None)
    if went_at is None or run is None or (sent_at := UnixSeconds(min(went_at, at))) > run.due_at:
        return case
    return met(case, _RECEIPT, max(run.starts_at, sent_at))


def _went_at(case: Case, event: Event) -> UnixSeconds | None:
    """Return when an owed receipt went out, as the notifier or a gateway says; None where they say no such thing."""
    match event:
        case DeliveryReported(notice_id=name, settled_at=at) if event.outcome in _WENT:
            pass
        case DeliveryConfirmed(notice_id=name, confirmed_at=at, delivered=True):
            pass
        case _:
            return None
    owed = any(isinstance(one, Acknowledge) and one.notice_id == name for one in case.owed)
    return at if owed else None


def receipted(case: Case, at: UnixSeconds) -> Case:
    """Return the case with the promise of a receipt as its receipts stand: sent, or not owed and why.

    One that failed keeps no promise; it goes on to its deadline, and past it.
    """
    if not any(run.clock is Clock.ACKNOWLEDGE and is_open(run) for run in case.clocks):
        return case
    receipts = [one for one in case.deliveries if one.purpose is Purpose.ACKNOWLEDGEMENT]
    sent = [one.at for one in receipts if one.outcome in _WENT]
    if sent:
        return _met(case, min(sent), at)
    if any(isinstance(notice, Acknowledge) for notice in case.owed) or not receipts:
        return case
    unsaid = receipts[-1]
    if any(one.outcome is not Outcome.SUPPRESSED for one in receipts):
        return case
    clocks = tuple(_unowed(run, unsaid) for run in case.clocks)
    return replace(case, clocks=clocks)


def _met(case: Case, sent_at: UnixSeconds, at: UnixSeconds) -> Case:
    run = next(one for one in case.clocks if one.clock is Clock.ACKNOWLEDGE)
    return met(case, _RECEIPT, max(run.starts_at, min(sent_at, at)))


def _unowed(run: ClockRun, unsaid: Settled) -> ClockRun:
    """A broken promise stays broken, but nobody waits for it any more."""
    if run.clock is not Clock.ACKNOWLEDGE or not is_open(run):
        return run
    why = unsaid.reason[:200] or str(unsaid.outcome)
    if run.state is ClockState.BREACHED:
        return replace(run, why=why)
    return replace(run, state=ClockState.NOT_APPLICABLE, ended_at=unsaid.at, why=why)
