"""One partition of the router without a bus: records in, records out, and restarts at any moment."""

from collections.abc import Sequence

from services.router.book import Book
from services.router.turn import Router, Shelf, restored
from services.router.windows import WINDOWS, Windows
from switchboard.bus.port import Record
from switchboard.bus.pump import Made
from switchboard.contracts.case import Case
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import Event
from switchboard.contracts.topics import CASES, INTAKE
from switchboard.contracts.values import UnixSeconds
from tests.router.company import PROGRAM, STRATEGY


class Partition:
    """What the pump makes of a partition, step by step, with the log in a list."""

    def __init__(self, shelf: Shelf | None = None, windows: Windows = WINDOWS) -> None:
        self.book = Book(0, 1)
        self.book.initial = STRATEGY
        self.shelf: Shelf = {STRATEGY: PROGRAM} if shelf is None else shelf
        self.windows = windows
        self.router = Router(self.book, self.shelf, windows)
        self.cases: list[Record] = []
        """What stands in `cases`."""
        self.dead: list[str] = []
        """Why records lie in the dead letters."""
        self.offset = 0

    def hears(self, event: Event, at: UnixSeconds) -> Case | None:
        """Take an event; return the case that it made a record of."""
        return self.takes(*encode_event(event, source="/test", at=at), at=at)

    def takes(
        self, value: bytes, headers: tuple[tuple[str, bytes], ...] = (), *, at: UnixSeconds
    ) -> Case | None:
        """Take any bytes."""
        record = Record(INTAKE, 0, self.offset, at, b"0000", value, headers)
        made = self._step(record)
        self.dead += [made.dead.reason] if made.dead else []
        self.offset += 1
        if made.draft:
            _, _, key, stands, source = made.draft
            self.cases.append(Record(CASES, 0, len(self.cases), at, key, stands, source))
        return self.router.change.after if self.router.change else None

    def _step(self, record: Record) -> Made:
        try:
            return self.router.take(record)
        except Exception as fault:  # noqa: BLE001 - as the pump does
            return self._parked(record, fault)

    def _parked(self, record: Record, fault: Exception) -> Made:
        try:
            return self.router.park(record, fault)
        except Exception as worse:  # noqa: BLE001 - as the pump does
            return self.router.park_alone(record, worse)

    def compacted(self) -> list[Record]:
        """Return the newest record of each key, in log order."""
        return sorted(
            {record.key: record for record in self.cases}.values(), key=lambda r: r.offset
        )

    def restarted(self, records: Sequence[Record]) -> "Partition":
        """Return a partition that knows nothing but these records of `cases`."""
        other = Partition(self.shelf, self.windows)
        for record in records:
            restored(other.book, record)
        other.offset = self.offset
        return other
