"""A write-ahead log that was torn off anywhere gives a prefix of whole transactions, and a log that works on."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from switchboard.bus.port import Draft, Spot
from switchboard.bus.sqlite import SqliteBus, log
from switchboard.contracts.topics import Topic
from tests.bus.talk import draft, values
from tests.harness.clock import HandClock

TOPIC = Topic(name="cases", partitions=2)
STEPS = 5
FRAME = 4096 + 24


def _step(n: int) -> list[Draft]:
    return [draft(TOPIC, b"%d.%d" % (n, part) + bytes(700), partition=n % 2) for part in range(3)]


PREFIXES = [
    [[one.value for n in range(count) if n % 2 == half for one in _step(n)] for half in (0, 1)]
    for count in range(STEPS + 1)
]
"""What may be found in the two partitions: nothing, or the steps up to some one of them."""


@pytest.fixture
async def torn(tmp_path: Path) -> Path:
    """A copy of the files as a power cut leaves them, the last steps still in the write-ahead log."""
    path = tmp_path / "log.sqlite"
    bus = await SqliteBus.open(str(path), HandClock())
    await bus.create([TOPIC])
    await bus.close()  # What stands before the steps is in the file itself, no longer in the tail.
    bus = await SqliteBus.open(str(path), HandClock())
    writer = await bus.writer("router.0")
    for n in range(STEPS):
        await writer.commit(_step(n))
    copy = tmp_path / "torn.sqlite"
    shutil.copy(path, copy)
    shutil.copy(f"{path}-wal", f"{copy}-wal")
    await bus.close()
    return copy


def _found(path: Path) -> list[list[bytes | None]]:
    """Open the file after the cut, without tidying up behind us, and tell what the partitions hold."""
    Path(f"{path}-shm").unlink(missing_ok=True)
    db = apsw.Connection(str(path))
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    try:
        return [
            [record.value for record in log.read(db, {Spot(TOPIC.name, n): 0}, 999, 10**9).records]
            for n in (0, 1)
        ]
    finally:
        db.close()


def _cut(torn: Path, every: int, down_to: int) -> Iterator[int]:
    """Tear off more and more of the write-ahead log; tell how many steps are left each time."""
    wal = Path(f"{torn}-wal")
    for end in range(wal.stat().st_size - 1, down_to, -every):
        os.truncate(wal, end)
        yield PREFIXES.index(_found(torn))


def test_each_byte_of_the_last_frames_may_be_where_the_power_failed(torn: Path) -> None:
    assert PREFIXES.index(_found(torn)) == STEPS
    size = Path(f"{torn}-wal").stat().st_size

    assert set(_cut(torn, every=1, down_to=size - 2 * FRAME)) == {STEPS - 1}


async def test_a_log_torn_anywhere_is_a_prefix_too_and_takes_new_records(
    torn: Path, tmp_path: Path
) -> None:
    reached = set()
    for steps in _cut(torn, every=1_009, down_to=0):
        reached.add(steps)
        cut = tmp_path / "cut.sqlite"
        shutil.copy(torn, cut)
        shutil.copy(f"{torn}-wal", f"{cut}-wal")
        bus = await SqliteBus.open(str(cut), HandClock())
        await (await bus.writer("router.0")).commit([draft(TOPIC, b"after the cut")])

        assert await values(bus, TOPIC) == [*PREFIXES[steps][0], b"after the cut"]
        await bus.close()

    assert reached == set(range(STEPS))


def test_a_flipped_bit_in_the_tail_ends_the_log_before_it(torn: Path) -> None:
    wal = Path(f"{torn}-wal")
    content = bytearray(wal.read_bytes())
    content[-FRAME // 2] ^= 1
    wal.write_bytes(content)

    assert PREFIXES.index(_found(torn)) == STEPS - 1
