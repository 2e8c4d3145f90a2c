"""`history export`: recorded inquiries with their decisions, from the log, and beyond its beginning from the archive.

The file stands under its name only when it is whole: before, it has `.part` behind it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import orjson
from rich.console import Console
from rich.progress import Progress, TaskID

from services.cli.logbook import visit
from services.cli.recorded import Rest, line, rests_of, together
from services.cli.say import CouldNot, tell
from services.cli.settings import Settings
from services.desk import questions
from services.desk.store import Newer, Store
from switchboard.bus.port import Bus, Record, Spot
from switchboard.contracts.codec import FromTheFuture, Unreadable, decode_case, decode_event
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.topics import CASES, INTAKE, is_partition_key
from switchboard.contracts.values import InquiryId, Seconds

_BATCH: Final = 1_000
_WAIT: Final = Seconds(1.0)


def export(file: Path) -> None:
    """Write the history to a file."""
    told = visit(partial(exported, file=file))
    tell(f"{told} inquir{'y' if told == 1 else 'ies'} in {file}")


async def exported(settings: Settings, bus: Bus, file: Path) -> int:
    """Write the history to a file; return how many inquiries are in it. Raises CouldNot."""
    console = Console(stderr=True)
    part = file.with_name(f"{file.name}.part")
    count = 0
    try:
        with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
            rests = await _rests(bus, bar)
            with part.open("wb") as out:
                async for inquiry in _inquiries(settings, bus, bar):
                    told = line(inquiry, rests.get(inquiry.inquiry_id))
                    out.write(orjson.dumps(told) + b"\n")
                    count += 1
        part.replace(file)
    except OSError as fault:
        raise CouldNot(f"{file}: {fault.strerror}") from None
    except (FromTheFuture, Newer) as fault:
        raise CouldNot(str(fault)) from None
    return count


async def _rests(bus: Bus, bar: Progress) -> dict[InquiryId, Rest]:
    newest: dict[bytes, bytes | None] = {}
    async for record in _all(bus, CASES, bar):
        if not is_partition_key(record.key):
            newest[record.key] = record.value
    rests: dict[InquiryId, Rest] = {}
    for raw in newest.values():
        if raw is not None:
            for inquiry_id, rest in rests_of(decode_case(raw)).items():
                known = rests.get(inquiry_id)
                rests[inquiry_id] = together(known, rest) if known else rest
    return rests


async def _inquiries(settings: Settings, bus: Bus, bar: Progress) -> AsyncIterator[InquiryReceived]:
    """Yield each inquiry once: what the archive has, then what only the log has."""
    known: set[InquiryId] = set()
    async for inquiry in _archived(settings.data / "desk.db", bar):
        known.add(inquiry.inquiry_id)
        yield inquiry
    async for record in _all(bus, INTAKE, bar):
        with suppress(Unreadable):  # It lies with the dead letters; it is nobody's inquiry.
            event = decode_event(record.value)
            if not isinstance(event, InquiryReceived) or event.forwarded is not None:
                continue  # What goes from case to case is told from where it came in.
            if event.inquiry_id not in known:
                known.add(event.inquiry_id)
                yield event


async def _archived(path: Path, bar: Progress) -> AsyncIterator[InquiryReceived]:
    if not await asyncio.to_thread(path.exists):
        return
    store = await Store.open(path)
    try:
        task, after = bar.add_task("archive", total=None), 0
        while page := await store.ask(partial(questions.archive, after=after, limit=_BATCH)):
            for _, inquiry in page:
                yield inquiry
            after = page[-1][0]
            bar.advance(task, len(page))
    finally:
        await store.close()


async def _all(bus: Bus, topic: str, bar: Progress) -> AsyncIterator[Record]:
    """Yield every record of a topic that is there now."""
    extents = await bus.extent(topic)
    total = sum(extent.end - extent.begin for extent in extents.values())
    task = bar.add_task(topic, total=total)
    for partition, extent in extents.items():
        async for record in _of(bus, Spot(topic, partition), extent.begin, extent.end, bar, task):
            yield record


async def _of(
    bus: Bus, spot: Spot, begin: int, end: int, bar: Progress, task: TaskID
) -> AsyncIterator[Record]:
    reader, at = await bus.reader({spot: begin}), begin
    try:
        while at < end:
            for record in await reader.batch(_BATCH, _WAIT):
                yield record
            bar.advance(task, reader.position(spot) - at)
            at = reader.position(spot)
    finally:
        await reader.close()
