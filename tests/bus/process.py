"""Another process on the same log: `python -m tests.bus.process WHAT PATH`. It says on stdout what it did."""

import asyncio
import contextlib
import itertools
import os
import signal
import sys

from switchboard.bus.port import Draft, Fenced
from switchboard.bus.sqlite import SqliteBus, Stage, Terms
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds
from tests.harness.clock import HandClock

TOPIC = Topic(name="intake", partitions=4)
QUICK = Terms(beat_every=Seconds(0.1), void_after=Seconds(1))


def say(*words: object) -> None:
    """Tell the parent, in one piece: a kill must not leave half a line."""
    os.write(1, b"%s\n" % " ".join(map(str, words)).encode())


def _no_fault(_: Stage) -> None:
    """Nothing happens here; the parent kills us when it likes."""


class Death:
    """Kills this process at a stage, the `after`th time that it gets there."""

    def __init__(self, stage: Stage, after: int) -> None:
        self._stage = stage
        self._left = after

    def __call__(self, stage: Stage) -> None:
        if stage == self._stage:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


async def burst(bus: SqliteBus) -> None:
    """Publish from many callers and commit in pairs, for ever; say what was acknowledged."""

    async def door(name: int) -> None:
        for n in itertools.count():
            await bus.publish([Draft(TOPIC.name, 1 + name % 3, b"%d" % name, b"%d" % n)])
            say("door", name, n)

    async def owner() -> None:
        writer = await bus.writer("owner.0")
        for n in itertools.count():
            pair = [Draft(TOPIC.name, 0, side, b"%d" % n) for side in (b"case", b"position")]
            await writer.commit(pair)
            say("pair", n)

    await asyncio.gather(owner(), *(door(name) for name in range(12)))


async def own(bus: SqliteBus) -> None:
    """Hold a seat, and write to each partition that ever was ours until another writer fences us: a stubborn zombie."""
    member = await bus.member("router", TOPIC.name)
    names = (b"%d.%d" % (os.getpid(), n) for n in itertools.count())
    tasks: dict[int, asyncio.Task[None]] = {}
    while True:
        ours = await member.assignment()
        say("ours", *sorted(ours))
        for partition in ours:
            if partition not in tasks or tasks[partition].done():
                tasks[partition] = asyncio.create_task(_hold(bus, partition, next(names)))


async def _hold(bus: SqliteBus, partition: int, name: bytes) -> None:
    writer = await bus.writer(f"router.{partition}")
    with contextlib.suppress(Fenced):
        for n in itertools.count():
            await writer.commit([Draft(TOPIC.name, partition, name, b"%d" % n)])
            await asyncio.sleep(0.01)
    say("fenced", partition)


async def opened(bus: SqliteBus) -> None:
    """Be one of several that open a log which isn't there yet."""
    await bus.publish([Draft(TOPIC.name, 0, b"key", b"%d" % os.getpid())])
    say("opened")


async def main(what: str, path: str) -> None:
    faults = {
        "die-written": Death("written", 40),
        "die-committed": Death("committed", 40),
    }
    bus = await SqliteBus.open(path, HandClock(), QUICK, faults.get(what, _no_fault))
    await bus.create([TOPIC])
    await {"own": own, "open": opened}.get(what, burst)(bus)
    await bus.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
