"""Folding 100,000 cases as the router wrote them: how fast, and how much memory an open case then takes.

The cases are made here and folded in a process of its own, whose memory holds nothing else.
"""

import asyncio
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from services.cli.running import settle
from services.router.book import Book
from services.router.turn import restored
from switchboard.bus.port import Draft, Record
from switchboard.bus.pump import FOLD_BATCH
from switchboard.contracts.topics import CASES
from tests.bench.figures import Figure, at_least, below
from tests.bench.inquiries import SINCE
from tests.bench.judging import records, router

WANTED: Final = 100_000
_MADE_AT_ONCE: Final = 5_000
_SHARD: Final = msgspec.msgpack.Decoder(list[Record])


class Folded(msgspec.Struct):
    """What the process that folds has found."""

    seconds: float
    bytes_: int
    cases: int


async def cases() -> list[Figure]:
    """Make the cases, have them folded, and tell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases"
        size = _make(path)
        told = await asyncio.to_thread(_folded_apart, path)
    folded = msgspec.json.decode(told, type=Folded)
    assert folded.cases == WANTED
    return [
        Figure("cases folded", folded.cases / folded.seconds, "cases/s", at_least(10_000)),
        Figure("memory of an open case", folded.bytes_ / folded.cases, "bytes", below(8_192)),
        Figure("the record of a case", size / WANTED, "bytes"),
    ]


def _folded_apart(path: Path) -> bytes:
    words = [sys.executable, "-m", "tests.bench.folding", str(path)]
    return subprocess.run(words, capture_output=True, check=True).stdout


def _make(path: Path) -> int:
    """Write the newest record of each case, as a compacted log holds them; return their bytes."""
    made = size = crowd = 0
    with path.open("wb") as out:
        while made < WANTED:
            drafts = list(_routed(f"crowd{crowd}").values())[: WANTED - made]
            page = [_record(made + n, draft) for n, draft in enumerate(drafts)]
            raw = msgspec.msgpack.encode(page)
            out.write(len(raw).to_bytes(8, "big") + raw)
            made, crowd = made + len(page), crowd + 1
            size += sum(len(draft.value or b"") for draft in drafts)
    return size


def _routed(crowd: str) -> dict[bytes, Draft]:
    fresh = router()
    made = (fresh.take(record).draft for record in records(_MADE_AT_ONCE, crowd))
    return {draft.key: draft for draft in made if draft}


def _record(offset: int, draft: Draft) -> Record:
    return Record(CASES, 0, offset, SINCE, draft.key, draft.value, draft.headers)


def _pages(file: BinaryIO) -> Iterator[list[Record]]:
    while head := file.read(8):
        yield _SHARD.decode(file.read(int.from_bytes(head, "big")))


def fold(path: Path) -> Folded:
    """Fold them as the router does at its start: page by page, nothing kept but the book."""
    book = Book(0, 1)
    seconds, before = 0.0, _memory()
    with path.open("rb") as file:
        for page in _pages(file):
            began = time.perf_counter()
            for record in page:
                restored(book, record)
            seconds += time.perf_counter() - began
    assert FOLD_BATCH >= _MADE_AT_ONCE
    gc.collect()
    return Folded(seconds=seconds, bytes_=_memory() - before, cases=len(book))


def _memory() -> int:
    """Return the memory that this process has in use (resident, in bytes)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    settle()
    sys.stdout.buffer.write(msgspec.json.encode(fold(Path(sys.argv[1]))))
