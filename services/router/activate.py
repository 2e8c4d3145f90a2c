"""Putting a strategy in force: an event into every partition, behind all that was accepted before it.

What stands in a partition before its first activation is judged by that first one: a function of the log too.
"""

from collections.abc import Sequence
from contextlib import aclosing

from services.router.turn import activation
from switchboard.blobs import Blobs
from switchboard.bus.past import past
from switchboard.bus.port import Bus, Draft, Spot
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import StrategyActivated
from switchboard.contracts.topics import INTAKE, partition_key
from switchboard.contracts.values import StrategyId, UnixSeconds
from switchboard.strategy.bundle import Bundle, blob_key, bundle_id, pack


async def keep(blobs: Blobs, bundle: Bundle) -> StrategyId:
    """Keep the bundle for ever, under its id."""
    strategy = bundle_id(bundle)
    await blobs.put(blob_key(strategy), pack(bundle))
    return strategy


async def activate(
    bus: Bus, strategy: StrategyId, partitions: Sequence[int], at: UnixSeconds, by: str
) -> None:
    """Publish the activation into these partitions."""
    event = StrategyActivated(strategy_id=strategy, by=by)
    value, headers = encode_event(event, source="/router", at=at)
    drafts = [Draft(INTAKE, n, partition_key(n), value, headers) for n in partitions]
    if drafts:
        await bus.publish(drafts)


async def first_activation(bus: Bus, partition: int) -> StrategyId | None:
    """Return the first strategy that the log of a partition activates; None where it activates none yet."""
    async with aclosing(past(bus, Spot(INTAKE, partition))) as records:
        async for record in records:
            if strategy := activation(record):
                return strategy
    return None
