"""What a button does goes into the log, and the case says what became of it."""

import asyncio
from functools import partial

from services.desk import questions
from services.desk.pages.visit import Visit
from switchboard.bus.port import Draft
from switchboard.contracts.case import ActionOutcome
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import Action, InquiryReceived
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, partition_of, slot_key
from switchboard.contracts.values import Slot


async def done(visit: Visit, event: Action) -> ActionOutcome | None:
    """Have an action in the log, once; return what became of it, or None where that takes longer than a moment.

    Raises Unavailable.
    """
    desk = visit.desk
    with desk.awaited.outcome(event.action_id) as told:
        pressed = await desk.store.ask(partial(questions.action, action_id=event.action_id))
        if pressed is None:
            await _publish(visit, event, slot_of_reference(event.reference))
        known = await desk.store.ask(partial(questions.outcome, action_id=event.action_id))
        if known is not None:
            return known
        try:
            async with asyncio.timeout(visit.lobby.patience):
                return await told
        except TimeoutError:
            return None


async def heard(visit: Visit, inquiry: InquiryReceived) -> None:
    """Have an inquiry in the log; said twice, it is heard once. Raises Unavailable, TooLarge."""
    await _publish(visit, inquiry, inquiry.slot)
    metrics = visit.lobby.metrics
    metrics.inquiries_received.labels(inquiry.channel).inc()
    metrics.inquiries_nature.labels(inquiry.channel, inquiry.nature).inc()


async def _publish(visit: Visit, event: Action | InquiryReceived, slot: Slot) -> None:
    desk = visit.desk
    value, headers = encode_event(
        event, source="/desk/pages", at=desk.clock.now(), traceparent=visit.trace
    )
    partition = partition_of(slot, desk.partitions)
    await desk.bus.publish([Draft(INTAKE, partition, slot_key(slot), value, headers)])
