"""Strategies are at hand once they are compiled, and one that can't be had holds up none of the others."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.notifier.library import Library
from switchboard.blobs import NotStored
from switchboard.contracts.values import Seconds, StrategyId
from switchboard.strategy.bundle import blob_key, pack
from tests.notifier.owing import STRATEGY, reply
from tests.notifier.shown import inform
from tests.notifier.strategy import BUNDLE
from tests.notifier.stuck import Stuck

HANGING = StrategyId("f" * 64)


async def stuck(folder: Path, *never: str) -> Stuck:
    blobs = Stuck(folder, *never)
    await blobs.put(blob_key(STRATEGY), pack(BUNDLE))
    return blobs


async def test_one_that_hangs_holds_up_none_of_the_others(tmp_path: Path) -> None:
    library = Library(await stuck(tmp_path, blob_key(HANGING)))
    library.within = Seconds(60.0)
    waiting = asyncio.create_task(library.program(HANGING))
    await asyncio.sleep(0)

    known = await library.program(STRATEGY)
    assert await library.program(STRATEGY) is known
    assert not waiting.done()
    waiting.cancel()


async def test_one_that_hangs_is_given_up_by_all_who_wait_at_once_and_asked_for_anew(
    tmp_path: Path,
) -> None:
    blobs = await stuck(tmp_path, blob_key(STRATEGY))
    library = Library(blobs)
    library.within = Seconds(0.1)
    waiting = [library.program(STRATEGY) for _ in range(20)]

    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(one) for one in answers} == {NotStored}
    assert len(blobs.asked) == 1
    blobs.let_go()
    await library.program(STRATEGY)
    assert len(blobs.asked) == 2


async def test_whoever_leaves_leaves_it_to_the_others(tmp_path: Path) -> None:
    library = Library(await stuck(tmp_path))
    one, other = (asyncio.create_task(library.program(STRATEGY)) for _ in range(2))
    await asyncio.sleep(0)
    one.cancel()

    await other
    assert one.cancelled()


async def test_words_that_the_store_does_not_hand_out_are_given_up(tmp_path: Path) -> None:
    library = Library(await stuck(tmp_path, "replies/1"))
    library.within = Seconds(0.1)

    with pytest.raises(NotStored, match=r"within 0\.1 s"):
        await library.words(reply())


async def test_what_came_with_an_opinion_is_fetched_and_what_was_erased_is_not_waited_for(
    tmp_path: Path,
) -> None:
    blobs = await stuck(tmp_path)
    await blobs.put("words/said", b"Nobody came.")
    library = Library(blobs)

    assert await library.opinion(replace(inform(), words="words/said")) == "Nobody came."
    assert await library.opinion(replace(inform(), words="words/erased")) is None
    assert await library.opinion(inform()) == ""
