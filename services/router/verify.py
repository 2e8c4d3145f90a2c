"""Is what stands in `cases` what follows from `intake`? Recomputed by the router's own pure turn, record by record.

Beyond the log's beginning nothing can be recomputed: the newest record of a case from before it is the base that
its events are applied to. What can't be compared is counted, with the reason.
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from services.router.activate import first_activation
from services.router.book import Book
from services.router.programs import Programs
from services.router.turn import Router, position_in, restored, strategy_named
from services.router.windows import WINDOWS
from switchboard.bus.port import Bus, Draft, Record, Spot
from switchboard.bus.pump import IDLE, Made
from switchboard.contracts.case import Case
from switchboard.contracts.codec import decode_case
from switchboard.contracts.judgement import Judgement
from switchboard.contracts.topics import CASES, INTAKE, is_partition_key

_BATCH = 2_000


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


class _Audit:
    def __init__(self, book: Book, programs: Programs, recorded: dict[int, Record]) -> None:
        self.compared = 0
        self.skipped: Counter[Skipped] = Counter()
        self.differences: list[Difference] = []
        self._book = book
        self._programs = programs
        self._router = Router(book, programs, WINDOWS)
        self._recorded = recorded
        self._last = max(recorded, default=-1)

    async def look(self, record: Record) -> None:
        """Compare what follows from a record of intake with what stands there."""
        there = self._recorded.pop(record.offset, None)
        if record.offset > self._last:
            self.skipped[Skipped.PENDING] += 1
            return
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

    async def _prepare(self, record: Record) -> None:
        wanted = {self._book.strategy_id, strategy_named(record)} - {None}
        await self._programs.fetch({one for one in wanted if one} | self._book.strategies)

    def _follows(self, record: Record) -> Made:
        try:
            return self._router.take(record)
        except Exception as fault:  # noqa: BLE001 - as the pump does: what can't be decided is parked
            return self._router.park(record, fault)

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
        where = f"{record.topic}/{record.partition}/{record.offset}"
        self.differences.append(Difference(where, there.key.decode("utf-8", "replace"), what))
        restored(self._book, there)

    def close(self) -> None:
        """What is left stands there for events that the log never held."""
        for offset, record in sorted(self._recorded.items()):
            where = f"{INTAKE}/{record.partition}/{offset}"
            key = record.key.decode("utf-8", "replace")
            self.differences.append(Difference(where, key, "no event stands there"))


def _case(record: Record | None) -> Case | None:
    if record is None or record.value is None or is_partition_key(record.key):
        return None
    return decode_case(record.value)


async def verify(bus: Bus, programs: Programs, partition: int, partitions: int) -> Report:
    """Return what a look at one partition finds."""
    extent = (await bus.extent(INTAKE))[partition]
    book = Book(partition, partitions)
    recorded: dict[int, Record] = {}
    twice: list[Difference] = []
    for record in await _all(bus, Spot(CASES, partition)):
        offset = position_in(record)
        if offset is None or offset < extent.begin:
            restored(book, record)
        elif offset in recorded:
            where = f"{INTAKE}/{partition}/{offset}"
            twice.append(
                Difference(where, record.key.decode("utf-8", "replace"), "stands there twice")
            )
        else:
            recorded[offset] = record
    if book.state is None:
        book.initial = await first_activation(bus, partition)
    audit = _Audit(book, programs, recorded)
    for record in await _all(bus, Spot(INTAKE, partition)):
        await audit.look(record)
    audit.close()
    return Report(audit.compared, audit.skipped, (*twice, *audit.differences))


async def _all(bus: Bus, spot: Spot) -> list[Record]:
    begin, end = (await bus.extent(spot.topic))[spot.partition]
    reader = await bus.reader({spot: begin})
    records: list[Record] = []
    try:
        while reader.position(spot) < end:
            records += await reader.batch(_BATCH, IDLE)
    finally:
        await reader.close()
    return records
