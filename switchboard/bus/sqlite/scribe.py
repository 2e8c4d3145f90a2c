"""The one thread that writes: whatever waits is written in one transaction, under one fsync.

Each job is answered on its own. One that refuses (`Fenced`, `Unavailable`) has written nothing, and
the others of its group stand; one that breaks has the whole group rolled back and tried one by one.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Final, Literal, NamedTuple, TypeVar

import apsw

from switchboard.bus.port import Fenced, Unavailable
from switchboard.bus.sqlite.bell import Bell
from switchboard.bus.sqlite.file import Shelf
from switchboard.bus.sqlite.log import Ledger
from switchboard.bus.sqlite.terms import Terms
from switchboard.clock import Clock

T = TypeVar("T")

Stage = Literal["written", "committed"]
"""Where a fault can be put: rows written and nothing durable; all durable and nobody answered."""

Answer = Callable[[], None]

_PEEK_EVERY: Final = 0.04
"""Seconds between two looks for what other processes wrote."""


class _Job(NamedTuple):
    weight: int
    write: Callable[[Ledger], Answer]
    refuse: Callable[[Exception], None]


class Scribe:
    """Takes jobs from the event loop, and answers there."""

    def __init__(
        self, shelf: Shelf, clock: Clock, bell: Bell, terms: Terms, fault: Callable[[Stage], None]
    ) -> None:
        self._shelf = shelf
        self._clock = clock
        self._bell = bell
        self._terms = terms
        self._fault = fault
        self._loop = asyncio.get_running_loop()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._unanswered: set[Callable[[Exception], None]] = set()
        self._data_version = 0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[Ledger], T], weight: int = 0) -> asyncio.Future[T]:
        """Queue a job; jobs are written in the order in which they were submitted."""
        if self._closed:
            raise Unavailable("the log is closed")
        answer: asyncio.Future[T] = self._loop.create_future()

        def write(ledger: Ledger) -> Answer:
            result = job(ledger)
            return lambda: None if answer.done() else answer.set_result(result)

        def refuse(why: Exception) -> None:
            if not answer.done():
                answer.set_exception(why)

        def done(_: object) -> None:
            self._unanswered.discard(refuse)
            if not answer.cancelled():
                answer.exception()  # Its caller may be gone; then nobody else needs to hear of it.

        self._unanswered.add(refuse)
        answer.add_done_callback(done)
        self._jobs.put(_Job(weight, write, refuse))
        return answer

    async def answered(self, answer: asyncio.Future[T]) -> T:
        """Wait until a job is durable. A caller who goes away doesn't take it back."""
        await asyncio.wait((answer,), timeout=self._terms.answer_within)
        if not answer.done():
            raise Unavailable("the log didn't answer in time")
        return answer.result()

    async def ask(self, job: Callable[[Ledger], T], weight: int = 0) -> T:
        """Submit one job, and wait until it is durable."""
        return await self.answered(self.submit(job, weight))

    async def close(self, within: float) -> None:
        """Write what is queued and stop; what can't be written in time is Unavailable to its caller."""
        self._closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join, within)
        for refuse in list(self._unanswered):
            refuse(Unavailable("the log was closed"))

    # What follows runs in the thread.

    def _run(self) -> None:
        more = True
        try:
            while more:
                group, more = self._gather()
                with self._shelf.take() as db:
                    if group:
                        self._tell(self._write(db, group))
                    self._peek(db)
        finally:
            self._closed = True  # Should this thread ever break, nobody may wait for it.

    def _gather(self) -> tuple[list[_Job], bool]:
        """Return what waits, up to a group's weight; and whether more may come after it."""
        group: list[_Job] = []
        weight = 0
        with contextlib.suppress(queue.Empty):
            job = self._jobs.get(timeout=_PEEK_EVERY)
            while job is not None:
                group.append(job)
                weight += job.weight
                if weight >= self._terms.group_bytes:
                    return group, True
                job = self._jobs.get_nowait()
            return group, False
        return group, True

    def _write(self, db: apsw.Connection, group: list[_Job]) -> list[Answer]:
        try:
            return self._attempt(db, group)
        except (TypeError, ValueError, apsw.ConstraintError) as why:
            # A draft of the wrong types: its caller's fault alone, so find out whose.
            if len(group) == 1:
                return [_refusal(group[0], ValueError(f"this can't stand in the log: {why}"))]
            return [answer for job in group for answer in self._write(db, [job])]
        except (apsw.Error, Unavailable) as why:
            text = f"the log could not be written: {why}"
            return [_refusal(job, Unavailable(text)) for job in group]

    def _attempt(self, db: apsw.Connection, group: list[_Job]) -> list[Answer]:
        db.execute("BEGIN IMMEDIATE")
        try:
            ledger = Ledger(db, self._clock.now())
            answers = [_written(job, ledger) for job in group]
            ledger.close()
            self._fault("written")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        self._call(lambda: self._bell.ring(ledger.touched))
        self._fault("committed")
        return answers

    def _tell(self, answers: list[Answer]) -> None:
        def tell() -> None:
            for answer in answers:
                answer()

        self._call(tell)

    def _peek(self, db: apsw.Connection) -> None:
        """Wake everybody where another process wrote: our own commits don't move this number."""
        with contextlib.suppress(apsw.Error):  # Locked just now: the next look will tell.
            found = int(db.pragma("data_version"))
            if found != self._data_version:
                self._data_version = found
                self._call(self._bell.ring_all)

    def _call(self, told: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # The loop is gone, and with it whoever waited.
            self._loop.call_soon_threadsafe(told)


def _written(job: _Job, ledger: Ledger) -> Answer:
    try:
        return job.write(ledger)
    except (Fenced, Unavailable) as refused:
        return _refusal(job, refused)


def _refusal(job: _Job, why: Exception) -> Answer:
    return lambda: job.refuse(why)
