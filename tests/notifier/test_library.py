"""Strategies are at hand once they are compiled, and one that can't be had holds up none of the others."""

import asyncio
from pathlib import Path

import pytest
from typing_extensions import override

from services.notifier.library import Library
from switchboard.blobs import Folder, NotStored
from switchboard.contracts.values import Seconds, StrategyId
from switchboard.strategy.bundle import blob_key, pack
from tests.notifier.owing import STRATEGY, reply
from tests.notifier.strategy import BUNDLE

HANGING = StrategyId("f" * 64)


class Stuck(Folder):
    """A store that never hands out some of what it holds."""

    def __init__(self, folder: Path, *never: str) -> None:
        super().__init__(folder)
        self.never = never
        self.asked: list[str] = []

    @override
    async def get(self, key: str) -> bytes:
        self.asked.append(key)
        if key in self.never:
            await asyncio.Event().wait()
        return await super().get(key)


async def stuck(folder: Path, *never: str) -> Stuck:
    blobs = Stuck(folder, *never)
    await blobs.put(blob_key(STRATEGY), pack(BUNDLE))
    return blobs


async def test_one_that_hangs_holds_up_none_of_the_others(tmp_path: Path) -> None:
    library = Library(await stuck(tmp_path, blob_key(HANGING)), Seconds(60.0))
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
    library = Library(blobs, Seconds(0.1))
    waiting = [library.program(STRATEGY) for _ in range(20)]

    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(one) for one in answers} == {NotStored}
    assert len(blobs.asked) == 1
    blobs.never = ()
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
    with pytest.raises(NotStored, match=r"within 0\.1 s"):
        await Library(await stuck(tmp_path, "replies/1"), Seconds(0.1)).words(reply())
