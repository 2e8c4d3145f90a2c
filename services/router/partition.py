"""One partition of the router in the pump: restored from `cases`, stepped, its alarms given, its figures kept."""

from collections.abc import Callable, Sequence

from services.router.book import Book
from services.router.figures import Figures
from services.router.moving import Mover
from services.router.programs import Programs
from services.router.timer import Timer
from services.router.turn import Router, restored, strategy_named
from services.router.windows import WINDOWS
from switchboard.bus.port import Record
from switchboard.bus.pump import Made
from switchboard.clock import Clock
from switchboard.contracts.values import UnixSeconds
from switchboard.metrics import Metrics


class Partition:
    """`switchboard.bus.pump.Step` over the router's pure turn."""

    def __init__(
        self,
        book: Book,
        programs: Programs,
        clock: Clock,
        metrics: Metrics,
        stopwatch: Callable[[], float],
    ) -> None:
        self.book = book
        self.timer = Timer(book, clock)
        self.mover = Mover(book, clock)
        self._router = Router(book, programs, WINDOWS)
        self._programs = programs
        self._clock = clock
        self._stopwatch = stopwatch
        self._spent = metrics.decision_seconds
        self.figures = Figures(metrics)

    def restore(self, record: Record) -> None:
        """Take back a record of `cases`."""
        restored(self.book, record)

    @property
    def position(self) -> int | None:
        """The offset in intake after the newest event that `cases` knows of."""
        return self.book.position

    @property
    def position_at(self) -> UnixSeconds | None:
        """When the log took the event before `position`."""
        return self.book.position_at

    async def prepare(self, batch: Sequence[Record]) -> None:
        """Have the bundles of every strategy that the batch may ask for."""
        wanted = {strategy for record in batch if (strategy := strategy_named(record))}
        if self.book.strategy_id:
            wanted.add(self.book.strategy_id)
        await self._programs.fetch(wanted)
        await self._programs.fetch_what_is_there(self.book.strategies)

    def take(self, record: Record) -> Made:
        """Take the record's turn."""
        began = self._stopwatch()
        made = self._router.take(record)
        self._spent.observe(self._stopwatch() - began)
        self.figures.note(self._router.change, record.at)
        return made

    def park(self, record: Record, fault: Exception) -> Made:
        """Park what could not be decided."""
        made = self._router.park(record, fault)
        self.figures.note(self._router.change, record.at)
        return made

    def park_alone(self, record: Record, fault: Exception) -> Made:
        """Park what could not even be parked beside its like."""
        made = self._router.park_alone(record, fault)
        self.figures.note(self._router.change, record.at)
        return made

    def committed(self) -> None:
        """Show the figures of what is durable now, and let the timer look at the new clocks."""
        self.figures.show(self._clock.now())
        self.figures.under(self.book.strategy_id)
        self.timer.look()
        self.mover.look()
