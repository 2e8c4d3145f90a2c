"""A step whose output gives every fault away: a chain of digests, so that anything lost, doubled or moved shows.

`folded` is its oracle: what the sink must hold, record by record, for what the source holds.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from hashlib import sha256

from switchboard.bus.graves import DeadLetter
from switchboard.bus.port import Bus, Draft, Fenced, Record, Unavailable
from switchboard.bus.pump import Made, Plan, Step, run
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import UnixSeconds
from switchboard.metrics import Metrics
from tests.bus.talk import SOON, heard

DEAD = b"dead:"
"""What begins so can't be applied."""


class Tally:
    """`switchboard.bus.pump.Step` over one partition."""

    def __init__(self, sink: Topic, partition: int) -> None:
        self._sink = sink
        self._partition = partition
        self._chain = b""
        self._position: int | None = None

    @property
    def position(self) -> int | None:
        return self._position

    @property
    def position_at(self) -> UnixSeconds | None:
        return None

    def restore(self, record: Record) -> None:
        self._chain = record.value or b""
        self._position = int(dict(record.headers)["src"]) + 1

    async def prepare(self, batch: Sequence[Record]) -> None:
        """Nothing is needed from elsewhere."""

    def take(self, record: Record) -> Made:
        self._chain = linked(self._chain, record)
        source = (("src", b"%d" % record.offset),)
        draft = Draft(self._sink.name, self._partition, record.key, self._chain, source)
        dead = (record.value or b"").startswith(DEAD)
        return Made(draft, DeadLetter(record, "fault", "") if dead else None)

    def park(self, record: Record, fault: Exception) -> Made:
        raise fault

    def park_alone(self, record: Record, fault: Exception) -> Made:
        raise fault

    def committed(self) -> None:
        """Nobody counts."""


def linked(chain: bytes, record: Record) -> bytes:
    return sha256(chain + record.key + (record.value or b"") + b"%d" % record.offset).digest()


def folded(source: Sequence[Record]) -> list[tuple[bytes, bytes]]:
    """Return (where from, digest) of each record that the sink must hold."""
    chain, whole = b"", []
    for record in source:
        chain = linked(chain, record)
        whole.append((b"%d" % record.offset, chain))
    return whole


async def made(bus: Bus, sink: Topic, partition: int = 0) -> list[tuple[bytes, bytes | None]]:
    """Return what the sink does hold."""
    return [
        (dict(record.headers)["src"], record.value) for record in await heard(bus, sink, partition)
    ]


Told = Callable[[Exception], None]
"""Hears of each fault."""


async def own(bus: Bus, source: Topic, sink: Topic, partition: int, told: Told) -> None:
    """Pump one partition until cancelled, beginning again after each fault, as a crew would."""
    plan = Plan("tally-" + sink.name, source.name, sink.name, most=20)
    metrics = Metrics()
    while True:
        try:
            await run(
                bus,
                plan,
                partition,
                Tally(sink, partition),
                ready=_ready,
                note=_note,
                metrics=metrics,
            )
        except (Fenced, Unavailable) as fault:
            told(fault)


@contextlib.asynccontextmanager
async def pumping(
    bus: Bus, source: Topic, sink: Topic, partition: int = 0
) -> AsyncIterator[list[Exception]]:
    """Pump one partition while the block runs; yields the faults that it met."""
    faults: list[Exception] = []
    task = asyncio.create_task(own(bus, source, sink, partition, faults.append))
    try:
        yield faults
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def caught_up(bus: Bus, source: Topic, sink: Topic, partition: int = 0) -> None:
    """Return once the sink speaks of the source's newest record."""
    newest = b"%d" % (await heard(bus, source, partition))[-1].offset
    async with asyncio.timeout(SOON):
        while newest not in {src for src, _ in await made(bus, sink, partition)}:  # noqa: ASYNC110 - logs ring no bell
            await asyncio.sleep(0.05)


async def _ready(step: Step) -> None:
    """Nothing else is to be begun."""


async def _note(partition: int, offset: int) -> None:
    """Correctness never depends on notes."""
