"""Many inquiries in one request, one a line: each accepted or refused on its own, answered in order.

A few hundred are made durable together. A line that the log did not take says so; the others stand.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import orjson

from services.channels.door import Door
from services.channels.inquiry import Prepared
from services.channels.submission import answer, count, prepared, submit
from services.channels.take import take
from switchboard.blobs import NotStored
from switchboard.bus.port import TooLarge, Unavailable
from switchboard.contracts.values import Nature
from switchboard.http.problems import TOO_LARGE, Problem, unavailable

_CHUNK: Final = 250


async def take_batch(door: Door, raw: bytes, source: str, traceparent: str = "") -> bytes:
    """Take every line of `raw` in; return the results, a line each. Raises Problem 413 for too many lines."""
    if raw.count(b"\n") > door.limits.batch_lines:
        raise Problem(TOO_LARGE, f"At most {door.limits.batch_lines:,} lines are taken at once.")
    lines = _lines(raw)
    results = []
    while chunk := list(islice(lines, _CHUNK)):
        results += await _take_chunk(door, chunk, source, traceparent)
    return b"".join(orjson.dumps(result) + b"\n" for result in results)


def _lines(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the lines that hold something, with their numbers."""
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if line.strip():
            yield number, line


async def _take_chunk(
    door: Door, lines: Sequence[tuple[int, bytes]], source: str, traceparent: str
) -> list[dict[str, object]]:
    judged = [await _judge(door, line, f"{source}/{number}") for number, line in lines]
    good = [one for one in judged if isinstance(one, Prepared)]
    faults = iter(await _taken(door, good, traceparent) if good else ())
    hindered = [next(faults) if isinstance(one, Prepared) else one for one in judged]
    return [_told(door, fault or one) for fault, one in zip(hindered, judged, strict=True)]


async def _judge(door: Door, line: bytes, source: str) -> Prepared | Problem:
    if len(line) > door.limits.line_bytes:
        return Problem(
            TOO_LARGE, f"A line has at most {door.limits.line_bytes:,} bytes. Post it alone."
        )
    try:
        return await prepared(door, line, source)
    except Problem as fault:
        return fault


async def _taken(
    door: Door, good: Sequence[Prepared], traceparent: str
) -> Sequence[Problem | None]:
    """Return for each what hindered it. Where one of them is too large, the others stand."""
    try:
        await take(door, good, traceparent)
    except (Unavailable, NotStored):
        return [unavailable()] * len(good)
    except TooLarge:
        return [await _taken_alone(door, one, traceparent) for one in good]
    _count(door, good)
    return [None] * len(good)


async def _taken_alone(door: Door, one: Prepared, traceparent: str) -> Problem | None:
    try:
        await submit(door, one, traceparent)
    except (Unavailable, NotStored):
        return unavailable()
    except TooLarge as fault:
        return Problem(TOO_LARGE, str(fault))
    _count(door, [one])
    return None


def _count(door: Door, taken: Sequence[Prepared]) -> None:
    for channel, many in Counter(one.inquiry.channel for one in taken).items():
        count(door, channel, many)
        door.metrics.inquiries_nature.labels(channel, Nature.INQUIRY).inc(many)


def _told(door: Door, one: Prepared | Problem) -> dict[str, object]:
    return {"problem": one.document()} if isinstance(one, Problem) else {**answer(door, one)}
