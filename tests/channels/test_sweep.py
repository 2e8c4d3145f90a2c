"""What nobody will ever ask for is deleted; what the log speaks of is not."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

from services.channels import sweep
from services.channels.door import Door
from services.channels.take import Arrival, store, take_original
from switchboard.blobs import Blobs, open_blobs
from switchboard.bus.port import Draft
from switchboard.contracts.reference import inquiry_id
from switchboard.contracts.topics import CASES, DEAD_LETTERS
from switchboard.contracts.values import Channel, InquiryId, UnixSeconds
from tests.channels.letters import letter
from tests.harness.clock import HandClock

IN_A_YEAR = UnixSeconds(HandClock().now() + 365 * 86_400)
"""By then everything here is old."""


async def abandoned(door: Door, words: str) -> str:
    """Have a file stored for an inquiry that is never accepted; return its key."""
    key = f"{_id(door, words)}/{'0a' * 32}"
    await store(door, [(key, words.encode())])
    return key


def _id(door: Door, words: str) -> InquiryId:
    return inquiry_id(door.secrets.id_key, Channel.FAX, words, words.encode())


async def kept(blobs: Blobs) -> set[str]:
    return {key async for key in blobs.listed(IN_A_YEAR)}


async def swept(door: Door, at: UnixSeconds = IN_A_YEAR) -> int:
    return await sweep.sweep(door.bus, door.blobs, door.secrets.id_key, at)


async def test_what_was_never_accepted_is_deleted_after_a_month(door: Door) -> None:
    orphan = await abandoned(door, "the caller hung up")
    await take_original(door, Arrival(letter(), Channel.EMAIL, "<1@example.com>", "message/rfc822"))
    [accepted] = await kept(door.blobs) - {orphan}

    assert await swept(door) == 1
    assert await kept(door.blobs) == {accepted}


async def test_what_any_record_speaks_of_stays(door: Door) -> None:
    in_a_case, in_a_grave = [await abandoned(door, words) for words in ("a case", "a grave")]
    speaks = [
        Draft(topic, 0, b"key", b'{"x":["%s"]}' % key.partition("/")[0].encode(), ())
        for topic, key in ((CASES, in_a_case), (DEAD_LETTERS, in_a_grave))
    ]
    await door.bus.publish(speaks)

    assert await swept(door) == 0
    assert await kept(door.blobs) == {in_a_case, in_a_grave}


async def test_what_belongs_to_no_inquiry_is_not_ours_to_delete(door: Door) -> None:
    others = {"strategies/7", "replies/9", f"{'0' * 30}/0a"}
    for key in others:
        await door.blobs.put(key, b"bytes")

    assert await swept(door) == 0
    assert await kept(door.blobs) == others


async def test_what_is_younger_than_a_month_may_still_be_sent_again(
    door: Door, tmp_path: Path
) -> None:
    door = replace(door, blobs=open_blobs(f"file://{tmp_path}"))
    now = door.clock.now()
    young, old = [await abandoned(door, words) for words in ("young", "old")]
    for key, age in ((young, sweep.AFTER - 1), (old, sweep.AFTER + 1)):
        os.utime(tmp_path / key, (now - age, now - age))

    assert await swept(door, now) == 1
    assert await kept(door.blobs) == {young}


async def test_it_is_done_once_a_day_and_counted(door: Door, clock: HandClock) -> None:
    await abandoned(door, "the caller hung up")
    clock.set(IN_A_YEAR)
    sweeping = asyncio.create_task(sweep.run(door))
    async with asyncio.timeout(60):
        while await kept(door.blobs):  # noqa: ASYNC110 - a store rings no bell
            await asyncio.sleep(0.01)
        second = await abandoned(door, "the next one hung up too")
        clock.advance(86_400)
        while second in await kept(door.blobs):  # noqa: ASYNC110 - a store rings no bell
            await asyncio.sleep(0.01)
    sweeping.cancel()

    assert door.metrics.registry.get_sample_value("switchboard_blobs_swept_total") == 2
