"""Reading what a client sends: capped while it streams, in bounded memory, in bounded time.

A slow sender holds only what it has sent so far; a sender who says beforehand that it is too much is
refused before a byte is read.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.requests import ClientDisconnect, Request

from switchboard.contracts.values import Seconds
from switchboard.http.pace import neighborhood
from switchboard.http.problems import (
    BUSY,
    MALFORMED,
    TOO_LARGE,
    TOO_MANY,
    TOO_SLOW,
    UNSUPPORTED_TYPE,
    Problem,
)

_RETRY_AFTER: Final = {"Retry-After": "2"}


class Room:
    """How much of what clients send may be in memory at once, and how many of them may be at it."""

    def __init__(
        self, *, bytes_: int, requests: int, within: Seconds, each: int | None = None
    ) -> None:
        """Make room; where `each` is given, no address has more requests in it than that."""
        self._bytes = bytes_
        self._requests = requests
        self._within = within
        self._each = each
        self._inside: Counter[str] = Counter()

    @asynccontextmanager
    async def body(self, request: Request, cap: int) -> AsyncIterator[bytes]:
        """Give the whole body; its room is free again at the end of the block. Raises Problem."""
        _refuse_announced(request, cap)
        if self._requests <= 0:
            raise Problem(BUSY, "Too many requests at once. Try again soon.", headers=_RETRY_AFTER)
        who = self._enter(request)
        taken = bytearray()
        try:
            await self._read(request, cap, taken)
            yield bytes(taken)
        finally:
            self._leave(who)
            self._bytes += len(taken)

    def lend(self, size: int) -> bool:
        """Tell whether there is room for `size` bytes that come by another way; then it is taken until given back."""
        if size > self._bytes:
            return False
        self._bytes -= size
        return True

    def give_back(self, size: int) -> None:
        """Have room again that was lent."""
        self._bytes += size

    def _enter(self, request: Request) -> str:
        who = neighborhood(request.client.host) if self._each and request.client else ""
        if self._each and self._inside[who] >= self._each:
            raise Problem(
                TOO_MANY, "Too many requests of one address at once.", headers=_RETRY_AFTER
            )
        self._requests -= 1
        self._inside[who] += 1
        return who

    def _leave(self, who: str) -> None:
        self._requests += 1
        self._inside[who] -= 1
        if not self._inside[who]:
            del self._inside[who]

    async def _read(self, request: Request, cap: int, taken: bytearray) -> None:
        try:
            async with asyncio.timeout(self._within):
                async for chunk in request.stream():
                    self._take(chunk, cap, taken)
        except TimeoutError:
            raise Problem(
                TOO_SLOW, f"The body must arrive within {self._within:.0f} seconds."
            ) from None
        except ClientDisconnect:
            raise Problem(MALFORMED, "The body ended before its end.") from None

    def _take(self, chunk: bytes, cap: int, taken: bytearray) -> None:
        if len(taken) + len(chunk) > cap:
            raise _too_large(cap)
        if len(chunk) > self._bytes:
            raise Problem(
                BUSY, "Too much is being sent at once. Try again soon.", headers=_RETRY_AFTER
            )
        self._bytes -= len(chunk)
        taken += chunk


def _refuse_announced(request: Request, cap: int) -> None:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > cap:
        raise _too_large(cap)


def _too_large(cap: int) -> Problem:
    return Problem(
        TOO_LARGE,
        f"At most {cap:,} bytes are taken here. Send less, or leave attachments out.",
        headers={"Connection": "close"},
    )


def require_type(request: Request, *allowed: str) -> str:
    """Return the media type of the body, one of `allowed`; else a 415 that names them."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in allowed:
        raise Problem(
            UNSUPPORTED_TYPE,
            f"Send it with Content-Type: {' or '.join(allowed)}.",
            headers={"Accept": ", ".join(allowed)},
        )
    return given
