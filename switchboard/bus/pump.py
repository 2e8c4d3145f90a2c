"""The one loop: read a batch, step it (pure), publish what follows and the position as one.

The position stands inside what the step publishes, so output and position cannot part. Whatever goes wrong, the
state is thrown away and folded again from the log: a step that ran but was not committed leaves no trace.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from switchboard.bus.graves import DeadLetter, bury, position_name
from switchboard.bus.port import Bus, Draft, Fenced, OutOfRange, Reader, Record, Spot, Writer
from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.metrics import Metrics

_log: Final = logging.getLogger(__name__)

FOLD_BATCH: Final = 5_000
TELL_EVERY: Final = Seconds(1.0)
IDLE: Final = Seconds(1.0)
"""How long an idle loop waits for a record before it looks around."""


class Made(NamedTuple):
    """What a step made of one record."""

    draft: Draft | None = None
    """Into the partition of the sink; those of a batch are published as one."""
    dead: DeadLetter | None = None
    stop: str | None = None
    """Why the partition must stop before this record; None: go on."""


class Step(Protocol):
    """A service's view of one partition. Its state lives here and is lost with it, on purpose."""

    def restore(self, record: Record) -> None:
        """Take back one record of our own output."""
        ...

    async def prepare(self, batch: Sequence[Record]) -> None:
        """Fetch what the step needs from outside the log; the only place where it may wait."""
        ...

    def take(self, record: Record) -> Made:
        """Apply a record to the state and return what follows. Pure but for the state."""
        ...

    def park(self, record: Record, fault: Exception) -> Made:
        """Return what follows where `take` raised."""
        ...

    def park_alone(self, record: Record, fault: Exception) -> Made:
        """Return what follows where `park` raised too, from the record alone: the total fallback.

        Raises only what concerns the whole partition, which then begins again.
        """
        ...

    def committed(self) -> None:
        """Take note that what a batch made is durable: for figures and timers."""
        ...

    @property
    def position(self) -> int | None:
        """The offset after the newest source record that the restored output knows of; None: knows none."""
        ...

    @property
    def position_at(self) -> UnixSeconds | None:
        """When the log took the record before `position`; None where the output doesn't tell."""
        ...


class Plan(NamedTuple):
    """What one service's pump reads and writes, and how much at once."""

    service: str
    source: str
    sink: str
    most: int = 500
    """Records a batch."""
    flood: int = 100
    """Dead letters in a row that stop the partition: then it is not the records that are wrong."""


Note = Callable[[int, int], Awaitable[None]]
Ready = Callable[[Step], Awaitable[None]]


async def restore(bus: Bus, spot: Spot, take: Callable[[Record], None]) -> None:
    """Fold a partition from its beginning to its present end."""
    extent = (await bus.extent(spot.topic))[spot.partition]
    reader = await bus.reader({spot: extent.begin})
    try:
        while reader.position(spot) < extent.end:
            for record in await reader.batch(FOLD_BATCH, IDLE):
                take(record)
    finally:
        await reader.close()


async def run(
    bus: Bus, plan: Plan, partition: int, step: Step, *, ready: Ready, note: Note, metrics: Metrics
) -> str:
    """Own one partition until cancelled; return why it stopped for good.

    Raises Fenced, Unavailable, OutOfRange: begin again with a fresh step. `ready` is called once, restored
    and not yet reading: whatever goes along with the loop starts there.
    """
    # The fence comes first: what is read after it is all that the owner before us has ever written.
    writer = await bus.writer(f"{plan.service}.{partition}")
    try:
        await restore(bus, Spot(plan.sink, partition), step.restore)
        await ready(step)
        reader = await _reader(bus, Spot(plan.source, partition), step)
        try:
            ends = _Ends(bus, reader, writer, note, metrics)
            return await _loop(ends, plan, partition, step)
        finally:
            await reader.close()
    finally:
        await writer.close()


async def _reader(bus: Bus, spot: Spot, step: Step) -> Reader:
    begin, end = (await bus.extent(spot.topic))[spot.partition]
    start = begin if step.position is None else step.position
    if not begin <= start <= end:
        raise OutOfRange(
            f"{spot.topic}/{spot.partition} holds {begin}..{end}, our own output says {start}: {_LOST}"
        )
    if step.position is not None and start > begin:
        await _recognize(bus, spot, start - 1, step.position_at)
    return await bus.reader({spot: start})


_LOST: Final = "records were lost, or this is another log; see docs/operations.md"


async def _recognize(bus: Bus, spot: Spot, offset: int, at: UnixSeconds | None) -> None:
    """Make sure that the newest record we know of is still the one that stands there. Raises OutOfRange."""
    reader = await bus.reader({spot: offset})
    try:
        found: list[Record] = []
        while not found and reader.position(spot) <= offset:
            found = await reader.batch(1, IDLE)
    finally:
        await reader.close()
    if not found or found[0].offset != offset or at not in {None, found[0].at}:
        raise OutOfRange(f"{spot.topic}/{spot.partition} holds another record at {offset}: {_LOST}")


class _Ends(NamedTuple):
    """What a loop is connected to."""

    bus: Bus
    reader: Reader
    writer: Writer
    note: Note
    metrics: Metrics


async def _loop(ends: _Ends, plan: Plan, partition: int, step: Step) -> str:
    bus, reader, writer, _, metrics = ends
    spot = Spot(plan.source, partition)
    telling = _Telling(ends, spot)
    in_a_row = 0
    while True:
        batch = await reader.batch(plan.most, IDLE)
        if not batch:
            await telling.pause()
            continue
        await step.prepare(batch)
        made = _taken(step, batch)
        dead = [one.dead for one in made if one.dead]
        rows = list(_rows(in_a_row, made))
        if max(rows) > plan.flood:
            # The last one's detail may quote a customer, and this is shown to whoever asks for readiness.
            return (
                f"{max(rows)} dead letters in a row, the records are not what is wrong: "
                f"{dead[-1].reason}; see switchboard dead-letters list"
            )
        in_a_row = rows[-1]
        await bury(bus, dead, metrics)
        if drafts := [one.draft for one in made if one.draft]:
            await commit(writer, drafts, metrics)
        step.committed()
        if made[-1].stop is not None:
            return made[-1].stop
        await telling.progress()


class _Telling:
    """Says how far a partition is, once in a while: it costs a round trip, and nothing is derived from it."""

    def __init__(self, ends: _Ends, spot: Spot) -> None:
        self._ends = ends
        self._spot = spot
        self._lag = ends.metrics.bus_lag.labels(spot.topic, str(spot.partition))
        self._now = asyncio.get_running_loop().time
        self._told_at = 0.0
        self._untold = False

    async def progress(self) -> None:
        """Take note of another batch, and tell if it has been a while."""
        self._untold = True
        if self._now() - self._told_at >= TELL_EVERY:
            await self._tell()

    async def pause(self) -> None:
        """Tell what is still untold, now that there is nothing else to do."""
        if self._untold:
            await self._tell()

    async def _tell(self) -> None:
        position = self._ends.reader.position(self._spot)
        await self._ends.note(self._spot.partition, position)
        end = (await self._ends.bus.extent(self._spot.topic))[self._spot.partition].end
        self._lag.set(max(0, end - position))
        self._told_at, self._untold = self._now(), False


def _taken(step: Step, batch: Sequence[Record]) -> list[Made]:
    """Return what the step made of the records, up to the first that stops it."""
    made: list[Made] = []
    for record in batch:
        try:
            made.append(step.take(record))
        except Exception as fault:  # noqa: BLE001 - whatever a step does, its partition goes on
            _log.exception("step failed", extra={"position": position_name(record)})
            made.append(_parked(step, record, fault))
        if made[-1].stop is not None:
            break
    return made


def _parked(step: Step, record: Record, fault: Exception) -> Made:
    try:
        return step.park(record, fault)
    except Exception as worse:  # noqa: BLE001 - as above: the last resort is the step's own
        return step.park_alone(record, worse)


def _rows(before: int, made: Sequence[Made]) -> Iterator[int]:
    """Yield for each record how many dead letters in a row it ends."""
    row = before
    for one in made:
        row = row + 1 if one.dead else 0
        yield row


async def commit(writer: Writer, drafts: Sequence[Draft], metrics: Metrics) -> None:
    """Commit, and count how it went. Raises what the writer raises."""
    outcome = "failed"
    try:
        await writer.commit(drafts)
        outcome = "committed"
    except Fenced:
        outcome = "fenced"
        raise
    finally:
        metrics.bus_transactions.labels(outcome).inc()
