"""What a hostile input costs everybody else: from a mail's POST to its case, with such inputs and without, by turns.

Twenty mails a second. In every other round one of each hostile kind comes first, and somebody sends slowly for as
long as the round takes. The figure is the ratio of the two 99th percentiles, the median of five pairs.
"""

import asyncio
import contextlib
import statistics
import tempfile
import time
import zlib
from collections.abc import AsyncIterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

import httpx
from PIL import Image

from switchboard.bus.past import past
from switchboard.bus.port import Spot
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.codec import decode_case
from switchboard.contracts.topics import CASES, is_partition_key
from tests.bench import processes
from tests.bench.figures import Figure, below
from tests.bench.inquiries import strategy_file
from tests.bench.ports import free_port
from tests.harness.clock import HandClock

PER_SECOND: Final = 20
SECONDS: Final = 8
PAIRS: Final = 5
_PATIENCE: Final = 90.0
_SIDE: Final = 30_000


class Attack(NamedTuple):
    """A request that somebody hostile sends."""

    path: str
    media_type: str
    body: bytes


def attacks() -> list[Attack]:
    """Return one of each kind."""
    return [
        Attack("/v1/email", "message/rfc822", nested_parts(10_000)),
        Attack("/v1/email", "message/rfc822", b"Subject: " + b"(" * 1_000_000 + b"\r\n\r\nHello"),
        Attack("/v1/email", "message/rfc822", many_parts(1_000_000)),
        Attack("/v1/fax?from=%2B4930901820", "image/tiff", huge_tiff()),
        Attack("/v1/fax?from=%2B4930901820", "application/pdf", endless_pdf(10_000)),
    ]


def nested_parts(depth: int) -> bytes:
    """Return a mail with so many parts in each other."""
    parts = b"".join(
        b"--x%d\r\nContent-Type: multipart/mixed; boundary=x%d\r\n\r\n" % (n, n + 1)
        for n in range(depth)
    )
    return b"Content-Type: multipart/mixed; boundary=x0\r\n\r\n" + parts


def many_parts(count: int) -> bytes:
    """Return a mail with so many parts beside each other."""
    return b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * count


def huge_tiff() -> bytes:
    """Return a fax page of 900 million pixels in a few kilobytes."""
    page, file = Image.new("1", (_SIDE, _SIDE), 1), BytesIO()
    page.save(file, "TIFF", compression="group4")
    return file.getvalue()


def endless_pdf(pages: int) -> bytes:
    """Return a PDF whose pages all show one drawing of many strokes, deflated twice."""
    strokes = b"".join(b"%d 0 m 0 %d l S\n" % (n % 600, n % 800) for n in range(200_000))
    drawing = zlib.compress(zlib.compress(strokes, 9), 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>"
    kids = b" ".join(b"%d 0 R" % (n + 4) for n in range(pages))
    head = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(drawing)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        head + drawing + b"\nendstream",
        *[page] * pages,
    ]
    file, places = bytearray(b"%PDF-1.5\n"), list[int]()
    for number, one in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    begin = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, begin)
    return bytes(file)


async def others_beside_hostile_input() -> list[Figure]:
    """Measure by turns, one instance, everything in one process."""
    with tempfile.TemporaryDirectory() as name:
        folder, http, smtp = Path(name), free_port(), free_port()
        log, url = folder / "log.txt", f"http://127.0.0.1:{http}"
        settings = {
            "SWITCHBOARD_DATA": name,
            "SWITCHBOARD_HTTP_PORT": str(http),
            "SWITCHBOARD_SMTP_PORT": str(smtp),
            "SWITCHBOARD_STRATEGY": str(strategy_file(folder)),
        }
        with processes.running(processes.command("up"), settings, log):
            processes.until_ready(url, log)
            await _round(url, "warm")
            sent = [await _pair(url, smtp, number) for number in range(PAIRS)]
            heard = await _cases(folder / "switchboard.db", sum(map(len, _flat(sent))))
    return _told(sent, heard)


Sent = Mapping[str, float]
"""When each mail was posted, by the inquiry's id."""


async def _pair(url: str, smtp: int, number: int) -> tuple[Sent, Sent]:
    quiet = await _round(url, f"quiet-{number}")
    async with _hostile(url, smtp):
        return quiet, await _round(url, f"beside-{number}")


@contextlib.asynccontextmanager
async def _hostile(url: str, smtp: int) -> AsyncIterator[None]:
    """Send one of each kind, and slowly for the length of the block."""
    slow = asyncio.create_task(_slowly(smtp))
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE) as client:
        for attack in attacks():
            headers = {"Content-Type": attack.media_type}
            answer = await client.post(attack.path, content=attack.body, headers=headers)
            assert answer.status_code in {202, 413, 422}, answer.text
    try:
        yield
    finally:
        slow.cancel()


async def _slowly(port: int) -> None:
    """Send a letter of which a byte comes every tenth of a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for line in (b"EHLO x", b"MAIL FROM:<a@b.example>", b"RCPT TO:<support@switchboard.example>"):
        writer.write(line + b"\r\n")
        await reader.readline()
    writer.write(b"DATA\r\n")
    while True:
        writer.write(b"x")
        await asyncio.sleep(0.1)


async def _round(url: str, name: str) -> Sent:
    """Post at a steady rate for a while; return what was posted when."""
    sent: dict[str, float] = {}
    headers = {"Content-Type": "message/rfc822"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=_PATIENCE) as client:

        async def post(number: int) -> None:
            at = time.time()  # noqa: TID251 - compared with the log's own clock
            answer = await client.post("/v1/email", content=_mail(f"{name}-{number}"))
            assert answer.status_code == 202, answer.text
            sent[answer.json()["inquiry_id"]] = at

        began, posts = time.perf_counter(), list[asyncio.Task[None]]()
        for number in range(SECONDS * PER_SECOND):
            await asyncio.sleep(began + number / PER_SECOND - time.perf_counter())
            posts.append(asyncio.create_task(post(number)))
        await asyncio.gather(*posts)
    return sent


def _mail(name: str) -> bytes:
    return (
        f"From: {name}@crowd.example\r\nTo: support@switchboard.example\r\nSubject: {name}\r\n"
        f"Message-ID: <{name}@crowd.example>\r\n\r\nThe invoice {name} is wrong, please look.\r\n"
    ).encode()


async def _cases(path: Path, least: int) -> Mapping[str, float]:
    """Return when each inquiry came to its case, once there are so many."""
    deadline = time.perf_counter() + _PATIENCE
    bus = await SqliteBus.open(str(path), HandClock())
    try:
        while len(found := await _heard(bus)) < least:
            assert time.perf_counter() < deadline, f"{least - len(found)} have no case"
            await asyncio.sleep(0.5)
        return found
    finally:
        await bus.close()


async def _heard(bus: SqliteBus) -> dict[str, float]:
    found: dict[str, float] = {}
    for partition in await bus.extent(CASES):
        async for record in past(bus, Spot(CASES, partition)):
            if record.value is None or is_partition_key(record.key):
                continue
            for contact in decode_case(record.value).inquiries:
                found.setdefault(contact.inquiry_id, record.at)
    return found


def _flat(sent: list[tuple[Sent, Sent]]) -> list[Sent]:
    return [one for pair in sent for one in pair]


def _told(sent: list[tuple[Sent, Sent]], heard: Mapping[str, float]) -> list[Figure]:
    slowest = [[_slowest(one, heard) for one in pair] for pair in sent]
    ratios = [beside / quiet for quiet, beside in slowest]
    quiet, beside = (statistics.median(side) * 1000 for side in zip(*slowest, strict=True))
    return [
        Figure("p99 beside hostile input", statistics.median(ratios), "ratio", below(2)),
        Figure("post to case, p99, alone", quiet, "ms"),
        Figure("post to case, p99, beside hostile input", beside, "ms"),
    ]


def _slowest(sent: Sent, heard: Mapping[str, float]) -> float:
    return statistics.quantiles([heard[one] - at for one, at in sent.items()], n=100)[98]
