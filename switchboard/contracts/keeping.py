"""What staff and customers say of promises and of how they were kept, as it stands in `switchboard.intake`."""

import msgspec

from switchboard.contracts.handling import Expectation
from switchboard.contracts.values import Clock, Opinion, Reference, Seconds, UnixSeconds


class AlertAcknowledged(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="alert.acknowledged",
    tag_field="type",
):
    """Somebody has seen that time runs out, and sees to it: nobody is told of it again."""

    action_id: str
    reference: Reference
    by: str
    clock: Clock | None = None
    """Of which promise; None: of all."""
    why: str = ""
    expect: Expectation = Expectation()


class AlertsSilenced(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="alerts.silenced",
    tag_field="type",
):
    """A member of staff wants to hear no alert of a case for a while; what passes meanwhile is noted, not told."""

    action_id: str
    reference: Reference
    by: str
    until: UnixSeconds
    """A moment that has passed ends the silence."""
    span: Seconds | None = None
    """How long it was to last, where that was said instead of a moment."""
    why: str = ""
    expect: Expectation = Expectation()


class OpinionGiven(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="opinion.given",
    tag_field="type",
):
    """How a customer thinks of what we did, in their own words or as they told staff."""

    action_id: str
    reference: Reference
    by: str
    """A staff id, or `customer` where it came by the link of a survey."""
    opinion: Opinion
    words: str = ""
    """Blob key of what they added; empty: nothing."""
    expect: Expectation = Expectation()


class TaskDone(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="task.done",
    tag_field="type",
):
    """A member of staff has done what the playbook asks for, or takes it back."""

    action_id: str
    reference: Reference
    by: str
    task: int
    """Its place in the case's checklist, from 1."""
    done: bool = True
    words: str = ""
    """What came of it: the cause that was found, say. At most 500 characters."""
    expect: Expectation = Expectation()


Keeping = AlertAcknowledged | AlertsSilenced | OpinionGiven | TaskDone
"""What is said of promises, of alerts, and of how it went."""

CUSTOMER = "customer"
"""Who speaks where a customer does."""
