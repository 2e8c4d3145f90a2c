"""One record's turn: which case, what of it, and the record that follows. Pure but for the book.

Exactly one record in `cases` follows from each record in `intake`: the case that it concerns, or the
partition's own state where it concerns none, so that our position is never lost.
"""

from typing import Final, NamedTuple, Protocol

from services.router.book import Book
from services.router.decide import decide, unrecorded
from services.router.find import Surroundings
from services.router.hear import links
from services.router.park import faulted, parked
from services.router.seek import continued, placed, prepared, rests_here, sought
from services.router.windows import Windows, within
from switchboard.bus.graves import DeadLetter, position_name
from switchboard.bus.port import Draft, Header, Record
from switchboard.bus.pump import Made
from switchboard.contracts.case import Case, Flag
from switchboard.contracts.codec import (
    FromTheFuture,
    Unreadable,
    decode_case,
    decode_event,
    decode_partition,
    encode_case,
    encode_partition,
)
from switchboard.contracts.events import (
    Action,
    CaseMoved,
    Event,
    InquiryReceived,
    StrategyActivated,
)
from switchboard.contracts.partition import PartitionState
from switchboard.contracts.topics import CASES, MAX_CASE_BYTES, is_partition_key, partition_key
from switchboard.contracts.values import StrategyId, UnixSeconds
from switchboard.strategy.program import Program

SOURCE: Final = "src"
"""Header of a record in `cases`: the position of the event that made it."""


SOURCE_AT: Final = "src-at"
"""Header beside it: when the log took that event. Another log under the same name would tell another time."""


class NotReady(Exception):
    """A strategy is in force whose bundle we don't have: ours to mend, nothing is decided until then."""


class StrategyGone(Exception):
    """The bundle of an old case is lost, or this version can't read it. What concerns that case is parked on it."""


class Change(NamedTuple):
    """A case before and after its turn."""

    before: Case | None
    after: Case


class Shelf(Protocol):
    """Where compiled strategies stand; a dict is one."""

    def get(self, strategy: StrategyId, /) -> Program | None: ...


class Router:
    """The book of a partition and the programs of the strategies that it names."""

    def __init__(self, book: Book, programs: Shelf, windows: Windows) -> None:
        self.book = book
        self.change: Change | None = None
        """What the latest turn did to a case; None where it concerned none."""
        self._programs = programs
        self._windows = windows

    def take(self, record: Record) -> Made:
        """Return what follows from a record of `intake`, and remember it."""
        self.change = None
        try:
            event = decode_event(record.value)
        except Unreadable as fault:
            return self._buried(record, "unreadable", str(fault))
        except FromTheFuture as fault:
            return Made(stop=str(fault))
        if isinstance(event, StrategyActivated):
            return self._activated(record, event)
        case, around = self._concerned(event, record.at)
        after = decide(self._program(case, event), case, event, record.at, around)
        if after is None:
            return self._buried(record, "no_such_case", "the event names a case that isn't here")
        return self._put(record, event, case, after)

    def park(self, record: Record, fault: Exception) -> Made:
        """Return what follows where deciding failed: the case exists all the same, and the fault is on it."""
        if isinstance(fault, NotReady):
            raise fault  # Not the event is what is wrong: begin again once the bundle is there.
        why = f"{type(fault).__name__}: {fault}"
        made = self._parked(record, decode_event(record.value), why, Flag.FAULT)
        return made._replace(dead=DeadLetter(record, "step_failed", why))

    def _concerned(self, event: Event, at: UnixSeconds) -> tuple[Case | None, Surroundings]:
        match event:
            case InquiryReceived():
                return self._found(event, at)
            case StrategyActivated():
                return None, Surroundings()
            case _:
                return self.book.case(event.reference), Surroundings()

    def _found(self, inquiry: InquiryReceived, at: UnixSeconds) -> tuple[Case | None, Surroundings]:
        """Return the case that the inquiry belongs to, and what deciding must know of the others."""
        windows = within(self._program(None), self._windows)
        return sought(self.book, inquiry, at, windows, self._windows_of)

    def _windows_of(self, case: Case) -> Windows:
        return within(self._program(case), self._windows)

    def _program(self, case: Case | None, event: Event | None = None) -> Program:
        wanted = case.strategy_id if case else self.book.strategy_id
        if isinstance(event, CaseMoved):
            wanted = event.strategy_id
        program = self._programs.get(wanted) if wanted else None
        if program is None and wanted == self.book.strategy_id:
            raise NotReady(f"the bundle of strategy {wanted} is not in the blob store")
        if program is None:
            raise StrategyGone(f"the strategy {wanted} of this case can't be had any more")
        return program

    def _put(self, record: Record, event: Event, before: Case | None, decided: Case) -> Made:
        after = placed(decided, event, record.offset)
        raw = encode_case(after)
        if len(raw) > MAX_CASE_BYTES:
            why = f"the case would take more than {MAX_CASE_BYTES} bytes"
            if before is not None and isinstance(event, Action):
                refused = unrecorded(before, event, record.at, why)
                if len(raw := encode_case(refused)) <= MAX_CASE_BYTES:
                    return self._written(record, Change(before, refused), raw)
            made = self._parked(record, event, why, Flag.OUTPUT_TOO_LARGE)
            return made._replace(dead=DeadLetter(record, "output_too_large", why))
        return self._written(record, Change(before, after), raw)

    def park_alone(self, record: Record, fault: Exception) -> Made:
        """Return what follows where even parking failed: the inquiry in a case of its own, found by nothing."""
        if isinstance(fault, NotReady):
            raise fault
        why = f"{type(fault).__name__}: {fault}"
        dead = DeadLetter(record, "step_failed", why)
        event = decode_event(record.value)
        if not isinstance(event, InquiryReceived) or rests_here(self.book, event):
            return Made(draft=self._state(record), dead=dead)
        around = continued(self.book, event)
        return self._apart(record, event, why, Flag.FAULT, around)._replace(dead=dead)

    def _parked(self, record: Record, event: Event, why: str, flag: Flag) -> Made:
        case, around = self._concerned(event, record.at)
        if case is not None:
            noted = placed(faulted(case, event, record.at, why, flag), event, record.offset)
            raw = encode_case(noted)
            if len(raw) <= MAX_CASE_BYTES or len(noted.inquiries) == len(case.inquiries):
                return self._written(record, Change(case, noted), raw)
            around = around._replace(continues=case.reference)  # Full by weight, if not by number.
        if not isinstance(event, InquiryReceived):
            return Made(draft=self._state(record))
        return self._apart(record, event, why, flag, around)

    def _apart(
        self, record: Record, event: InquiryReceived, why: str, flag: Flag, around: Surroundings
    ) -> Made:
        program = self._program(None)
        opened = parked(
            event,
            prepared(self.book, event),
            record.at,
            why,
            flag,
            department=program.strategy.defaults.department,
            strategy_id=program.strategy_id,
            links=links(around),
        )
        made = placed(opened, event, record.offset)
        return self._written(record, Change(None, made), encode_case(made))

    def _written(self, record: Record, change: Change, raw: bytes) -> Made:
        case = change.after
        self.change = change
        self.book.restore(case, raw)
        self.book.position = record.offset + 1
        draft = Draft(CASES, record.partition, case.reference.encode(), raw, headers(record))
        return Made(draft=draft)

    def _activated(self, record: Record, event: StrategyActivated) -> Made:
        self.book.state = PartitionState(
            partition=self.book.partition,
            partitions=self.book.partitions,
            strategy_id=event.strategy_id,
            activated_at=record.at,
            position=record.offset,
        )
        return Made(draft=self._state(record))

    def _buried(self, record: Record, reason: str, detail: str) -> Made:
        return Made(draft=self._state(record), dead=DeadLetter(record, reason, detail))

    def _state(self, record: Record) -> Draft:
        """Return the partition's own record, which says how far we are and what is in force."""
        self.book.position = record.offset + 1
        known = self.book.state
        self.book.state = PartitionState(
            partition=self.book.partition,
            partitions=self.book.partitions,
            strategy_id=self.book.strategy_id or StrategyId(""),
            activated_at=known.activated_at if known else record.at,
            position=record.offset,
        )
        key = partition_key(self.book.partition)
        return Draft(
            CASES, record.partition, key, encode_partition(self.book.state), headers(record)
        )


def headers(record: Record) -> tuple[Header, ...]:
    """Return the headers of what follows from `record`: where it comes from, and its trace."""
    trace = tuple(header for header in record.headers if header[0] == "ce_traceparent")
    at = (SOURCE_AT, f"{record.at:.3f}".encode())
    return ((SOURCE, position_name(record).encode()), at, *trace)


def position_in(record: Record) -> int | None:
    """Return the offset in intake that a record of `cases` speaks of; None where it has none."""
    source = next((value for name, value in record.headers if name == SOURCE), None)
    return int(source.rpartition(b"/")[2]) if source else None


def _taken_at(record: Record) -> UnixSeconds | None:
    at = next((value for name, value in record.headers if name == SOURCE_AT), None)
    return UnixSeconds(float(at)) if at else None


def restored(book: Book, record: Record) -> None:
    """Take a record of `cases` back into the book. Raises FromTheFuture, Unreadable."""
    offset = position_in(record)
    if offset is not None and offset + 1 > (book.position or 0):
        book.position = offset + 1
        book.position_at = _taken_at(record)
    if record.value is None:
        return
    if is_partition_key(record.key):
        book.state = decode_partition(record.value)
    else:
        book.restore(decode_case(record.value), record.value)


def activation(record: Record) -> StrategyId | None:
    """Return the strategy that a record of `intake` activates; None where it is something else."""
    event = _said(record, _ACTIVATES)
    return event.strategy_id if isinstance(event, StrategyActivated) else None


def strategy_named(record: Record) -> StrategyId | None:
    """Return the strategy that a record of `intake` puts in force, be it for a partition or for one case."""
    event = _said(record, (*_ACTIVATES, *_MOVES))
    return event.strategy_id if isinstance(event, StrategyActivated | CaseMoved) else None


def _said(record: Record, beginnings: tuple[bytes, ...]) -> Event | None:
    """Return the event of a record that begins so; None for others, and for what can't be read."""
    if not (record.value or b"").startswith(beginnings):
        return None
    try:
        return decode_event(record.value)
    except (Unreadable, FromTheFuture):
        return None  # Its own turn says what is wrong with it.


_ACTIVATES: Final = (b'{"type":"strategy.activated"',)
_MOVES: Final = (b'{"type":"case.strategy_moved"',)
