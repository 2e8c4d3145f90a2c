"""Mailboxes that are looked into: what comes to them is taken in, at least once, and is one inquiry each.

How far each was read stands in the blob store, so that any instance can go on; one instance at a time reads,
as the bus deals the mailboxes out. Two that do for a moment make no second inquiry: ids follow from the mails.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final, ParamSpec, TypeVar

from services.channels.budget import Budget
from services.channels.door import Door
from services.channels.imap_account import Account, Position, decode, encode
from services.channels.imap_line import Letterbox, Lost, Summary
from services.channels.imap_mail import beyond, envelope_of, never_came, source_of
from services.channels.limits import LIMITS, Limits
from services.channels.mail_door import take_mail
from services.channels.originals import Envelope
from switchboard.blobs import Missing, NotStored
from switchboard.bus.crew import Crew, tend
from switchboard.bus.port import Unavailable
from switchboard.contracts.topics import CASES
from switchboard.contracts.values import UnixSeconds

_log: Final = logging.getLogger(__name__)
GROUP: Final = "mailboxes"
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0

_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(kw_only=True)
class Mailboxes:
    """The mailboxes of an installation, as one instance sees them."""

    accounts: Sequence[Account]
    context: ssl.SSLContext | None = None
    """Whom we trust; None: whomever this machine does."""
    crew: Crew = field(default_factory=Crew)
    budget: Budget = field(default_factory=lambda: Budget(LIMITS.imap_buffered_bytes))
    """How much of their mails is in memory at once, all of them together."""
    connected: set[str] = field(default_factory=set)
    troubles: dict[str, str] = field(default_factory=dict)
    """Of the mailboxes that this instance reads: what keeps it from doing so."""

    def notes(self) -> list[str]:
        """Return what keeps this instance from reading what it should. Its other doors are open all the same."""
        return [f"channels: mailbox {name}: {why}" for name, why in sorted(self.troubles.items())]


async def run(door: Door, boxes: Mailboxes, jitter: Callable[[], float]) -> None:
    """Read the mailboxes that are ours to read until cancelled."""
    door.metrics.imap_failing.set_function(lambda: len(boxes.troubles))
    # Any topic would do to deal by; of a compacted one nothing is kept for a group that reads none of it.
    member = await door.bus.member(GROUP, CASES)
    try:
        await tend(
            member, lambda partition: _own(door, boxes, partition, jitter), boxes.crew, jitter
        )
    finally:
        await member.close()


async def _own(door: Door, boxes: Mailboxes, partition: int, jitter: Callable[[], float]) -> None:
    """Read each mailbox that falls to a partition. Its number deals them out; nothing of it is read."""
    ours = boxes.accounts[partition :: door.partitions]
    boxes.crew.begin(partition)
    async with asyncio.TaskGroup() as tasks:
        for account in ours:
            tasks.create_task(_Reading(door, boxes, account, jitter).run())
        await asyncio.Event().wait()


class _Reading:
    """One mailbox, from one connection to the next."""

    def __init__(
        self, door: Door, boxes: Mailboxes, account: Account, jitter: Callable[[], float]
    ) -> None:
        self._budget = boxes.budget
        self._door = door
        self._boxes = boxes
        self._account = account
        self._jitter = jitter
        self._attempts: dict[int, int] = {}
        self._singly = False
        """The answer about many mails broke off: one of them may be odd."""
        self._untold: set[int] = set()
        """Mails of which the mailbox can't even say how large they are."""
        self._pause = _FIRST_PAUSE

    async def run(self) -> None:
        """Read until cancelled; after trouble, again after a growing pause."""
        name = self._account.name
        self._boxes.troubles[name] = "is being connected"
        try:
            while True:
                try:
                    await self._connection()
                except (Lost, NotStored, Unavailable) as fault:
                    self._boxes.troubles[name] = str(fault)
                    _log.warning("mailbox not read", extra={"lane": name, "why": str(fault)})
                await asyncio.sleep(self._pause * (1 + self._jitter()))
                self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        finally:
            self._boxes.troubles.pop(name, None)

    async def _connection(self) -> None:
        """Connect and read until something breaks. Raises Lost, NotStored, Unavailable."""
        thread = _Thread()
        try:
            trusted = self._boxes.context or ssl.create_default_context()
            box = await _opened(thread, self._account, self._door.limits, trusted)
            try:
                await self._connected(thread, box)
            finally:
                self._tell(connected=False)
                box.cut()
                await thread.does(box.close)  # As soon as whoever waited on it has woken up.
        finally:
            thread.end()

    async def _connected(self, thread: "_Thread", box: Letterbox) -> None:
        position = await self._remembered(box.validity)
        while True:
            position = await self._take_new(thread, box, position)
            self._tell(connected=True)
            if box.tells:
                await thread.does(box.wait)
            else:
                await asyncio.sleep(self._door.limits.imap_every)

    def _tell(self, *, connected: bool) -> None:
        name = self._account.name
        if connected:
            self._pause = _FIRST_PAUSE
            self._boxes.troubles.pop(name, None)
            self._boxes.connected.add(name)
        else:
            self._boxes.connected.discard(name)
        self._door.metrics.imap_connected.set(len(self._boxes.connected))

    async def _remembered(self, validity: int) -> Position | None:
        try:
            return decode(await self._door.blobs.get(self._account.key), validity)
        except Missing:
            return None

    async def _take_new(
        self, thread: "_Thread", box: Letterbox, position: Position | None
    ) -> Position | None:
        """Take in what came after `position`; return how far it was read then."""
        limits = self._door.limits
        if position:
            uids = await thread.does(box.after, position.uid)
        else:
            first = UnixSeconds(self._door.clock.now() - limits.imap_first)
            uids = await thread.does(box.since, first)
        for at in range(0, len(uids), limits.imap_fetched):
            position = await self._take_some(thread, box, uids[at : at + limits.imap_fetched])
        return position

    async def _take_some(
        self, thread: "_Thread", box: Letterbox, uids: Sequence[int]
    ) -> Position | None:
        """Take these in, and remember how far we came even where one of them breaks the connection."""
        known = await self._summaries(thread, box, uids)
        position = None
        try:
            for uid in uids:
                mail = known[uid] if uid in known else await self._summary(thread, box, uid)
                # What was deleted meanwhile never was ours.
                if mail is not None or await thread.does(box.holds, uid):
                    await self._take(thread, box, uid, mail)
                position = Position(box.validity, uid)
            self._singly = False
        finally:
            if position:
                await self._door.blobs.put(self._account.key, encode(position))
        return position

    async def _summaries(
        self, thread: "_Thread", box: Letterbox, uids: Sequence[int]
    ) -> dict[int, Summary]:
        """Return what is told of these; nothing where they are better asked after one by one."""
        if self._singly:
            return {}
        try:
            return await thread.does(box.summaries, uids)
        except Lost:
            self._singly = True
            raise

    async def _summary(self, thread: "_Thread", box: Letterbox, uid: int) -> Summary | None:
        """Return what is told of one, if anything is."""
        if uid in self._untold:
            return None
        try:
            return (await thread.does(box.summaries, [uid])).get(uid)
        except Lost:
            self._untold.add(uid)
            raise

    async def _take(
        self, thread: "_Thread", box: Letterbox, uid: int, mail: Summary | None
    ) -> None:
        limits, where = self._door.limits, f"{self._account.folder}, UID {uid}"
        if self._attempts.get(uid, 0) >= limits.imap_attempts:
            await self._park(box, uid, mail, b"", never_came(where))
            return
        try:
            if mail and mail.size > limits.mail_bytes:
                head = await thread.does(box.head, uid)
                await self._park(box, uid, mail, head, beyond(mail.size, limits.mail_bytes, where))
            else:
                await self._fetch(thread, box, uid, mail)
        except Lost:
            self._attempts[uid] = self._attempts.get(uid, 0) + 1
            raise
        self._attempts.pop(uid, None)
        self._untold.discard(uid)

    async def _fetch(
        self, thread: "_Thread", box: Letterbox, uid: int, mail: Summary | None
    ) -> None:
        most = self._door.limits.mail_bytes
        async with self._budget.share(mail.size if mail else most):
            data = await thread.does(box.fetch, uid, most + 1)
            if data is None:
                if await thread.does(box.holds, uid):
                    raise Lost("it doesn't hand out a mail that is there")
                return
            if len(data) > most:  # It had said less.
                why = beyond(len(data), most, f"{self._account.folder}, UID {uid}")
                await self._park(box, uid, mail, data[: self._door.limits.mail_header_bytes], why)
                return
            at = mail.at if mail else None
            source = source_of(at) if at else self._numbered(box, uid)
            await take_mail(self._door, data, source, received_at=at)

    async def _park(
        self, box: Letterbox, uid: int, mail: Summary | None, head: bytes, why: str
    ) -> None:
        """Have what can't be fetched seen by somebody."""
        at, source = mail.at if mail else None, self._numbered(box, uid)
        envelope: Envelope = envelope_of(head)
        await take_mail(self._door, head, source, envelope, received_at=at, unreadable=why)

    def _numbered(self, box: Letterbox, uid: int) -> str:
        return f"{self._account.key}/{box.validity}/{uid}"


async def _opened(
    thread: "_Thread", account: Account, limits: Limits, context: ssl.SSLContext
) -> Letterbox:
    """Open a mailbox; where nobody waits for it any more, close it again. Raises Lost."""
    opening = asyncio.ensure_future(thread.does(Letterbox.open, account, limits, context))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_unwanted)
        raise


def _unwanted(opening: "asyncio.Future[Letterbox]") -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


class _Thread:
    """A thread of its own for what blocks, so that it takes nobody else's."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="mailbox")

    async def does(self, what: Callable[_P, _R], *given: _P.args, **named: _P.kwargs) -> _R:
        """Return what it makes of it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, partial(what, *given, **named))

    def end(self) -> None:
        """Let it end by itself: whoever waited on a connection was woken up."""
        self._executor.shutdown(wait=False, cancel_futures=True)
