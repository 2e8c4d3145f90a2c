"""A step of a case: what it was before an event and what it is after it, as those see it who owe what follows. Pure."""

from hashlib import blake2b
from typing import NamedTuple

from switchboard.contracts.case import Case, Decision
from switchboard.contracts.events import Event
from switchboard.contracts.values import NoticeId, UnixSeconds
from switchboard.strategy.program import Program


class Step(NamedTuple):
    """What an event has done to a case under its strategy."""

    program: Program
    before: Case | None
    after: Case
    event: Event
    at: UnixSeconds

    @property
    def version(self) -> int:
        """The version that the case has once the event is recorded."""
        return self.before.version + 1 if self.before else self.after.version

    @property
    def by(self) -> str:
        """Who of staff did it; empty where nobody did."""
        return str(getattr(self.event, "by", ""))

    @property
    def why(self) -> str:
        """What they said with it."""
        return str(getattr(self.event, "why", ""))[:500]


def decision(case: Case | None) -> Decision | None:
    """Return the decision in force."""
    return case.decisions[-1] if case and case.decisions else None


def notice_id(case: Case, what: str, *facts: object) -> NoticeId:
    """Return the name of a notice: the same each time that the same follows from the same facts."""
    told = "\n".join(map(str, facts))
    return NoticeId(f"{case.reference}-{what}-{blake2b(told.encode(), digest_size=8).hexdigest()}")
