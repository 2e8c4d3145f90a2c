"""How a case rests, ends, joins another or parts from it by the hand of staff, as it stands in `switchboard.intake`."""

import msgspec

from switchboard.contracts.handling import Expectation
from switchboard.contracts.values import InquiryId, Reference


class CasePaused(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.paused",
    tag_field="type",
):
    """It is the customer's turn."""

    action_id: str
    reference: Reference
    by: str
    why: str = ""
    expect: Expectation = Expectation()


class CaseResumed(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.resumed",
    tag_field="type",
):
    """It is our turn again, though the customer has said nothing."""

    action_id: str
    reference: Reference
    by: str
    why: str = ""
    expect: Expectation = Expectation()


class CaseResolved(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.resolved",
    tag_field="type",
):
    """A member of staff holds the matter for settled."""

    action_id: str
    reference: Reference
    by: str
    why: str = ""
    done: str = ""
    """Blob key of what the customer is told has been done for them; empty: nothing."""
    open_because: str = ""
    """Why tasks of the playbook stay undone; without it, open tasks refuse the resolution."""
    expect: Expectation = Expectation()


class CaseReopened(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.reopened",
    tag_field="type",
):
    """A member of staff takes the matter up again."""

    action_id: str
    reference: Reference
    by: str
    why: str = ""
    expect: Expectation = Expectation()


class CaseClosed(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.closed",
    tag_field="type",
):
    """A member of staff has done with a case, settled or not."""

    action_id: str
    reference: Reference
    by: str
    why: str = ""
    expect: Expectation = Expectation()


class CaseMarkedSpam(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.marked_spam",
    tag_field="type",
):
    """A member of staff holds a case for spam: nothing is promised, nothing is said."""

    action_id: str
    reference: Reference
    by: str
    why: str = ""
    expect: Expectation = Expectation()


class CaseClearedOfSpam(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.cleared_of_spam",
    tag_field="type",
):
    """A member of staff holds a case for genuine after all; its promises count from here."""

    action_id: str
    reference: Reference
    by: str
    why: str = ""
    expect: Expectation = Expectation()


class CaseMerged(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.merged",
    tag_field="type",
):
    """A case turned out to be the same matter as another one: all that is in it, and all that reaches it, goes there."""

    action_id: str
    reference: Reference
    by: str
    into: Reference
    """The other case, wherever it lives."""
    why: str = ""
    expect: Expectation = Expectation()


class CaseSplit(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.split",
    tag_field="type",
):
    """Contacts of a case turned out to be another matter: they leave for a case of their own, or for the one they came from."""

    action_id: str
    reference: Reference
    by: str
    inquiries: tuple[InquiryId, ...]
    why: str = ""
    expect: Expectation = Expectation()


Course = (
    CasePaused
    | CaseResumed
    | CaseResolved
    | CaseReopened
    | CaseClosed
    | CaseMarkedSpam
    | CaseClearedOfSpam
    | CaseMerged
    | CaseSplit
)
"""What changes whether a case goes on, or as a part of which."""
