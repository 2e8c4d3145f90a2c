"""Is what stands in `cases` what follows from `intake`? Recomputed by the router's own pure turn, record by record.

And does every inquiry in `intake` rest in a case? Counted by channel, from the two topics alone.

Beyond the log's beginning nothing can be recomputed: the newest record of a case from before it is the base that
its events are applied to. What can't be compared is counted, with the reason.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import aclosing
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from services.router.account import OF, Account, Entry
from services.router.activate import first_activation
from services.router.book import Book
from services.router.programs import Programs
from services.router.turn import Router, position_in, restored, strategy_named
from services.router.windows import WINDOWS
from switchboard.bus.past import past
from switchboard.bus.port import Bus, Draft, Record, Spot
from switchboard.bus.pump import Made
from switchboard.contracts.case import Case
from switchboard.contracts.codec import FromTheFuture, Unreadable, decode_case, decode_event
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Judgement
from switchboard.contracts.topics import CASES, INTAKE, is_partition_key
from switchboard.contracts.values import Channel, How, InquiryId


class Skipped(StrEnum):
    """Why a record could not be compared."""

    COMPACTED = "compacted"
    """Superseded, and compaction has removed it."""
    NO_BASE = "no_base"
    """The case began before the log does, and the record that it went on from is gone."""
    OTHER_VERSION = "other_version"
    """Decided by another version of the code."""
    PENDING = "pending"
    """Accepted, and the router hasn't come to it yet."""


class Difference(NamedTuple):
    """A record that is not what follows."""

    position: str
    key: str
    what: str


class Report(NamedTuple):
    """What one look at the log found."""

    compared: int
    skipped: Mapping[Skipped, int]
    differences: tuple[Difference, ...]
    account: Account = MappingProxyType({})


class _Trace(NamedTuple):
    """An inquiry whose own record is gone: superseded, if a case still holds it; else lost."""

    position: str
    channel: Channel
    how: How


class _Audit:
    def __init__(self, book: Book, programs: Programs, recorded: dict[int, Record]) -> None:
        self.compared = 0
        self.skipped: Counter[Skipped] = Counter()
        self.differences: list[Difference] = []
        self.account: Counter[tuple[Channel, Entry]] = Counter()
        self.traces: defaultdict[InquiryId, list[_Trace]] = defaultdict(list)
        self._book = book
        self._programs = programs
        self._router = Router(book, programs, WINDOWS)
        self._recorded = recorded
        self._last = max(recorded, default=-1)

    async def look(self, record: Record) -> None:
        """Compare what follows from a record of intake with what stands there."""
        there, inquiry = self._recorded.pop(record.offset, None), _inquiry(record)
        if inquiry is not None:
            self.account[inquiry.channel, Entry.RECEIVED] += 1
        if record.offset > self._last:
            self.skipped[Skipped.PENDING] += 1
            if inquiry is not None:
                self.account[inquiry.channel, Entry.PENDING] += 1
            return
        await self._compare(record, there)
        if inquiry is not None:
            self._settle(record, inquiry, _case(there))

    async def _compare(self, record: Record, there: Record | None) -> None:
        self._router.change = None
        await self._prepare(record)
        reason = self._incomparable(there)
        if there is not None and reason is not None:
            self.skipped[reason] += 1
            restored(self._book, there)
            return
        draft = self._follows(record).draft
        if there is None:
            self.skipped[Skipped.COMPACTED] += 1
        elif draft is None or (draft.key, draft.value) != (there.key, there.value):
            self._differ(record, there, draft)
        else:
            self.compared += 1

    def _settle(self, record: Record, inquiry: InquiryReceived, there: Case | None) -> None:
        """Count how an inquiry came to rest; where its own record is gone, a case must hold it all the same."""
        if there is not None and there.cause.id == inquiry.inquiry_id and there.cause.how:
            self.account[inquiry.channel, OF[there.cause.how]] += 1
        elif there is None:
            made = self._router.change
            how = (made.after.cause.how if made else None) or How.REPEATED
            trace = _Trace(_place(record, record.offset), inquiry.channel, how)
            self.traces[inquiry.inquiry_id].append(trace)

    def found(self, case: Case | None) -> None:
        """Count those that a case holds though their own record is gone."""
        for contact in case.inquiries if case else ():
            for trace in self.traces.pop(contact.inquiry_id, ()):
                self.account[trace.channel, OF[trace.how]] += 1

    async def _prepare(self, record: Record) -> None:
        wanted = {self._book.strategy_id, strategy_named(record)} - {None}
        await self._programs.fetch({one for one in wanted if one} | self._book.strategies)

    def _follows(self, record: Record) -> Made:
        try:
            return self._router.take(record)
        except Exception as fault:  # noqa: BLE001 - as the pump does: what can't be decided is parked
            return self._parked(record, fault)

    def _parked(self, record: Record, fault: Exception) -> Made:
        try:
            return self._router.park(record, fault)
        except Exception as worse:  # noqa: BLE001 - as the pump does: then in a case of its own
            return self._router.park_alone(record, worse)

    def _incomparable(self, there: Record | None) -> Skipped | None:
        case = _case(there)
        if case is None:
            return None
        if case.decisions and not self._ours(case.decisions[-1].judgement):
            return Skipped.OTHER_VERSION
        known = self._book.case(case.reference)
        if case.version > 1 and (known is None or known.version != case.version - 1):
            return Skipped.NO_BASE
        return None

    def _ours(self, judgement: Judgement) -> bool:
        """Tell whether this code, with these time zones, would have to decide the same."""
        program = self._programs.get(judgement.strategy_id)
        return program is not None and (judgement.code_version, judgement.tzdata_version) == (
            program.code_version,
            program.tzdata_version,
        )

    def _differ(self, record: Record, there: Record, draft: Draft | None) -> None:
        follows = "nothing" if draft is None else draft.key.decode("utf-8", "replace")
        what = (
            "differs in its content" if draft and draft.key == there.key else f"{follows} follows"
        )
        where, key = _place(record, record.offset), there.key.decode("utf-8", "replace")
        self.differences.append(Difference(where, key, what))
        restored(self._book, there)

    def close(self) -> None:
        """What is left stands there for events that the log never held; whom no case holds is lost."""
        self.differences += [
            Difference(trace.position, inquiry_id, "the inquiry rests in no case")
            for inquiry_id, traces in self.traces.items()
            for trace in traces
        ]
        for offset, record in sorted(self._recorded.items()):
            key = record.key.decode("utf-8", "replace")
            lone = Difference(_place(record, offset), key, "no event stands there")
            self.differences.append(lone)


def _case(record: Record | None) -> Case | None:
    if record is None or record.value is None or is_partition_key(record.key):
        return None
    return decode_case(record.value)


def _inquiry(record: Record) -> InquiryReceived | None:
    try:
        event = decode_event(record.value)
    except (Unreadable, FromTheFuture):
        return None
    if not isinstance(event, InquiryReceived) or event.forwarded is not None:
        return None  # What goes from case to case was received once, and is counted there.
    return event


async def verify(bus: Bus, programs: Programs, partition: int, partitions: int) -> Report:
    """Return what a look at one partition finds."""
    book = Book(partition, partitions)
    recorded, twice = await _recorded(bus, book)
    if book.state is None:
        book.initial = await first_activation(bus, partition)
    audit = _Audit(book, programs, recorded)
    async with aclosing(past(bus, Spot(INTAKE, partition))) as events:
        async for event in events:
            await audit.look(event)
    if audit.traces:
        async with aclosing(past(bus, Spot(CASES, partition))) as records:
            async for record in records:
                audit.found(_case(record))
    audit.close()
    return Report(audit.compared, audit.skipped, (*twice, *audit.differences), audit.account)


async def _recorded(bus: Bus, book: Book) -> tuple[dict[int, Record], list[Difference]]:
    """Return the records of events that are still there, by position; what is older goes into the book."""
    begin = (await bus.extent(INTAKE))[book.partition].begin
    recorded: dict[int, Record] = {}
    twice: list[Difference] = []
    async with aclosing(past(bus, Spot(CASES, book.partition))) as records:
        async for record in records:
            offset = position_in(record)
            if offset is None or offset < begin:
                restored(book, record)
            elif offset in recorded:
                where, key = _place(record, offset), record.key.decode("utf-8", "replace")
                twice.append(Difference(where, key, "stands there twice"))
            else:
                recorded[offset] = record
    return recorded, twice


def _place(record: Record, offset: int) -> str:
    return f"{INTAKE}/{record.partition}/{offset}"
