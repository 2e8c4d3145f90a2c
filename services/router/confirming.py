"""What a gateway says of a message that it had taken: it reached its customer, or never will. Pure."""

from msgspec.structs import replace

from switchboard.contracts.case import Case
from switchboard.contracts.events import DeliveryConfirmed
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.program import Program


def confirmed(_program: Program, case: Case, event: DeliveryConfirmed, at: UnixSeconds) -> Case:
    """Return the case knowing that; a notice that it never sent, or has forgotten, changes nothing."""
    deliveries = tuple(
        replace(one, confirmed_at=at) if one.notice_id == event.notice_id else one
        for one in case.deliveries
    )
    return replace(case, deliveries=deliveries)
