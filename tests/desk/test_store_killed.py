"""A desk killed in the middle of a batch has applied it whole or not at all."""

import asyncio
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import apsw
import pytest

from services.desk import listing, rows
from services.desk.board import Change, change
from services.desk.filters import Filters
from services.desk.store import Store
from switchboard.bus.port import Record, Spot
from tests.desk.matter import BEN, Log, case, heard, inquiry, stood

ROOT = Path(__file__).parents[2]
BATCH = 20


def records() -> list[Record]:
    inquiries = [inquiry(f"{n}", sender=BEN) for n in range(2 * BATCH)]
    return Log().take(draft for one in inquiries for draft in (heard(one), stood(case(one))))


def reached(batch: list[Record]) -> dict[Spot, int]:
    return {Spot(record.topic, record.partition): record.offset + 1 for record in batch}


async def die(path: Path, after: int) -> None:
    """Apply the first half of the records, and die once `after` of the second half are written."""
    first, second = records()[: 2 * BATCH], records()[2 * BATCH :]
    store = await Store.open(path)
    await store.apply(first, reached(first))

    def write(db: apsw.Connection) -> None:
        changes: list[Change] = [found for one in second[:after] if (found := change(one))]
        rows.write(db, changes)
        rows.note(db, reached(second))
        db.cache_flush()  # What is not committed may have reached the disk all the same.
        os._exit(9)

    await store._write(write)


@pytest.mark.parametrize("after", [0, 1, BATCH, 2 * BATCH])
async def test_a_desk_killed_within_a_batch_applies_it_again(tmp_path: Path, after: int) -> None:
    path = tmp_path / "desk.db"
    code = f"import asyncio; from pathlib import Path; from tests.desk.test_store_killed import die; asyncio.run(die(Path({str(path)!r}), {after}))"
    died = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60
    )
    assert died.returncode == 9

    risen = await Store.open(path)
    found = await risen.positions()
    await risen.apply(records(), reached(records()))

    assert found == reached(records()[: 2 * BATCH])
    page = partial(listing.page, asked=Filters(q="pump"), after=None, limit=200)
    cases, _ = await risen.ask(page)
    assert len(cases) == 2 * BATCH
    assert await risen.positions() == reached(records())
    await risen.close()
