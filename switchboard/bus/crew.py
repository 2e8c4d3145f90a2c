"""A crew: one task for each partition that is ours, begun and ended as the group decides.

Knows nothing of what the tasks do. A task that fails is begun again after a growing pause; one that returns
has stopped for good (the log needs a person), until the partition comes to us anew.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from switchboard.bus.port import Fenced, Member, OutOfRange, Unavailable
from switchboard.contracts.values import Seconds

_log: Final = logging.getLogger(__name__)

Own = Callable[[int], Awaitable[None]]
"""Work on one partition until cancelled. Must let go of its reader and writer when it is."""

HAND_OVER: Final = Seconds(5.0)
"""How long a task may take to finish its running step when its partition goes to another."""
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 10.0
_HEALTHY: Final = 60.0
"""What ran for longer than this begins its next failure with the first pause."""


class Crew:
    """What operations see of a crew: which partitions are ours and what ails them."""

    def __init__(self) -> None:
        self.owned: frozenset[int] = frozenset()
        self.joined = False
        self.at_work: set[int] = set()
        """Partitions whose task has all that it needs; the others are being restored, or in trouble."""
        self.troubles: dict[int, str] = {}
        """Partition to what is wrong with it now; empty where all is well."""

    def begin(self, partition: int) -> None:
        """Take note that a task has all that it needs."""
        self.at_work.add(partition)
        self.troubles.pop(partition, None)


async def tend(member: Member, own: Own, crew: Crew, jitter: Callable[[], float]) -> None:
    """Keep a task running for each partition that `member` is assigned. Runs until cancelled.

    `jitter` returns a number in [0, 1): two fenced owners must not chase each other in step.
    """
    tasks: dict[int, asyncio.Task[None]] = {}
    try:
        while True:
            owned = await _assigned(member, crew)
            await _end({partition: tasks.pop(partition) for partition in set(tasks) - owned})
            for partition in sorted(owned - set(tasks)):
                tasks[partition] = asyncio.create_task(
                    _again_and_again(own, partition, crew, jitter), name=f"partition-{partition}"
                )
            crew.owned, crew.joined = owned, True
    finally:
        await _end(tasks)
        crew.owned = frozenset()


async def _assigned(member: Member, crew: Crew) -> frozenset[int]:
    while True:
        try:
            return await member.assignment()
        except Unavailable as fault:
            crew.joined = False
            _log.warning("assignment not known", extra={"why": str(fault)})
            await asyncio.sleep(_FIRST_PAUSE * 10)


async def _again_and_again(
    own: Own, partition: int, crew: Crew, jitter: Callable[[], float]
) -> None:
    pause = _FIRST_PAUSE
    now = asyncio.get_running_loop().time
    while True:
        began = now()
        try:
            await _owned(own, partition, crew)
        except Fenced as fault:
            # Another holds it: either it really does, and we shall be told, or it is a zombie about to be fenced.
            crew.troubles[partition] = f"fenced: {fault}"
            pause = max(pause, 1.0)
        except (Unavailable, OSError) as fault:
            crew.troubles[partition] = f"the bus does not answer: {fault}"
        except OutOfRange as fault:
            # Going on later, when the log has grown past the place, would pass over what it never held.
            crew.troubles[partition] = f"stopped: {fault}"
            _log.error("partition stopped", extra={"partition": partition, "why": str(fault)})
            return
        except Exception as fault:  # noqa: BLE001 - the partition lives on whatever its task does
            _log.exception("partition failed", extra={"partition": partition})
            # Readiness is for everybody to see, and the fault's words may be a customer's.
            crew.troubles[partition] = f"fails with {type(fault).__name__}; see the log"
        else:
            crew.troubles.setdefault(partition, "stopped")
            return
        if now() - began > _HEALTHY:
            pause = _FIRST_PAUSE
        await asyncio.sleep(pause * (1 + jitter()))
        pause = min(pause * 2, _LONGEST_PAUSE)


async def _owned(own: Own, partition: int, crew: Crew) -> None:
    try:
        await own(partition)
    finally:
        crew.at_work.discard(partition)


async def _end(tasks: dict[int, asyncio.Task[None]]) -> None:
    for task in tasks.values():
        task.cancel()
    if tasks:
        await asyncio.wait(tasks.values(), timeout=HAND_OVER)
