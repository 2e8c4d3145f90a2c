"""Blobs: what is put is there, under our keys only."""

import asyncio
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer
from obstore.store import from_url

from switchboard.blobs import Blobs, Missing, NotStored, Remote, checked, open_blobs
from switchboard.contracts.values import UnixSeconds
from tests.harness.clock import SUNDAY_NOON

KEY = "1bhn1xaztajxkp1hxz1m3ytb2qky3p/0a1b2c"


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Somebody else's store that speaks S3, on this machine."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a bucket of this test's own."""
    name = f"bucket-{secrets.token_hex(4)}"
    httpx.put(f"{s3}/{name}").raise_for_status()
    stated = {"ENDPOINT_URL": s3, "ALLOW_HTTP": "true", "REGION": "us-east-1"}
    keys = {"ACCESS_KEY_ID": "testing", "SECRET_ACCESS_KEY": "testing"}
    for variable, value in (stated | keys).items():
        monkeypatch.setenv(f"AWS_{variable}", value)
    return f"s3://{name}/acme"


@pytest.fixture(params=["file", "memory", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    match request.param:
        case "file":
            return open_blobs(f"file://{tmp_path}/blobs")
        case "memory":
            return open_blobs("memory://")
        case _:
            return open_blobs(request.getfixturevalue("bucket"))


async def test_what_is_put_is_there(blobs: Blobs) -> None:
    await blobs.put(KEY, b"bytes \x00\xff")

    assert await blobs.get(KEY) == b"bytes \x00\xff"


async def test_nothing_can_be_put_too(blobs: Blobs) -> None:
    await blobs.put(KEY, b"")

    assert await blobs.get(KEY) == b""


async def test_what_is_put_again_stays(blobs: Blobs) -> None:
    await blobs.put(KEY, b"same")
    await blobs.put(KEY, b"same")

    assert await blobs.get(KEY) == b"same"


async def test_what_was_never_put_is_missing(blobs: Blobs) -> None:
    with pytest.raises(Missing):
        await blobs.get(KEY)


async def test_what_is_deleted_is_gone_and_may_be_deleted_again(blobs: Blobs) -> None:
    await blobs.put(KEY, b"bytes")
    await blobs.delete(KEY)
    await blobs.delete(KEY)

    with pytest.raises(Missing):
        await blobs.get(KEY)


async def test_when_something_was_put_the_last_time_is_known(blobs: Blobs) -> None:
    await blobs.put(KEY, b"same")
    first = await blobs.last_put(KEY)
    await blobs.put(KEY, b"same")

    assert LONG_AGO < first <= await blobs.last_put(KEY)
    with pytest.raises(Missing):
        await blobs.last_put("1bhn/other")


LONG_AGO, IN_A_YEAR = UnixSeconds(0.0), UnixSeconds(SUNDAY_NOON + 365 * 86_400)


async def test_what_was_put_before_a_moment_is_listed(blobs: Blobs) -> None:
    for key in (KEY, "1bhn/other", "strategies/7"):
        await blobs.put(key, b"bytes")
    await blobs.delete("1bhn/other")

    assert sorted([key async for key in blobs.listed(IN_A_YEAR)]) == [KEY, "strategies/7"]
    assert [key async for key in blobs.listed(LONG_AGO)] == []


async def test_a_store_that_does_not_answer_takes_nothing_and_says_so(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    gone = Remote(from_url(bucket, retry_config={"max_retries": 0}))

    with pytest.raises(NotStored):
        await gone.put(KEY, b"bytes")
    with pytest.raises(NotStored):
        await gone.get(KEY)
    with pytest.raises(NotStored):
        await gone.last_put(KEY)
    with pytest.raises(NotStored):
        [key async for key in gone.listed(IN_A_YEAR)]


async def test_many_at_once_do_not_disturb_each_other(blobs: Blobs) -> None:
    await asyncio.gather(*(blobs.put(f"a/{n}", b"%d" % n) for n in range(50)))
    await asyncio.gather(*(blobs.put("a/same", b"same") for _ in range(20)))

    assert [await blobs.get(f"a/{n}") for n in range(50)] == [b"%d" % n for n in range(50)]
    assert await blobs.get("a/same") == b"same"


BAD_KEYS = [
    "",
    "/",
    "/etc/passwd",
    "..",
    "a/../b",
    "a/..",
    ".hidden",
    "a/.b",
    "a//b",
    "a/",
    "a b",
    "a\x00b",
    "ä",
    "a/b/c/d/e",
    "a" * 129,
    "a\n",
]


@pytest.mark.parametrize("key", BAD_KEYS)
async def test_a_key_that_is_not_ours_reaches_no_store(blobs: Blobs, key: str) -> None:
    with pytest.raises(ValueError, match="no key of a blob"):
        await blobs.put(key, b"x")
    with pytest.raises(ValueError, match="no key of a blob"):
        await blobs.get(key)
    with pytest.raises(ValueError, match="no key of a blob"):
        await blobs.delete(key)


@pytest.mark.parametrize("key", [KEY, "strategies/ab", "K7Q2M9XD4RT/0a", "a-b_c.d", "a" * 128])
def test_our_keys_are_keys(key: str) -> None:
    assert checked(key) == key


def _files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return [path.relative_to(folder).as_posix() for path in found]


async def test_a_folder_holds_whole_files_only(tmp_path: Path) -> None:
    blobs = open_blobs(f"file://{tmp_path}/deep/er")
    await blobs.put("a/b", b"bytes")

    assert _files(tmp_path) == ["deep/er/a/b"]


async def test_a_put_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError("no space left on device")

    blobs = open_blobs(f"file://{tmp_path}")
    await blobs.put("a/b", b"before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotStored, match="no space"):
        await blobs.put("a/b", b"after")
    monkeypatch.undo()

    assert await blobs.get("a/b") == b"before"
    assert _files(tmp_path) == ["a/b"]


async def test_a_file_and_the_folders_above_it_are_flushed_before_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    fsync = os.fsync

    def noting(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        flushed.append(kind)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    await open_blobs(f"file://{tmp_path}").put("new/b", b"x")

    assert flushed == ["folder", "file", "folder"]


async def test_a_place_that_cannot_be_written_is_not_stored(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    blobs = open_blobs(f"file://{tmp_path}/file")

    with pytest.raises(NotStored):
        await blobs.put("a/b", b"x")


async def test_a_folder_with_spaces_is_found(tmp_path: Path) -> None:
    await open_blobs(f"file://{tmp_path}/with%20space").put("a/b", b"x")

    assert (tmp_path / "with space" / "a" / "b").read_bytes() == b"x"


def test_a_bare_path_is_no_url() -> None:
    with pytest.raises(ValueError, match="file:///folder"):
        open_blobs("data/blobs")
