"""Where our letters arrive: a relay that takes all of them and notes when."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from tests.notifier.relay import Sink, relay


class Letter(NamedTuple):
    """One letter, as it arrived."""

    message_id: str
    to: str
    at: float


class Postbox:
    """All that arrived."""

    def __init__(self, sink: Sink) -> None:
        self.url = f"{sink.url}?tls=never"
        self._sink = sink
        self._times: list[float] = []
        sink.when_taken = lambda: self._times.append(time.monotonic())

    def letters(self) -> list[Letter]:
        """Return them in the order of their arrival."""
        arrived = zip(self._sink.letters(), self._times, strict=True)
        return [Letter(mail["Message-ID"], mail["To"], at) for mail, at in arrived]


@asynccontextmanager
async def postbox() -> AsyncIterator[Postbox]:
    """A postbox for one story."""
    async with relay() as sink:
        yield Postbox(sink)
