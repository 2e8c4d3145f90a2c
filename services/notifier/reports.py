"""What the router must hear of one partition's deliveries: published behind, so that nothing waits for it.

A report that is lost is made again at the next fold, since its case still owes what is settled.
"""

import asyncio

from switchboard.bus.port import Bus, Draft
from switchboard.clock import Clock
from switchboard.contracts.codec import encode_event
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import DeliveryReported
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, slot_key
from switchboard.contracts.values import UnixSeconds


class Reports:
    """Settled deliveries on their way to `intake`, one publication at a time."""

    def __init__(self, bus: Bus, clock: Clock, partition: int) -> None:
        self._bus = bus
        self._clock = clock
        self._partition = partition
        self._waiting: list[Delivery] = []
        self.under_way: asyncio.Task[None] | None = None

    def add(self, settled: list[Delivery]) -> None:
        self._waiting.extend(settled)

    def go_on(self) -> None:
        """Publish what waits, unless a publication is under way. Raises what the last one met."""
        if self.under_way is not None and self.under_way.done():
            done, self.under_way = self.under_way, None
            done.result()
        if self.under_way is None and self._waiting:
            waiting, self._waiting = self._waiting, []
            self.under_way = asyncio.create_task(self._publish(waiting))

    async def drain(self) -> None:
        """Publish all there is."""
        if self.under_way is not None:
            await self.under_way
        await self._publish(self._waiting)

    async def _publish(self, settled: list[Delivery]) -> None:
        now = self._clock.now()
        if settled:
            await self._bus.publish([_report(each, self._partition, now) for each in settled])


def _report(settled: Delivery, partition: int, at: UnixSeconds) -> Draft:
    event = DeliveryReported(
        notice_id=settled.notice_id,
        reference=settled.reference,
        purpose=settled.purpose,
        outcome=settled.outcome,
        reason=settled.reason,
        message_id=settled.message_id,
        settled_at=settled.at,
    )
    value, headers = encode_event(event, source="/notifier", at=at)
    return Draft(INTAKE, partition, slot_key(slot_of_reference(settled.reference)), value, headers)
