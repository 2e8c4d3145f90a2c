"""Blobs: originals, attachments and long texts, in a folder or in an S3-compatible store.

What `put` has returned for is durable: the log may speak of it from then on. Keys are ours
(`<inquiry id>/<sha256>`, `strategies/<id>`), never a name that somebody sent. Knows nothing of contents.
"""

import asyncio
import os
import re
import secrets
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import MemoryStore, ObjectStore, from_url

from switchboard.contracts.values import UnixSeconds

_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")
_MOST_SEGMENTS: Final = 4


class Missing(Exception):
    """There is nothing under this key."""


class NotStored(Exception):
    """The store did not answer or did not take it. Trying again is safe."""


class Blobs(Protocol):
    """A store of bytes by key. A key written twice holds what came last; ours always hold the same."""

    async def put(self, key: str, data: bytes) -> None:
        """Store `data`; durable on return. Raises NotStored."""
        ...

    async def get(self, key: str) -> bytes:
        """Return what is stored. Raises Missing, NotStored."""
        ...

    async def delete(self, key: str) -> None:
        """Forget it; nothing happens where there is nothing. Raises NotStored."""
        ...

    async def last_put(self, key: str) -> UnixSeconds:
        """Return when it was put the last time. Raises Missing, NotStored."""
        ...

    def listed(self, before: UnixSeconds) -> AsyncGenerator[str, None]:
        """Give the key of everything that was last put before a moment. Raises NotStored."""
        ...


def open_blobs(url: str) -> Blobs:
    """Return the store at `url`: `file:///folder`, `memory://`, `s3://bucket/prefix` and what obstore knows."""
    parts = urlsplit(url)
    match parts.scheme:
        case "file":
            return Folder(Path(unquote(parts.path)))
        case "memory":
            return Remote(MemoryStore())
        case "":
            raise ValueError(
                f"{url!r} is no URL of a blob store; write file:///folder or s3://bucket"
            )
        case _:
            return _remote(url)


def _remote(url: str) -> Blobs:
    try:
        return Remote(from_url(url))
    except BaseError:
        # What obstore says of it may hold the credentials of the URL.
        raise ValueError(
            f"{url.partition(':')[0]}:… is no blob store that is known; "
            "write file:///folder or s3://bucket"
        ) from None


def checked(key: str) -> str:
    """Return `key` if it is one of ours; anything that could leave the store is a ValueError."""
    segments = key.split("/")
    if len(segments) > _MOST_SEGMENTS or not all(_SEGMENT.fullmatch(one) for one in segments):
        raise ValueError(f"{key!r} is no key of a blob")
    return key


class Folder:
    """`Blobs` in a folder of this machine: each file and each folder above it is flushed to disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, key: str, data: bytes) -> None:
        path = self._root / checked(key)
        try:
            await asyncio.to_thread(_write, path, data)
        except OSError as fault:
            raise NotStored(str(fault)) from fault

    async def get(self, key: str) -> bytes:
        path = self._root / checked(key)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            raise Missing(key) from None
        except OSError as fault:
            raise NotStored(str(fault)) from fault

    async def delete(self, key: str) -> None:
        path = self._root / checked(key)
        try:
            await asyncio.to_thread(_remove, path)
        except OSError as fault:
            raise NotStored(str(fault)) from fault

    async def last_put(self, key: str) -> UnixSeconds:
        path = self._root / checked(key)
        try:
            return UnixSeconds((await asyncio.to_thread(path.stat)).st_mtime)
        except FileNotFoundError:
            raise Missing(key) from None
        except OSError as fault:
            raise NotStored(str(fault)) from fault

    async def listed(self, before: UnixSeconds) -> AsyncGenerator[str, None]:
        try:
            for folder in await asyncio.to_thread(_folders, self._root):
                for path in await asyncio.to_thread(_files, folder, before):
                    yield path.relative_to(self._root).as_posix()
        except OSError as fault:
            raise NotStored(str(fault)) from fault


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_dir())


def _files(folder: Path, before: UnixSeconds) -> list[Path]:
    """Return what stands in a folder, without what is only being written."""
    found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    return sorted(path for path in found if path.stat().st_mtime < before)


def _write(path: Path, data: bytes) -> None:
    """Write beside and rename, so that nobody ever sees half a file; then flush what names it."""
    _make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        _flush_folder(path.parent)


class Remote:
    """`Blobs` in whatever obstore reaches: durable when the store has answered."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, data: bytes) -> None:
        try:
            await obstore.put_async(self._store, checked(key), data)
        except (BaseError, OSError) as fault:
            raise NotStored(str(fault)) from fault

    async def get(self, key: str) -> bytes:
        try:
            found = await obstore.get_async(self._store, checked(key))
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            raise Missing(key) from None
        except (BaseError, OSError) as fault:
            raise NotStored(str(fault)) from fault

    async def delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._store, checked(key))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as fault:
            raise NotStored(str(fault)) from fault

    async def last_put(self, key: str) -> UnixSeconds:
        try:
            found = await obstore.head_async(self._store, checked(key))
        except FileNotFoundError:
            raise Missing(key) from None
        except (BaseError, OSError) as fault:
            raise NotStored(str(fault)) from fault
        return UnixSeconds(found["last_modified"].timestamp())

    async def listed(self, before: UnixSeconds) -> AsyncGenerator[str, None]:
        try:
            async for some in obstore.list(self._store):
                for one in some:
                    if one["last_modified"].timestamp() < before:
                        yield one["path"]
        except (BaseError, OSError) as fault:
            raise NotStored(str(fault)) from fault
