"""How the saying of things stands, as it is shown: owed, sent, delivered, failed, not said; by what, and why. Pure.

The notifier tells how far a notice is that is owed; what has become of one that is settled, its case knows best.
"""

from collections.abc import Iterable
from typing import Final

from services.desk.moments import Shown
from switchboard.contracts.case import Case, Settled
from switchboard.contracts.delivery import SETTLED, Delivery, Outcome
from switchboard.contracts.notices import Forward, Notice
from switchboard.contracts.purposes import MEDIA
from switchboard.contracts.values import Medium, NoticeId

OWED: Final = "owed"
DELIVERED: Final = "delivered"
FORGOTTEN: Final = "unknown"


def sending(case: Case, notice_id: NoticeId, underway: Iterable[Delivery]) -> Shown:
    """Return how a notice of the case stands, and by what it goes."""
    owed = next((one for one in case.owed if one.notice_id == notice_id), None)
    if owed is not None:
        return waiting(owed, underway)
    ended = next((one for one in case.deliveries if one.notice_id == notice_id), None)
    return over(ended) if ended else shown(FORGOTTEN, "the case no longer remembers it", None)


def waiting(owed: Notice, underway: Iterable[Delivery]) -> Shown:
    """Return how a notice stands that its case still owes: it may be settled, and the case has only to hear of it."""
    delivery = next((one for one in underway if one.notice_id == owed.notice_id), None)
    by = None if isinstance(owed, Forward) else _medium(owed.to)
    if delivery is None or _is_of_before(delivery, owed):
        return shown(OWED, "", by)
    settled = delivery.outcome in SETTLED
    return shown(delivery.outcome if settled else OWED, delivery.reason, by or delivery.medium)


def _is_of_before(delivery: Delivery, owed: Notice) -> bool:
    """A notice that was suppressed may have come to be owed anew since."""
    return delivery.outcome is Outcome.SUPPRESSED and delivery.at < owed.owed_at


def over(ended: Settled) -> Shown:
    """Return how a notice ended; that it was delivered is known of what a gateway has confirmed."""
    arrived = ended.outcome is Outcome.SENT and ended.confirmed_at is not None
    return shown(DELIVERED if arrived else ended.outcome, ended.reason, _medium(ended.to))


def shown(state: str, because: str, by: Medium | None) -> Shown:
    """Return a state with its reason and its medium; None: none is known."""
    return {"state": state, "because": because, "by": by}


def _medium(to: str | None) -> Medium | None:
    return MEDIA.get(to.partition(":")[0]) if to else None
