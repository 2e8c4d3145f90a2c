"""The carrier of one partition: claims what is owed, has it sent, records what came of it, reports it.

One task, one fenced writer; whatever is ready goes into one commit. Nothing is sent that is not claimed: after
a crash, whatever was claimed and not recorded is sent again, with the same Message-ID.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Iterator
from functools import partial
from typing import Any, Final

from services.notifier.answers import Answer, Refused
from services.notifier.attempts import claim, conclude
from services.notifier.lane import Lane
from services.notifier.office import Office, UnderWay, count
from services.notifier.owed import Owed
from services.notifier.reports import Reports
from services.notifier.restore import cases_of
from switchboard.bus.port import Draft, Reader, Record, Writer
from switchboard.bus.pump import commit
from switchboard.contracts.codec import encode_delivery
from switchboard.contracts.delivery import SETTLED, Delivery
from switchboard.contracts.notices import Notice
from switchboard.contracts.topics import DELIVERIES
from switchboard.contracts.values import Seconds, UnixSeconds

_log: Final = logging.getLogger(__name__)

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
        self._letters: dict[asyncio.Task[Answer], UnderWay] = {}
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
        if self._letters:
            await asyncio.wait(self._letters, timeout=_LETTERS_END_WITHIN)
        await self._commit(answered := self._answered())
        self._recorded(answered)
        await self._reports.drain()

    async def _pay(self) -> None:
        """Record what has been answered and claim what is due, in one commit; then send what was claimed."""
        answered = self._answered()
        claimed = self._claim()
        try:
            await self._commit([*answered, *(each.claimed for each in claimed)])
        except BaseException:
            for each in claimed:
                each.lane.leave(None, self._office.clock.now())
            raise
        for each in claimed:
            letter = asyncio.create_task(self._send(each))
            letter.add_done_callback(partial(self._left, each.lane))
            self._letters[letter] = each
        if claimed:
            self._office.reached("notifier.claimed")
        self._recorded(answered)

    def _claim(self) -> list[UnderWay]:
        now = self._office.clock.now()
        return [
            self._claim_one(lane, notice, now)
            for lane in self._lanes()
            for notice in self._owed.take(lane.name, lane.room(now), now)
        ]

    def _claim_one(self, lane: Lane, notice: Notice, now: UnixSeconds) -> UnderWay:
        lane.enter()
        known = self._owed.deliveries.get(notice.notice_id)
        medium, message_id = self._office.medium_of(notice), self._office.message_id(notice, "")
        return UnderWay(notice, claim(notice, known, medium, message_id, now), lane)

    def _lanes(self) -> list[Lane]:
        return [self._office.lanes.of(key) for key in self._owed.lanes()]

    async def _send(self, under_way: UnderWay) -> Answer:
        notice = under_way.notice
        try:
            answer = await self._office.send([notice], [under_way.claimed])
        except Exception as fault:  # noqa: BLE001  (One letter must not stop those behind it.)
            name = type(fault).__name__  # Its words may name a customer.
            _log.error("letter failed", extra={"notice_id": notice.notice_id, "fault": name})
            answer = Refused(f"a fault of ours, {name}: see the log")
        self._office.reached("notifier.sent")
        return answer

    def _left(self, lane: Lane, letter: "asyncio.Task[Answer]") -> None:
        ended = letter.cancelled() or letter.exception() is not None
        lane.leave(None if ended else letter.result(), self._office.clock.now())

    def _answered(self) -> list[Delivery]:
        return [self._conclude(letter) for letter in list(self._letters) if letter.done()]

    def _conclude(self, letter: "asyncio.Task[Answer]") -> Delivery:
        under_way, answer = self._letters.pop(letter), letter.result()
        now = max(self._office.clock.now(), under_way.claimed.at)
        concluded = conclude(under_way.claimed, answer, now, self._office.jitter())
        count(self._office.metrics, under_way, concluded)
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
        for lane in self._lanes():
            if (due := self._owed.next_due(lane.name)) is not None:
                wake_at = max(due, lane.rests_until)
                waits = wake_at > now or lane.room(now)
                yield self._office.clock.until(wake_at) if waits else lane.stirred()

    def _read(self) -> None:
        if self._reading is None or not self._reading.done():
            return
        read, self._reading = self._reading, None
        now = self._office.clock.now()
        for key, case in cases_of(read.result()):
            self._owed.hear(key, case, now)

    def _show(self) -> None:
        self._office.metrics.notices_owed.inc(len(self._owed) - self._shown)
        self._shown = len(self._owed)

    async def _let_go(self, paying: "asyncio.Task[None]") -> None:
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
