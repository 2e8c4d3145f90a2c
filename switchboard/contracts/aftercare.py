"""What a case has still to do unasked, what its playbook asks for, and how its customer says that it was."""

import msgspec

from switchboard.contracts.values import Opinion, Reminder, StrategyId, UnixSeconds


class Remind(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the case has to do at its time."""

    reminder: Reminder
    at: UnixSeconds


class Check(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that the playbook asks for, and whether it is done."""

    task: str
    record: bool = False
    """It isn't done without a word on what came of it."""
    by_customer: bool = False
    """It is for the customer to say, once the matter is resolved."""
    done_at: UnixSeconds | None = None
    by: str = ""
    words: str = ""


class Given(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the customer thinks, beside the decision and the strategy that led to it."""

    opinion: Opinion
    at: UnixSeconds
    by: str
    words: str = ""
    """Blob key of what they added."""
    strategy_id: StrategyId
    rule: str = ""
    department: str
    assignee: str | None = None
