"""What the store answers with, for the views to show. Pure values."""

from typing import NamedTuple

from switchboard.contracts.case import ActionOutcome, Case, Contact
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import Action, InquiryReceived
from switchboard.contracts.values import How, InquiryId, StrategyId, UnixSeconds


class Asked(NamedTuple):
    """An action as staff asked for it, and what became of it; None while the router hasn't said."""

    event: Action
    at: UnixSeconds
    outcome: ActionOutcome | None


class Heard(NamedTuple):
    """An inquiry of a case in its own words."""

    inquiry: InquiryReceived
    how: How | None


class Dossier(NamedTuple):
    """All that the desk shows of one case."""

    case: Case
    messages: dict[InquiryId, Heard]
    actions: tuple[Asked, ...]
    deliveries: tuple[Delivery, ...]


class Relative(NamedTuple):
    """Another case that may be the same matter, and what leads there."""

    case: Case
    said: tuple[InquiryReceived, ...]
    answers: bool
    """A mail of the one answers a mail of the other."""
    same_customer: bool


class Place(NamedTuple):
    """A case that has or had an inquiry."""

    case: Case
    contact: Contact
    how: How | None


class Rest(NamedTuple):
    """The case where an inquiry came to rest, and the one that it first came to: there its receipt was decided."""

    case: Case
    how: How | None
    first: Case
    contact: Contact
    deliveries: tuple[Delivery, ...]
    """Of the first case."""


class Activation(NamedTuple):
    """Since when a partition judges by a strategy."""

    partition: int
    strategy_id: StrategyId
    since: UnixSeconds
