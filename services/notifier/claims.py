"""What one partition claims next: what is due and has room in its lane, alone or with others, within all caps.

What waits for its strategy's word on caps waits in no lane, and holds up nothing. What stays unsaid, is given up or was left in doubt is settled here, without a claim: its reason stands on it.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from services.notifier.attempts import ALERTS, claim, given_up, left_in_doubt, withheld
from services.notifier.caps import span
from services.notifier.dispatch import Claimed, Dispatch
from services.notifier.lane import Lane
from services.notifier.office import Office
from services.notifier.owed import GATHERED, Owed
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Alert, Assign, Notice
from switchboard.contracts.values import NoticeId, UnixSeconds
from switchboard.strategy.escalation import Suppression

_MANY: Final = 1_000
TOO_LATE: Final = f"its way did not work for {span(ALERTS.gives_up_after)}"


class Claim(NamedTuple):
    """What is about to be claimed of one message; nothing where all of it is settled otherwise."""

    dispatch: Dispatch
    claimed: list[Claimed]


class Drawn(NamedTuple):
    """What a partition writes next."""

    claims: list[Claim]
    settled: list[Claimed]
    """What is settled without a claim."""


class Claims:
    """Draws what is due, for one partition."""

    def __init__(self, office: Office, partition: int, owed: Owed) -> None:
        self._office = office
        self._partition = partition
        self._owed = owed
        self._asking: dict[NoticeId, asyncio.Future[Suppression]] = {}

    def draw(self) -> Drawn:
        """Return what is written next. Each claim has its place in a lane until its dispatch is told of it."""
        now = self._office.clock.now()
        drawn = Drawn([], [])
        try:
            self._draw_together(drawn, now)
            self._draw_alone(drawn, now)
        except BaseException:
            self.undo(drawn)
            raise
        return drawn

    def undo(self, drawn: Drawn) -> None:
        """Give back what could not be written."""
        for one in drawn.claims:
            one.dispatch.lost(self._partition)
            for each in one.claimed:
                self._office.caps.forget(each.delivery)

    def _draw_together(self, drawn: Drawn, now: UnixSeconds) -> None:
        gathering, owed = self._office.gathering, self._owed
        for notice in owed.take(GATHERED, _MANY, now):
            assert isinstance(notice, Alert | Assign)
            known = owed.deliveries.get(notice.notice_id)
            if why := self._office.astray(notice):  # Whoever comes next is told at once.
                drawn.settled.append(self._failed(notice, known, why, now))
            else:
                gathering.offer(notice, known, self._partition)
        for dispatch, notices in gathering.parts(self._partition):
            drawn.claims.append(one := Claim(dispatch, []))
            for notice in self._still_owed(notices):
                one.claimed.append(self._claimed(notice, dispatch, now))
        for notice in self._still_owed(gathering.given_up(self._partition)):
            known = owed.deliveries.get(notice.notice_id)
            drawn.settled.append(self._failed(notice, known, TOO_LATE, now))

    def _failed(
        self, notice: Notice, known: Delivery | None, why: str, now: UnixSeconds
    ) -> Claimed:
        return Claimed(notice, given_up(notice, known, self._office.medium_of(notice), why, now))

    def _still_owed(self, notices: Iterable[Notice]) -> Iterator[Notice]:
        for notice in notices:
            if newest := self._owed.still(notice.notice_id):
                yield newest

    def asking(self) -> Iterator[Coroutine[Any, Any, object]]:
        """Return what rings when a strategy has said what a notice waits for."""
        said = {one for each, one in self._asking.items() if not self._owed.waits(each)}
        for one in said:
            yield asyncio.wait([one])

    def _let_in(self, now: UnixSeconds) -> None:
        """Have what its strategy has spoken of wait in its lane again; forget what is owed no more."""
        for notice_id, said in list(self._asking.items()):
            if not self._owed.still(notice_id):
                del self._asking[notice_id]
            elif said.done():
                self._owed.again(notice_id, now)

    def _suppression(self, notice: Notice) -> Suppression | None:
        """Return how often machines may write; None where that is asked now, and the notice put aside."""
        said = self._asking.pop(notice.notice_id, None) or self._office.suppression(notice)
        if not said.done():
            self._asking[notice.notice_id] = said
            return None
        return Suppression() if said.cancelled() or said.exception() else said.result()

    def _draw_alone(self, drawn: Drawn, now: UnixSeconds) -> None:
        self._let_in(now)
        for lane in self.lanes():
            for notice in self._owed.take(lane.name, lane.room(now), now):
                suppression = self._suppression(notice)
                if suppression is None:
                    continue
                dispatch = self._office.dispatch(lane, self._partition)
                drawn.claims.append(one := Claim(dispatch, []))
                if settled := self._settled(notice, suppression, now):
                    drawn.settled.append(Claimed(notice, settled))
                else:
                    one.claimed.append(self._claimed(notice, dispatch, now))

    def lanes(self) -> list[Lane]:
        """Return the lanes in which something of ours waits alone."""
        return [self._office.lanes.of(key) for key in self._owed.lanes()]

    def _settled(
        self, notice: Notice, suppression: Suppression, now: UnixSeconds
    ) -> Delivery | None:
        """Return how a notice is settled that is not sent; None where it is to be claimed."""
        known, caps = self._owed.deliveries.get(notice.notice_id), self._office.caps
        if doubtful := left_in_doubt(known, now):
            return doubtful
        reason = caps.reached(notice, suppression, now)
        if not reason:
            return None
        return self._marked(
            notice, withheld(notice, known, self._office.medium_of(notice), reason, now)
        )

    def _claimed(self, notice: Notice, dispatch: Dispatch, now: UnixSeconds) -> Claimed:
        delivery = claim(
            notice,
            self._owed.deliveries.get(notice.notice_id),
            self._office.medium_of(notice),
            self._office.message_id(notice, dispatch.group),
            now,
            dispatch.group,
        )
        return Claimed(notice, self._marked(notice, delivery))

    def _marked(self, notice: Notice, delivery: Delivery) -> Delivery:
        """Return it with what it is counted by, and count it: the next in the same breath must know of it."""
        keys = self._office.caps.keys(notice)
        marked = replace(delivery, to_key=keys.to, subject_key=keys.subject)
        self._office.caps.note(marked)
        return marked
