"""Writes what is sent: notices in the words of their strategy, with what blobs, log and directory know of them.

What can't be written yet is an answer, and so is what never can.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import DecodeError

from services.notifier.answers import Deferred, Refused
from services.notifier.answers import short as reason
from services.notifier.library import FETCHED_WITHIN, Library
from services.notifier.links import NO_LINKS, Links
from services.notifier.staff_wording import short_staff, tells_opinion, word_staff
from services.notifier.wording import short, word
from services.notifier.words import inquiry_at
from switchboard.blobs import Missing, NotStored
from switchboard.bus.port import Bus, Unavailable
from switchboard.clock import Clock
from switchboard.contracts.customer import Staff
from switchboard.contracts.notices import Alert, Message, StaffNotice
from switchboard.strategy.letters import Letter, TooLong
from switchboard.strategy.problems import BrokenStrategy

Ours = Callable[[str], Staff | None]
"""Returns one of ours by their staff id."""

Unwritten = Deferred | Refused
"""Why there is no letter."""

_W = TypeVar("_W")


def unknown(_: str) -> Staff | None:
    """Know none of ours."""
    return None


class Scribe:
    """Writes letters and short messages. Belongs to one event loop."""

    def __init__(
        self,
        library: Library,
        bus: Bus,
        partitions: int,
        clock: Clock,
        links: Links = NO_LINKS,
        ours: Ours = unknown,
    ) -> None:
        self._library = library
        self._bus = bus
        self._partitions = partitions
        self._clock = clock
        self._links = links
        self._ours = ours

    async def letter(self, notice: Message) -> Letter | Unwritten:
        """Return what a customer gets to read by mail or fax."""
        return await self._customer(notice, word)

    async def short(self, notice: Message) -> str | Unwritten:
        """Return what a customer gets to read on a telephone."""
        return await self._customer(notice, short)

    async def unwritten(self, notice: StaffNotice) -> Unwritten | None:
        """Fetch what is needed to write to staff; return why they can't be written to now."""
        try:
            await self._library.program(notice.strategy_id)
        except _TROUBLE as why:
            return _unwritten(why)
        return None

    async def staff_letter(
        self, notices: Sequence[StaffNotice], reader: Staff | None, *, repeated: bool = False
    ) -> Letter | Unwritten:
        """Return what staff get to read of one or several notices, which are of one kind and one strategy's words."""
        try:
            program = await self._library.program(notices[0].strategy_id)
            return word_staff(
                program,
                notices,
                reader,
                self._clock.now(),
                links=self._links,
                words=await self._heard(notices[0]) if len(notices) == 1 else None,
                named=self._named,
                repeated=repeated,
            )
        except _TROUBLE as why:
            return _unwritten(why)

    async def staff_short(
        self, notices: Sequence[StaffNotice], reader: Staff | None, *, repeated: bool = False
    ) -> str | Unwritten:
        """Return the same in a line or two, for telephones and pagers."""
        try:
            program = await self._library.program(notices[0].strategy_id)
            return short_staff(
                program,
                notices,
                reader,
                self._clock.now(),
                links=self._links,
                repeated=repeated,
            )
        except _TROUBLE as why:
            return _unwritten(why)

    async def _customer(self, notice: Message, said: "Callable[..., _W]") -> _W | Unwritten:
        try:
            program = await self._library.program(notice.strategy_id)
            words = await self._library.words(notice)
            return said(program, notice, words, self._links, self._named)
        except _TROUBLE as why:
            return _unwritten(why)

    async def _heard(self, notice: StaffNotice) -> str | None:
        """Return the customer's words; None where the log has forgotten them. With an opinion it is theirs that count."""
        if tells_opinion(notice):
            return await self._library.opinion(notice)
        if isinstance(notice, Alert) or notice.inquiry_id is None:
            return None
        async with asyncio.timeout(FETCHED_WITHIN):
            found = await inquiry_at(
                self._bus, self._partitions, notice.reference, notice.position, notice.inquiry_id
            )
        return found.text if found else None

    def _named(self, staff_id: str) -> str:
        known = self._ours(staff_id)
        return known.name if known else ""


_TROUBLE = (
    *(Missing, NotStored, Unavailable, TimeoutError),
    *(BrokenStrategy, DecodeError, LookupError, TooLong),
)


def _unwritten(why: Exception) -> Unwritten:
    match why:
        case Missing() | NotStored():
            return Deferred(reason(f"cannot be written yet: {type(why).__name__}: {why}"))
        case TimeoutError():
            return Deferred("cannot be written yet: the bus takes too long")
        case Unavailable():
            return Deferred(reason(f"cannot be written yet: the bus does not answer: {why}"))
        case _:
            return Refused(reason(f"cannot be written: {why}"))
