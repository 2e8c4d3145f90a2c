"""One submission by an upstream system: whose it is, which inquiry it stands for, and what they are told."""

from collections.abc import Sequence

from msgspec.structs import replace

from services.channels.door import Door
from services.channels.inquiry import FRESH, Prepared, Source, prepare
from services.channels.take import take
from switchboard.bus.port import TooLarge
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Channel, Identity
from switchboard.http.access import Caller
from switchboard.http.aside import aside
from switchboard.http.problems import KEY_REUSED, Problem


def source_id(door: Door, caller: Caller, idempotency_key: str | None) -> str:
    """Return what two deliveries of one submission share: a key counts for the API key that sent it alone."""
    return f"key:{caller.key_id}:{idempotency_key}" if idempotency_key else f"{FRESH}{door.fresh()}"


async def prepared(door: Door, raw: bytes, source: str) -> Prepared:
    """Return the inquiry in `raw`. Raises Problem, also where the source stands for another one already."""
    at = door.clock.now()
    where = Source(door.secrets.id_key, source, door.region, at)
    one = known(door, await aside(len(raw), lambda: prepare(raw, where, unknown)))
    key, inquiry_id = one.inquiry.source_key, one.inquiry.inquiry_id
    if key and door.memory.claim(key, inquiry_id, at) != inquiry_id:
        raise Problem(
            KEY_REUSED,
            "Send the first body again for its answer, or choose a new Idempotency-Key for this one.",
        )
    return one


def unknown(_: Sequence[Identity]) -> None:
    """Know nobody yet: the directory isn't asked from aside, where it may change meanwhile."""


def known(door: Door, one: Prepared) -> Prepared:
    """Return the inquiry with what is known of its customer."""
    facts = door.directory.facts(one.inquiry.sender.identities)
    return one._replace(inquiry=replace(one.inquiry, customer=facts)) if facts else one


async def submit(door: Door, one: Prepared, traceparent: str) -> None:
    """Take it in. Raises NotStored, Unavailable, TooLarge: then its key is free for something smaller."""
    try:
        await take(door, [one], traceparent)
    except TooLarge:
        door.memory.release(one.inquiry.source_key, one.inquiry.inquiry_id)
        raise


def answer(door: Door, one: Prepared) -> dict[str, str]:
    """Return what the client is told once `one` is durable."""
    return {
        "inquiry_id": one.inquiry.inquiry_id,
        "reference": grouped(one.inquiry.reference),
        "status_url": door.status_of(one.inquiry.inquiry_id),
    }


def count(door: Door, channel: Channel, many: int = 1) -> None:
    """Count inquiries at the door."""
    door.metrics.inquiries_received.labels(channel).inc(many)
