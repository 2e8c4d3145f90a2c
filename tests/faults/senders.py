"""Those who reach us by three doors at once, and try again until they are told yes: mail servers, systems, mailboxes."""

import asyncio
import re
from random import Random
from typing import Final, NamedTuple

import aiosmtplib
import httpx
import orjson

from services.cli.clock import WallClock
from tests.channels.mail.dovecot import Dovecot
from tests.faults.crowd import Post, form, mail

_AGAIN_AFTER: Final = 0.3
_ACCEPTED_WITHIN: Final = 240.0
_ANSWERED_WITHIN: Final = 20.0
_WRITERS: Final = 4
_PAUSE: Final = 0.1
_TAKEN: Final = re.compile(r"inquiry (\w{30})$")
MAILBOX: Final = "support"


class Place(NamedTuple):
    """Where the doors are."""

    url: str
    mail_port: int
    mailboxes: Dovecot


class Senders:
    """All who send, and what they were promised."""

    def __init__(self, place: Place, count: int, seed: str) -> None:
        chance = Random(seed)
        by_door: tuple[list[Post], list[Post], list[Post]] = ([], [], [])
        for number in range(count):
            who = f"c{number}@customer.example"
            door = by_door[number % 3]
            door.append(_one(who, chance) if door is by_door[0] else mail(who, 0, chance))
        self.posts, self.mails, self.dropped = by_door
        self.given: dict[str, str] = {}
        """Inquiry id to whom it was given out; whoever drops a mail into a mailbox is given none."""
        self.unanswered = 0
        """Sendings that got no yes and were made again."""
        self._place = place
        self._heard = asyncio.Event()
        self._begun = 0
        self._begins = asyncio.Event()

    @property
    def everybody(self) -> set[str]:
        """All who send, each one thing."""
        return {post.who for post in (*self.posts, *self.mails, *self.dropped)}

    async def send(self) -> None:
        """Send everything; return when all that can be promised is."""
        limits = httpx.Limits(max_connections=_WRITERS)
        url = self._place.url
        async with (
            httpx.AsyncClient(base_url=url, timeout=_ANSWERED_WITHIN, limits=limits) as http,
            asyncio.TaskGroup() as tasks,
        ):
            for n in range(_WRITERS):
                tasks.create_task(self._all_posted(http, n))
                tasks.create_task(self._all_mailed(n))
            tasks.create_task(self._all_dropped())

    def begin(self, each: int) -> None:
        """Let the first so many of each door begin; the others wait for their time."""
        self._begun = each
        self._begins.set()
        self._begins = asyncio.Event()

    async def promised(self, count: int) -> None:
        """Wait until so many were promised."""
        while len(self.given) < count:
            await self._heard.wait()

    async def _turn(self, number: int) -> None:
        while number >= self._begun:
            await self._begins.wait()

    async def _all_posted(self, http: httpx.AsyncClient, writer: int) -> None:
        for number in range(writer, len(self.posts), _WRITERS):
            await self._turn(number)
            post = self.posts[number]
            async with asyncio.timeout(_ACCEPTED_WITHIN):
                while not (told := await _posted(http, post)):
                    await self._wait()
            self._keep(told, post)
            await asyncio.sleep(_PAUSE)

    async def _all_mailed(self, writer: int) -> None:
        for number in range(writer, len(self.mails), _WRITERS):
            await self._turn(number)
            one = self.mails[number]
            async with asyncio.timeout(_ACCEPTED_WITHIN):
                while not (told := await _mailed(self._place.mail_port, one)):
                    await self._wait()
            self._keep(told, one)
            await asyncio.sleep(_PAUSE)

    async def _all_dropped(self) -> None:
        for number, one in enumerate(self.dropped):
            await self._turn(number)
            await asyncio.to_thread(
                self._place.mailboxes.put, MAILBOX, one.body, at=WallClock().now()
            )

    async def _wait(self) -> None:
        self.unanswered += 1
        await asyncio.sleep(_AGAIN_AFTER)

    def _keep(self, inquiry_id: str, post: Post) -> None:
        assert self.given.setdefault(inquiry_id, post.who) == post.who, "one id for two inquiries"
        self._heard.set()
        self._heard = asyncio.Event()


def _one(who: str, chance: Random) -> Post:
    """Return what comes over HTTP: a form, or a mail that a system passes on."""
    return form(who, 0, chance) if chance.random() < 0.7 else mail(who, 0, chance)


async def _posted(http: httpx.AsyncClient, post: Post) -> str:
    """Post it once; return the inquiry's id, or nothing where there was no yes."""
    try:
        answer = await http.post(post.path, content=post.body, headers=dict(post.headers))
    except httpx.TransportError:
        return ""
    if answer.status_code == 503:
        return ""
    assert answer.status_code == 202, f"{answer.status_code} {answer.text}"
    return str(orjson.loads(answer.content)["inquiry_id"])


async def _mailed(port: int, one: Post) -> str:
    """Hand it over once, as a mail server does; return the inquiry's id, or nothing where there was no yes."""
    try:
        _, said = await aiosmtplib.send(
            one.body,
            sender=one.who,
            recipients=["support@switchboard.example"],
            hostname="127.0.0.1",
            port=port,
            start_tls=False,
            timeout=_ANSWERED_WITHIN,
        )
    except aiosmtplib.SMTPResponseException as refused:
        if refused.code >= 500:  # No server tries that again: it would be lost.
            raise
        return ""
    except (aiosmtplib.SMTPException, OSError):
        return ""
    found = _TAKEN.search(said)
    assert found, said
    return found[1]
