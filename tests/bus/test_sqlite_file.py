"""The file under the embedded log: what is refused at the door, and what outlives its process."""

from pathlib import Path

import apsw
import pytest

from switchboard.bus.port import Extent, Fenced, Unavailable
from switchboard.bus.sqlite import SqliteBus
from switchboard.bus.sqlite.file import Shelf
from switchboard.contracts.topics import Topic, topics
from switchboard.contracts.values import Seconds
from tests.bus.talk import draft, values
from tests.harness.clock import HandClock

TOPIC = Topic(name="intake", partitions=2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.sqlite"


async def _open(path: Path) -> SqliteBus:
    return await SqliteBus.open(str(path), HandClock())


async def test_what_was_written_outlives_its_process(path: Path) -> None:
    bus = await _open(path)
    await bus.create([TOPIC])
    await (await bus.writer("router.0")).commit([draft(TOPIC, b"kept")])
    member = await bus.member("router", TOPIC.name)
    await member.note(0, 1)
    await bus.close()

    again = await _open(path)

    assert await again.check([TOPIC]) == []
    assert await values(again, TOPIC) == [b"kept"]
    assert await again.extent(TOPIC.name) == {0: Extent(0, 2), 1: Extent(0, 0)}
    assert await (await again.member("router", TOPIC.name)).noted(0) == 1
    await again.close()


async def test_a_writer_of_the_last_start_stays_fenced_after_the_next(path: Path) -> None:
    ours, theirs = await _open(path), await _open(path)
    await ours.create([TOPIC])
    zombie = await ours.writer("router.0")
    await theirs.writer("router.0")
    await theirs.close()

    with pytest.raises(Fenced, match=r"router\.0"):
        await zombie.commit([draft(TOPIC, b"late")])
    await ours.close()


async def test_every_topic_of_an_installation_can_be_made(path: Path) -> None:
    bus = await _open(path)
    await bus.create(topics())

    assert await bus.check(topics()) == []
    assert len(await bus.check(topics(24))) == 4
    await bus.close()


async def test_a_log_of_a_newer_version_is_left_alone(path: Path) -> None:
    await (await _open(path)).close()
    db = apsw.Connection(str(path))
    db.pragma("user_version", 99)
    db.close()

    with pytest.raises(Unavailable, match="format 99"):
        await _open(path)


async def test_a_file_that_is_no_log_is_left_alone(path: Path) -> None:
    content = b"a diary, not a data base" * 100
    _write(path, content)

    with pytest.raises(Unavailable, match=r"log\.sqlite can't be opened"):
        await _open(path)

    assert _read(path) == content


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nowhere"):
        await _open(tmp_path / "nowhere" / "log.sqlite")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _read(path: Path) -> bytes:
    return path.read_bytes()


def test_a_connection_that_somebody_holds_does_not_keep_a_shelf_from_closing() -> None:
    shelf = Shelf(apsw.Connection(":memory:"), apsw.Connection(":memory:"))
    with shelf.take() as held:
        shelf.close(Seconds(0.01))

        assert held.execute("SELECT 1").get == 1
