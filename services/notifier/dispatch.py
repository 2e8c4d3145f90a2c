"""One message on its way: each partition claims its own notices of it, it goes out once, each records what came of it.

A partition that can't claim holds up nobody, and one that takes long not for long. Belongs to one event loop.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, Final, NamedTuple

from services.notifier.answers import Answer, Unreachable
from services.notifier.lane import Lane
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import NoticeId, Seconds, UnixSeconds

Send = Callable[[Sequence[Notice], Sequence[Delivery]], Awaitable[Answer]]

ALONE: Final = ""
"""The group of what shares its message with nobody."""


CLOSES_AFTER: Final = Seconds(5.0)
"""How long those who have claimed wait for the others, or their claims would be void before it goes out."""
GONE: Final = Unreachable("the message of the others went before this was claimed")


class Claimed(NamedTuple):
    """A notice, and the claim that stands in the log for it."""

    notice: Notice
    delivery: Delivery


class Answered(NamedTuple):
    """What came of a message, when, and by what chance it goes again: the same for all who share it."""

    answer: Answer
    at: UnixSeconds
    jitter: float


class Dispatch:
    """A message whose notices are claimed, then sent. It takes one place in its lane, however many it tells of."""

    def __init__(
        self,
        group: str,
        partitions: Iterable[int],
        lane: Lane,
        send: Send,
        now: Callable[[], UnixSeconds],
        jitter: float,
    ) -> None:
        self.group = group
        self._awaited = set(partitions)
        self._lane = lane
        self._send = send
        self._now = now
        self._jitter = jitter
        self._claimed: list[Claimed] = []
        self._late: set[int] = set()
        self._closes: asyncio.TimerHandle | None = None
        self._listeners = 0
        self._answer: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self._sending: asyncio.Task[None] | None = None
        lane.enter(now())

    def claimed(self, partition: int, claimed: Iterable[Claimed]) -> None:
        """Take what a partition has claimed; when all have spoken, the message goes out.

        Without those who take too long: what they claim then has not gone, and is offered again.
        """
        if partition in self._late:
            return
        self._claimed.extend(claimed)
        if self._claimed and self._closes is None:
            loop = asyncio.get_running_loop()
            self._closes = loop.call_later(CLOSES_AFTER, self.close)
        self.lost(partition)

    def lost(self, partition: int) -> None:
        """Go without a partition that claims nothing, or nothing more."""
        if partition not in self._awaited:
            return
        self._awaited.remove(partition)
        if not self._awaited:
            self._go()

    def close(self) -> None:
        """Wait for nobody any longer."""
        if self._awaited:
            self._late, self._awaited = self._awaited, set()
            self._go()

    def _go(self) -> None:
        if self._closes is not None:
            self._closes.cancel()
        if self._claimed:
            self._sending = asyncio.create_task(self._hand_over())
        else:
            self._lane.leave(None, self._now())

    def answer(self, partition: int) -> Coroutine[Any, Any, Answered]:
        """Return what waits for the answer. Where nobody waits any longer, the message is not handed over to its end."""
        if partition in self._late:
            return self._gone()
        self._listeners += 1
        return self._listen()

    async def _gone(self) -> Answered:
        return Answered(GONE, self._now(), self._jitter)

    async def _listen(self) -> Answered:
        try:
            return await asyncio.shield(self._answer)
        finally:
            self._listeners -= 1
            if not self._listeners and self._sending is not None:
                self._sending.cancel()

    async def _hand_over(self) -> None:
        told = sorted(self._claimed, key=_oldest_first)
        answer: Answer | None = None
        try:
            answer = await self._send([one.notice for one in told], [one.delivery for one in told])
            self._answer.set_result(Answered(answer, self._now(), self._jitter))
        except asyncio.CancelledError:
            self._answer.cancel()
            raise
        except BaseException as fault:  # Whoever waits must not wait for ever.
            self._answer.set_exception(fault)
            raise
        finally:
            self._lane.leave(answer, self._now())


def _oldest_first(one: Claimed) -> tuple[UnixSeconds, NoticeId]:
    return one.notice.owed_at, one.notice.notice_id
