"""What strategies say of caps, where it can be had, and in time."""

import asyncio

from msgspec.structs import replace

from services.notifier.library import Library
from services.notifier.rules import Rules
from switchboard.blobs import Blobs, open_blobs
from switchboard.strategy.bundle import Bundle, blob_key, bundle_id, pack
from switchboard.strategy.escalation import Suppression
from tests.notifier.owing import acknowledge, reply
from tests.notifier.strategy import BUNDLE

SAYS = "acknowledge: {suppress: {per_address: {10m: 3}}}\n"
CAPPED = Bundle(files=BUNDLE.files | {"strategy.yaml": BUNDLE.files["strategy.yaml"] + SAYS})
NOTICE = replace(acknowledge(), strategy_id=bundle_id(CAPPED))


async def stored() -> Blobs:
    blobs = open_blobs("memory://")
    await blobs.put(blob_key(bundle_id(CAPPED)), pack(CAPPED))
    return blobs


async def test_caps_are_those_of_the_notice_s_own_strategy() -> None:
    rules = Rules(Library(await stored()))

    assert (await rules.of(NOTICE)).per_address == {600.0: 3}


async def test_a_strategy_is_asked_once_however_many_notices_come() -> None:
    blobs = await stored()
    rules = Rules(Library(blobs))
    await asyncio.gather(*(rules.of(NOTICE) for _ in range(20)))
    await blobs.delete(blob_key(bundle_id(CAPPED)))

    assert (await rules.of(NOTICE)).per_address == {600.0: 3}


async def test_a_strategy_that_is_not_there_says_nothing_yet() -> None:
    blobs = open_blobs("memory://")
    rules = Rules(Library(blobs))
    assert await rules.of(NOTICE) == Suppression()
    await blobs.put(blob_key(bundle_id(CAPPED)), pack(CAPPED))

    assert (await rules.of(NOTICE)).per_address == {600.0: 3}


async def test_what_is_known_is_said_at_once() -> None:
    rules = Rules(Library(await stored()))
    await rules.of(NOTICE)

    assert rules.of(NOTICE).result().per_address == {600.0: 3}
    assert rules.of(reply()).result() == Suppression()


async def test_what_people_write_asks_no_strategy() -> None:
    assert await Rules(Library(open_blobs("memory://"))).of(reply()) == Suppression()
