"""The cases of one partition, folded from `switchboard.cases`: found by reference, sender, message and time.

Cases are kept as the bytes of their records and decoded when an event concerns them: a partition holds many
cases and touches few. No I/O; the state is this object and nothing else.
"""

import heapq
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, TypeVar

from switchboard.contracts.case import Case, ClockRun, ClockState, Contact, PartitionState
from switchboard.contracts.codec import decode_case
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import (
    Clock,
    InquiryId,
    Reference,
    Status,
    StrategyId,
    UnixSeconds,
)


class Due(NamedTuple):
    """A clock that will want attention."""

    wake_at: UnixSeconds
    reference: Reference
    clock: Clock
    due_at: UnixSeconds


class Seen(NamedTuple):
    """When something was last (or first) accepted, and the case it is in. Orders by time."""

    at: UnixSeconds
    reference: Reference


class _Held(NamedTuple):
    raw: bytes
    contacts: int


LIVE: Final = frozenset({Status.OPEN, Status.WAITING})
"""What somebody still works on."""

MOST_PER_IDENTITY: Final = 20
"""Cases of one sender that are looked at; a telephone exchange may have thousands."""


class Book:
    """The cases of one partition.

    What it answers depends on the newest record of each case alone, never on the order in which records were
    taken: a book restored from a compacted log must decide as the one that lived through it all.
    """

    def __init__(self, partition: int, partitions: int) -> None:
        self.partition = partition
        self.partitions = partitions
        self.state: PartitionState | None = None
        self.initial: StrategyId | None = None
        """The first strategy ever activated here: in force for what stands before it in the log, too."""
        self.position: int | None = None
        """Offset in intake after the newest event that we know to be applied."""
        self.position_at: UnixSeconds | None = None
        """When the log took that event; None where its record doesn't tell."""
        self.strategies: set[StrategyId] = set()
        """Every strategy under which a case here was decided."""
        self._cases: dict[Reference, _Held] = {}
        self._alias: dict[Reference, Seen] = {}
        self._inquiry: dict[InquiryId, Reference] = {}
        self._source: dict[str, tuple[UnixSeconds, InquiryId]] = {}
        self._message: dict[str, Seen] = {}
        self._identity: dict[str, tuple[Seen, ...]] = {}
        self._continued: dict[Reference, tuple[UnixSeconds, Reference]] = {}
        self._running: dict[tuple[Reference, Clock], UnixSeconds] = {}
        self._due: list[Due] = []
        self._live: dict[StrategyId, set[Reference]] = {}

    def __len__(self) -> int:
        return len(self._cases)

    @property
    def strategy_id(self) -> StrategyId | None:
        """The strategy that judges new cases."""
        return self.state.strategy_id if self.state else self.initial

    def case(self, reference: Reference) -> Case | None:
        """Return the case in which `reference` came to rest, be it a case's own or an inquiry's."""
        held = self._cases.get(reference)
        if held is None and (alias := self._alias.get(reference)):
            held = self._cases.get(alias.reference)
        return decode_case(held.raw) if held is not None else None

    def holds(self, reference: Reference) -> bool:
        """Tell whether the reference is taken."""
        return reference in self._cases or reference in self._alias

    def has(self, inquiry: InquiryId) -> bool:
        """Tell whether the inquiry is in a case here."""
        return inquiry in self._inquiry

    def case_of_inquiry(self, inquiry: InquiryId) -> Case | None:
        """Return the case that this very inquiry is in."""
        reference = self._inquiry.get(inquiry)
        return self.case(reference) if reference else None

    def inquiry_of_source(self, source_key: str) -> InquiryId | None:
        """Return the inquiry that came first under this source id."""
        found = self._source.get(source_key)
        return found[1] if found else None

    def case_of_message(self, message_id: str) -> Case | None:
        """Return the case that holds the message of this Message-ID."""
        found = self._message.get(message_id)
        return self.case(found.reference) if found else None

    def cases_of_identity(self, key: str, since: UnixSeconds) -> Iterator[Case]:
        """Yield the cases to which a sender wrote since then, the latest written to first."""
        for seen in reversed(self._identity.get(key, ())):
            if seen.at >= since and (case := self.case(seen.reference)) is not None:
                yield case

    def newest_part(self, case: Case) -> Case:
        """Return the case in which a full or long closed one goes on; itself where it does not."""
        passed = {case.reference}
        while (after := self._continued.get(case.reference)) and after[1] not in passed:
            passed.add(after[1])
            following = self.case(after[1])
            if following is None:
                break
            case = following
        return case

    def elsewhere(self, strategy: StrategyId) -> set[Reference]:
        """Return the open cases that are under another strategy."""
        return {one for under, some in self._live.items() if under != strategy for one in some}

    def strays_from(self, strategy: StrategyId) -> bool:
        """Tell whether any open case is under another strategy."""
        return any(under != strategy for under in self._live)

    def restore(self, case: Case, raw: bytes) -> None:
        """Take a case as it is after an event, with the bytes of its record."""
        self.strategies.add(case.strategy_id)
        self._live_under(case)
        held = self._cases.get(case.reference)
        self._cases[case.reference] = _Held(raw, len(case.inquiries))
        for contact in case.inquiries[held.contacts if held else 0 :]:
            self._index(case.reference, contact)
        for link in case.links if held is None else ():
            later = (case.opened_at, case.reference)
            self._continued[link.reference] = max(later, self._continued.get(link.reference, later))
        for run in case.clocks:
            self._schedule(case.reference, run)

    def _live_under(self, case: Case) -> None:
        for under in tuple(self._live):
            self._live[under].discard(case.reference)
            if not self._live[under]:
                del self._live[under]
        if case.status in LIVE:
            self._live.setdefault(case.strategy_id, set()).add(case.reference)

    def _index(self, reference: Reference, contact: Contact) -> None:
        self._inquiry[contact.inquiry_id] = reference
        at = contact.accepted_at
        if contact.reference != reference:
            self._alias[contact.reference] = _first(self._alias, contact.reference, at, reference)
        if contact.source_key:
            first = (at, contact.inquiry_id)
            self._source[contact.source_key] = min(
                first, self._source.get(contact.source_key, first)
            )
        if contact.message_id:
            self._message[contact.message_id] = _first(
                self._message, contact.message_id, at, reference
            )
        for identity in contact.identities:
            key = identity_key(identity)
            others = (one for one in self._identity.get(key, ()) if one.reference != reference)
            self._identity[key] = tuple(sorted((*others, Seen(at, reference))))[-MOST_PER_IDENTITY:]

    def _schedule(self, reference: Reference, run: ClockRun) -> None:
        known = self._running.get((reference, run.clock))
        if run.state is not ClockState.RUNNING:
            self._running.pop((reference, run.clock), None)
        elif known != run.due_at:
            self._running[reference, run.clock] = run.due_at
            heapq.heappush(self._due, Due(run.due_at, reference, run.clock, run.due_at))

    def next_due(self) -> UnixSeconds | None:
        """Return when the next clock wants attention; it may turn out to have stopped."""
        return self._due[0].wake_at if self._due else None

    def take_due(self, at: UnixSeconds, again_at: UnixSeconds) -> list[Due]:
        """Return the running clocks that are due by `at`; each comes again at `again_at` while it still runs."""
        found: dict[tuple[Reference, Clock], Due] = {}
        while self._due and self._due[0].wake_at <= at:
            due = heapq.heappop(self._due)
            if self._runs(due):
                found[due.reference, due.clock] = due
        for due in found.values():
            heapq.heappush(self._due, due._replace(wake_at=again_at))
        return list(found.values())

    def _runs(self, due: Due) -> bool:
        return self._running.get((due.reference, due.clock)) == due.due_at


_Name = TypeVar("_Name", str, Reference)


def _first(seen: Mapping[_Name, Seen], name: _Name, at: UnixSeconds, reference: Reference) -> Seen:
    """Whoever had a name first keeps it."""
    now = Seen(at, reference)
    return min(now, seen.get(name, now))
