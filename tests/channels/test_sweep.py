"""What nobody will ever ask for is deleted; what the log speaks of is not."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from services.channels import sweep
from services.channels.door import Door
from services.channels.take import Arrival, store, take_original
from switchboard.blobs import Blobs, open_blobs
from switchboard.bus.port import Draft, Spot
from switchboard.bus.sqlite import SqliteBus
from switchboard.bus.sqlite.terms import Terms
from switchboard.contracts import topics
from switchboard.contracts.reference import inquiry_id
from switchboard.contracts.topics import CASES, DEAD_LETTERS, ORIGINALS
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


class Meanwhile:
    """Blobs, and what happens while the sweep looks through the log and when it is about to delete."""

    def __init__(self, blobs: Blobs, about_to: Callable[[], Awaitable[None]]) -> None:
        self._blobs = blobs
        self._about_to = about_to

    async def put(self, key: str, data: bytes) -> None:
        await self._blobs.put(key, data)

    async def get(self, key: str) -> bytes:
        return await self._blobs.get(key)

    async def delete(self, key: str) -> None:
        await self._blobs.delete(key)

    async def last_put(self, key: str) -> UnixSeconds:
        await self._about_to()
        return await self._blobs.last_put(key)

    def listed(self, before: UnixSeconds) -> AsyncGenerator[str, None]:
        return self._blobs.listed(before)


async def test_what_is_put_again_before_it_is_deleted_stays(door: Door, tmp_path: Path) -> None:
    files = open_blobs(f"file://{tmp_path}")
    door = replace(door, blobs=files)
    arrival = Arrival(letter(), Channel.EMAIL, "<1@example.com>", "message/rfc822")

    now = door.clock.now()
    inquiry = await take_original(door, arrival)
    [key] = await kept(files)
    assert key.startswith(inquiry)
    os.utime(tmp_path / key, (now - sweep.AFTER - 1, now - sweep.AFTER - 1))

    async def sent_again() -> None:
        await take_original(door, arrival)
        os.utime(tmp_path / key, (now, now))  # By the clock of this test.

    quiet = replace(door, blobs=Meanwhile(files, sent_again), bus=await _empty_log(door))

    assert await swept(quiet, now) == 0
    assert await files.get(key) == letter()
    await quiet.bus.close()


async def test_what_is_accepted_while_the_log_is_read_stays(door: Door) -> None:
    key = await abandoned(door, "sent again")
    named = Draft(ORIGINALS, 0, b"key", b'{"x":["%s"]}' % key.partition("/")[0].encode(), ())
    orphans = {key.partition("/")[0].encode(): [key]}
    spot = Spot(ORIGINALS, 0)
    before = (await door.bus.extent(ORIGINALS))[0].end
    await door.bus.publish([named])

    await sweep._spare(door.bus, {spot: before}, orphans)

    assert orphans == {}


async def _empty_log(door: Door) -> SqliteBus:
    bus = await SqliteBus.open(":memory:", door.clock, Terms())
    await bus.create(topics.topics())
    return bus


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
