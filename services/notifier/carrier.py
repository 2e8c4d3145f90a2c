"""The carrier of one partition: claims what is owed, has it sent, records what came of it, reports it.

One task, one fenced writer; whatever is ready goes into one commit. Nothing is sent that is not claimed: after
a crash, whatever was claimed and not recorded is sent again, with the same Message-ID, or said to be in doubt.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from typing import Any, Final

from services.notifier.attempts import conclude
from services.notifier.claims import Claims, Drawn
from services.notifier.dispatch import Answered, Claimed
from services.notifier.office import Office, count_answer, count_settled
from services.notifier.owed import GATHERED, Owed
from services.notifier.reports import Reports
from services.notifier.restore import cases_of
from switchboard.bus.port import Draft, Reader, Record, Writer
from switchboard.bus.pump import commit
from switchboard.contracts.codec import encode_delivery
from switchboard.contracts.delivery import SETTLED, Delivery
from switchboard.contracts.topics import DELIVERIES
from switchboard.contracts.values import Seconds

_IDLE: Final = Seconds(5.0)
_BATCH: Final = 500
_LETTERS_END_WITHIN: Final = Seconds(3.0)
_ENDED_WITHIN: Final = Seconds(4.5)
"""How long what is under way may take when we are told to stop; below `crew.HAND_OVER`."""


class Carrier:
    """Pays the debts of one partition."""

    def __init__(
        self, office: Office, partition: int, owed: Owed, writer: Writer, cases: Reader
    ) -> None:
        self._office = office
        self._partition = partition
        self._owed = owed
        self._writer = writer
        self._cases = cases
        self._claims = Claims(office, partition, owed)
        self._letters: dict[asyncio.Task[Answered], list[Claimed]] = {}
        self._reports = Reports(office.bus, office.clock, partition)
        self._reading: asyncio.Task[list[Record]] | None = None
        self._told = asyncio.Event()
        self._shown = 0

    async def run(self) -> None:
        """Pay until cancelled. Raises what the bus raises, Unreadable, FromTheFuture: then fold anew."""
        self._reports.add(self._owed.settle_in(self._office.clock.now()))
        paying = asyncio.create_task(self._pay_until_told())
        try:
            await asyncio.wait([paying])
        except asyncio.CancelledError:
            # What is under way had better end here than be sent again by whoever comes next.
            self._told.set()
            await asyncio.wait([paying], timeout=_ENDED_WITHIN)
            raise
        finally:
            await self._let_go(paying)
        paying.result()

    async def _pay_until_told(self) -> None:
        while not self._told.is_set():
            await self._pay()
            self._reports.go_on()
            self._show()
            await self._wait()
            self._read()
        self._office.gathering.leave(self._partition)
        if self._letters:
            await asyncio.wait(self._letters, timeout=_LETTERS_END_WITHIN)
        await self._commit(answered := self._answered())
        self._recorded(answered)
        await self._reports.drain()

    async def _pay(self) -> None:
        """Record what has been answered and claim what is due, in one commit; then send what was claimed."""
        drawn = self._claims.draw()
        settled = [one.delivery for one in drawn.settled]
        answered = [*self._answered(), *settled]
        try:
            await self._commit(
                [*answered, *(each.delivery for one in drawn.claims for each in one.claimed)]
            )
        except BaseException:
            self._claims.undo(drawn)
            raise
        self._begin(drawn)
        count_settled(self._office.metrics, drawn.settled)
        self._recorded(answered)

    def _begin(self, drawn: Drawn) -> None:
        for dispatch, claimed in drawn.claims:
            dispatch.claimed(self._partition, claimed)
            if claimed:
                self._letters[asyncio.create_task(dispatch.answer(self._partition))] = claimed
        if any(one.claimed for one in drawn.claims):
            self._office.reached("notifier.claimed")

    def _answered(self) -> list[Delivery]:
        answered = [letter for letter in list(self._letters) if letter.done()]
        return [done for letter in answered for done in self._conclude(letter)]

    def _conclude(self, letter: "asyncio.Task[Answered]") -> list[Delivery]:
        claimed, answered = self._letters.pop(letter), letter.result()
        concluded = [
            conclude(
                one.delivery,
                answered.answer,
                max(answered.at, one.delivery.at),
                answered.jitter,
            )
            for one in claimed
        ]
        count_answer(self._office.metrics, claimed, concluded)
        return concluded

    async def _commit(self, deliveries: list[Delivery]) -> None:
        if not deliveries:
            return
        drafts = [_draft(each, self._partition) for each in deliveries]
        await commit(self._writer, drafts, self._office.metrics)
        now = self._office.clock.now()
        for each in deliveries:
            self._owed.note(each, now)

    def _recorded(self, answered: list[Delivery]) -> None:
        if answered:
            self._office.reached("notifier.recorded")
            self._reports.add([each for each in answered if each.outcome in SETTLED])

    async def _wait(self) -> None:
        """Wait until a case changes, a letter is answered, a report is made, a time comes, or a lane has room."""
        if self._reading is None:
            self._reading = asyncio.create_task(self._cases.batch(_BATCH, _IDLE))
        alarms = [asyncio.create_task(alarm) for alarm in (self._told.wait(), *self._alarms())]
        reporting = [self._reports.under_way] if self._reports.under_way else []
        try:
            await asyncio.wait(
                [self._reading, *self._letters, *reporting, *alarms],
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            await _end(alarms)

    def _alarms(self) -> Iterator[Coroutine[Any, Any, object]]:
        now = self._office.clock.now()
        for lane in self._claims.lanes():
            if (due := self._owed.next_due(lane.name)) is not None:
                wake_at = max(due, lane.opens_at(now))
                waits = wake_at > now or lane.room(now)
                yield self._office.clock.until(wake_at) if waits else lane.stirred()
        if (due := self._owed.next_due(GATHERED)) is not None:
            yield self._office.clock.until(due)
        yield from self._claims.asking()
        yield from self._office.gathering.alarms(self._partition)

    def _read(self) -> None:
        if self._reading is None or not self._reading.done():
            return
        read, self._reading = self._reading, None
        now = self._office.clock.now()
        for key, case in cases_of(read.result()):
            self._office.gathering.withdraw(self._owed.hear(key, case, now))

    def _show(self) -> None:
        self._office.metrics.notices_owed.inc(len(self._owed) - self._shown)
        self._shown = len(self._owed)

    async def _let_go(self, paying: "asyncio.Task[None]") -> None:
        self._office.gathering.leave(self._partition)
        self._office.metrics.notices_owed.dec(self._shown)
        tasks = (paying, *self._letters, self._reading, self._reports.under_way)
        await _end(task for task in tasks if task is not None)


async def _end(tasks: "Iterable[asyncio.Task[Any]]") -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


def _draft(delivery: Delivery, partition: int) -> Draft:
    return Draft(DELIVERIES, partition, delivery.notice_id.encode(), encode_delivery(delivery))
