"""What a gateway says of a message that it had taken: it reached its customer, or never will. Pure."""

from msgspec.structs import replace

from services.router import owe
from services.router.unanswered import TO_CUSTOMERS, lost, unanswered
from switchboard.contracts.case import Case, Flag, Settled
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import DeliveryConfirmed, DeliveryReported
from switchboard.contracts.notices import Notice
from switchboard.contracts.purposes import purpose_of
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.program import Program

_OPEN = frozenset({Outcome.SENT, Outcome.UNKNOWN})
"""What a gateway can still say something of; what it said first stands."""


def confirmed(program: Program, case: Case, event: DeliveryConfirmed, at: UnixSeconds) -> Case:
    """Return the case knowing that; a notice that it never sent, or has forgotten, changes nothing.

    A gateway may be faster than our own report: then what it says settles the notice.
    """
    owed = next((one for one in case.owed if one.notice_id == event.notice_id), None)
    if owed is not None:
        return _settled_by(program, case, owed, event, at)
    known = next((one for one in case.deliveries if one.notice_id == event.notice_id), None)
    if known is None or known.outcome not in _OPEN or known.confirmed_at is not None:
        return case
    told = replace(
        known,
        outcome=_outcome(event),
        reason=event.reason[:500] or known.reason,
        confirmed_at=_when(event, at),
    )
    heard = _sure(_in_place(case, told))
    return heard if event.delivered else lost(program, heard, told, at)


def _settled_by(
    program: Program, case: Case, owed: Notice, event: DeliveryConfirmed, at: UnixSeconds
) -> Case:
    report = DeliveryReported(
        notice_id=event.notice_id,
        reference=event.reference,
        purpose=purpose_of(owed),
        outcome=_outcome(event),
        reason=event.reason,
        settled_at=_when(event, at),
    )
    settled = owe.reported(case, report)
    ended = settled.deliveries[-1]
    told = _in_place(settled, replace(ended, confirmed_at=ended.at))
    return unanswered(program, case, told, report, at)


def _outcome(event: DeliveryConfirmed) -> Outcome:
    return Outcome.SENT if event.delivered else Outcome.FAILED


def _when(event: DeliveryConfirmed, at: UnixSeconds) -> UnixSeconds:
    return UnixSeconds(min(event.confirmed_at, at))


def _in_place(case: Case, told: Settled) -> Case:
    deliveries = tuple(told if one.notice_id == told.notice_id else one for one in case.deliveries)
    return replace(case, deliveries=deliveries)


def _sure(case: Case) -> Case:
    """Return the case in doubt over no delivery any more, once none is unknown."""
    unknown = (
        one.outcome is Outcome.UNKNOWN and one.purpose in TO_CUSTOMERS for one in case.deliveries
    )
    if any(unknown):
        return case
    return replace(case, flags=tuple(one for one in case.flags if one is not Flag.DELIVERY_UNKNOWN))
