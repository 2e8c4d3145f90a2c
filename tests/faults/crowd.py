"""Customers who write, each one thing after the other; whoever gets no 2xx sends the same again, under the same key."""

import asyncio
import base64
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from random import Random
from typing import Any, Final, NamedTuple

import httpx
import orjson

_MATTERS: Final = (
    "The pump in hall {n} does not start since this morning. Please help.",
    "We plan plant number {n}. Which pump do you recommend for hot water?",
    "I would like to order {n} gaskets to our usual address.",
    "Rechnung {n} stimmt nicht: die Fracht steht zweimal darauf.",
    "Pompa {n} di gudang rusak dan tidak menyala.",
)
_ACKNOWLEDGED: Final = 3
"""Cases of one address within ten minutes; the strategy leaves more of them unacknowledged."""
_AGAIN_AFTER: Final = 0.3
_ACCEPTED_WITHIN: Final = 120.0
_ANSWERED_WITHIN: Final = 20.0


class Post(NamedTuple):
    """What a customer sends: a second sending is the same to the byte."""

    who: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Crowd:
    """All who write, and what they were promised."""

    def __init__(self, door: str, key: str, seed: str, pause: float) -> None:
        self.given: dict[str, Post] = {}
        """Inquiry id to what it was given out for."""
        self.spoken: dict[str, list[str]] = {}
        """Customer to their inquiries over the form, in the order in which they were accepted."""
        self.unanswered = 0
        """Sendings that got no 2xx and were made again."""
        self.repeated = 0
        """Sendings that were made again although they had got one."""
        self._door = door
        self.bearer = {"Authorization": f"Bearer {key}"} if key else {}
        self._seed = seed
        self._pause = pause
        self._heard = asyncio.Event()

    async def write(self, writers: int, enough: Callable[[], bool]) -> None:
        """Write until it is enough."""
        limits = httpx.Limits(max_connections=writers)
        async with (
            httpx.AsyncClient(
                base_url=self._door, headers=self.bearer, timeout=_ANSWERED_WITHIN, limits=limits
            ) as http,
            asyncio.TaskGroup() as tasks,
        ):
            for writer in range(writers):
                tasks.create_task(self._writer(http, writer, enough))

    async def more(self, count: int) -> None:
        """Wait until so many more are accepted."""
        wanted = len(self.given) + count
        while len(self.given) < wanted:
            await self._heard.wait()

    async def _writer(
        self, http: httpx.AsyncClient, number: int, enough: Callable[[], bool]
    ) -> None:
        chance, customers = Random(f"{self._seed}/{number}"), 0
        while not enough():
            customers += 1
            who = f"c{number}-{customers}@customer-{number}-{customers}.example"
            channel = self._mails if chance.random() < 0.25 else self._forms
            await channel(http, who, chance)

    async def _forms(self, http: httpx.AsyncClient, who: str, chance: Random) -> None:
        for n in range(chance.randint(1, 4)):
            post = form(who, n, chance)
            inquiry_id = await self._accepted(http, post)
            self.spoken.setdefault(who, []).append(inquiry_id)
            if chance.random() < 0.08:
                self.repeated += 1
                assert await self._accepted(http, post) == inquiry_id
            await asyncio.sleep(chance.uniform(0, self._pause))

    async def _mails(self, http: httpx.AsyncClient, who: str, chance: Random) -> None:
        for n in range(chance.randint(1, 2)):
            await self._accepted(http, mail(who, n, chance))
            await asyncio.sleep(chance.uniform(0, self._pause))

    async def _accepted(self, http: httpx.AsyncClient, post: Post) -> str:
        """Send until there is a 2xx; return the id that came with it."""
        async with asyncio.timeout(_ACCEPTED_WITHIN):
            while (told := await self._sent(http, post)) is None:
                self.unanswered += 1
                await asyncio.sleep(_AGAIN_AFTER)
        inquiry_id = str(told["inquiry_id"])
        assert self.given.setdefault(inquiry_id, post) == post, "one id for two inquiries"
        self._heard.set()
        self._heard = asyncio.Event()
        return inquiry_id

    async def _sent(self, http: httpx.AsyncClient, post: Post) -> dict[str, Any] | None:
        try:
            answer = await http.post(post.path, content=post.body, headers=dict(post.headers))
        except httpx.TransportError:
            return None
        if answer.status_code == 503:
            return None
        assert answer.status_code == 202, f"{answer.status_code} {answer.text}"
        told: dict[str, Any] = orjson.loads(answer.content)
        return told


def form(who: str, n: int, chance: Random) -> Post:
    """Return what a customer fills in; some matters are new ones, and some bring a file."""
    body: dict[str, Any] = {
        "from": {"email": who},
        "subject": f"Matter {n}",
        "text": chance.choice(_MATTERS).format(n=chance.randint(1, 99)),
        "new_case": chance.random() < 0.2 and n < _ACKNOWLEDGED,
    }
    if chance.random() < 0.1:
        data = base64.b64encode(chance.randbytes(2_000)).decode()
        body["attachments"] = [{"name": "photo.jpg", "media_type": "image/jpeg", "data": data}]
    headers = {"Content-Type": "application/json", "Idempotency-Key": f"{who}/{n}"}
    return Post(who, "/v1/inquiries", headers, orjson.dumps(body))


def mail(who: str, n: int, chance: Random) -> Post:
    """Return what a customer mails."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = who
    letter["To"] = "support@switchboard.example"
    letter["Subject"] = f"Matter {n}"
    letter["Message-ID"] = f"<{n}.{who}>"
    letter.set_content(chance.choice(_MATTERS).format(n=chance.randint(1, 99)))
    return Post(who, "/v1/email", {"Content-Type": "message/rfc822"}, letter.as_bytes())
