"""The cases of one partition, folded from `switchboard.cases`: found by reference, sender, message and time.

Cases are kept as the bytes of their records and decoded when an event concerns them: a partition holds many
cases and touches few. No I/O; the state is this object and nothing else.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, TypeVar

from services.router.stages import wakes
from switchboard.contracts.case import Case, Contact, LinkKind
from switchboard.contracts.codec import decode_case
from switchboard.contracts.partition import PartitionState
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import (
    LIVE,
    Clock,
    InquiryId,
    Reference,
    Reminder,
    StrategyId,
    UnixSeconds,
)


class Due(NamedTuple):
    """A promise or a reminder that will want attention."""

    wake_at: UnixSeconds
    reference: Reference
    what: Clock | Reminder
    due_at: UnixSeconds


class Seen(NamedTuple):
    """When something was last (or first) accepted, and the case it is in. Orders by time."""

    at: UnixSeconds
    reference: Reference


class _Held(NamedTuple):
    raw: bytes
    contacts: int


_GOES_ON: Final = frozenset({LinkKind.CONTINUES, LinkKind.FOLLOWS_CLOSED})
_STALE: Final = 8
_FEW: Final = 1_000
"""How many alarms may stand in the queue for each case that has one: those of clocks that were moved are cleared away."""
_MOST_MOVES: Final = 10
"""Merges and splits that a contact is followed over, within a partition."""

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
        self._inquiry: dict[InquiryId, Seen] = {}
        self._source: dict[str, tuple[UnixSeconds, InquiryId]] = {}
        self._message: dict[str, Seen] = {}
        self._identity: dict[str, tuple[Seen, ...]] = {}
        self._continued: dict[Reference, tuple[UnixSeconds, Reference]] = {}
        self._wanted: dict[Reference, dict[Clock | Reminder, UnixSeconds]] = {}
        self._due: list[Due] = []
        self._live: dict[StrategyId, set[Reference]] = {}

    def __len__(self) -> int:
        return len(self._cases)

    @property
    def strategy_id(self) -> StrategyId | None:
        """The strategy that judges new cases."""
        return self.state.strategy_id if self.state else self.initial

    def own(self, reference: Reference) -> Case | None:
        """Return the case of this very reference."""
        held = self._cases.get(reference)
        return decode_case(held.raw) if held is not None else None

    def case(self, reference: Reference) -> Case | None:
        """Return the case in which `reference` came to rest, be it a case's own or an inquiry's."""
        if reference in self._cases or (alias := self._alias.get(reference)) is None:
            return self.own(reference)
        return self._whither(alias.reference, lambda one: one.reference == reference)

    def _whither(self, reference: Reference, means: Callable[[Contact], bool]) -> Case | None:
        """Return the case where a contact rests that came to this one first, as far as it is one of ours."""
        case = self.own(reference)
        for _ in range(_MOST_MOVES):
            contact = next((one for one in case.inquiries if means(one)), None) if case else None
            if contact is None or contact.gone_to is None or contact.gone_to not in self._cases:
                break
            case = self.own(contact.gone_to)
        return case

    def weight(self, reference: Reference) -> int:
        """Return how many bytes the record of a case takes."""
        held = self._cases.get(reference)
        return len(held.raw) if held is not None else 0

    def holds(self, reference: Reference) -> bool:
        """Tell whether the reference is taken."""
        return reference in self._cases or reference in self._alias

    def has(self, inquiry: InquiryId) -> bool:
        """Tell whether the inquiry is in a case here."""
        return inquiry in self._inquiry

    def case_of_inquiry(self, inquiry: InquiryId) -> Case | None:
        """Return the case that this very inquiry came to first."""
        found = self._inquiry.get(inquiry)
        return self.own(found.reference) if found else None

    def inquiry_of_source(self, source_key: str) -> InquiryId | None:
        """Return the inquiry that came first under this source id."""
        found = self._source.get(source_key)
        return found[1] if found else None

    def case_of_message(self, message_id: str) -> Case | None:
        """Return the case that holds the message of this Message-ID."""
        found = self._message.get(message_id)
        return (
            self._whither(found.reference, lambda one: one.message_id == message_id)
            if found
            else None
        )

    def cases_of_identity(self, key: str, since: UnixSeconds) -> Iterator[Case]:
        """Yield the cases to which a sender wrote since then, the latest written to first."""
        for seen in reversed(self._identity.get(key, ())):
            if seen.at >= since and (case := self.case(seen.reference)) is not None:
                yield case

    def parts(self, case: Case) -> list[Case]:
        """Return the cases in which a full or long closed one goes on, itself first."""
        parts, passed = [case], {case.reference}
        while (after := self._continued.get(parts[-1].reference)) and after[1] not in passed:
            passed.add(after[1])
            following = self.own(after[1])
            if following is None:
                break
            parts.append(following)
        return parts

    def newest_part(self, case: Case) -> Case:
        """Return the case in which a full or long closed one goes on; itself where it does not."""
        return self.parts(case)[-1]

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
            if link.kind not in _GOES_ON:
                continue
            later = (case.opened_at, case.reference)
            self._continued[link.reference] = max(later, self._continued.get(link.reference, later))
        self._schedule(case.reference, wakes(case))

    def _live_under(self, case: Case) -> None:
        for under in tuple(self._live):
            self._live[under].discard(case.reference)
            if not self._live[under]:
                del self._live[under]
        if case.status in LIVE:
            self._live.setdefault(case.strategy_id, set()).add(case.reference)

    def _index(self, reference: Reference, contact: Contact) -> None:
        at = contact.accepted_at
        self._inquiry[contact.inquiry_id] = _first(self._inquiry, contact.inquiry_id, at, reference)
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

    def _schedule(self, reference: Reference, wanted: dict[Clock | Reminder, UnixSeconds]) -> None:
        known = self._wanted.get(reference, {})
        for what, at in wanted.items():
            if known.get(what) != at:
                heapq.heappush(self._due, Due(at, reference, what, at))
        if wanted:
            self._wanted[reference] = wanted
        else:
            self._wanted.pop(reference, None)
        if len(self._due) > _STALE * (len(self._wanted) + _FEW):
            self._due = [due for due in self._due if self._wants(due)]
            heapq.heapify(self._due)

    def next_due(self) -> UnixSeconds | None:
        """Return when the next clock or reminder wants attention; None where none does."""
        while self._due and not self._wants(self._due[0]):
            heapq.heappop(self._due)
        return self._due[0].wake_at if self._due else None

    def take_due(self, at: UnixSeconds, again_at: UnixSeconds) -> list[Due]:
        """Return what wants attention by `at`; each comes again at `again_at` while it still does."""
        found: dict[tuple[Reference, Clock | Reminder], Due] = {}
        while self._due and self._due[0].wake_at <= at:
            due = heapq.heappop(self._due)
            if self._wants(due):
                found[due.reference, due.what] = due
        for due in found.values():
            heapq.heappush(self._due, due._replace(wake_at=again_at))
        return list(found.values())

    def _wants(self, due: Due) -> bool:
        return self._wanted.get(due.reference, {}).get(due.what) == due.due_at


_Name = TypeVar("_Name", str, Reference, InquiryId)


def _first(seen: Mapping[_Name, Seen], name: _Name, at: UnixSeconds, reference: Reference) -> Seen:
    """Whoever had a name first keeps it."""
    now = Seen(at, reference)
    return min(now, seen.get(name, now))
