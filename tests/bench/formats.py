"""How fast each format is read, and how long the worst file of others' test suites takes.

Reading alone: no door, no log. Each sample is an ordinary one of its kind; a page of fax is read from its picture.
"""

import asyncio
import time
from base64 import encodebytes
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

import orjson
from PIL import Image, ImageDraw, ImageFont

from services.channels.limits import LIMITS
from services.channels.readers import Readers
from services.channels.reading import Job, Unread, read
from services.channels.said import Said
from switchboard.contracts.values import Channel
from tests.bench.figures import Figure, below

SECONDS: Final = 2.0
_CORPUS: Final = Path("../shared/testdata")
_OF_CHANNEL: Final = {
    Channel.EMAIL: ("email",),
    Channel.PHONE: ("phone",),
    Channel.FAX: ("fax",),
}
_WORDS: Final = (
    "Our pump has stopped again, although it was repaired last week; please send somebody. "
)
_FONT: Final = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


class Sample(NamedTuple):
    """One original of a kind."""

    name: str
    channel: Channel
    data: bytes


def samples() -> list[Sample]:
    """Return an ordinary original of each format."""
    return [
        Sample("mail, plain", Channel.EMAIL, _plain()),
        Sample("mail, HTML with history and a file of 1 MB", Channel.EMAIL, _rich()),
        Sample("phone, WebVTT of 200 cues", Channel.PHONE, _vtt()),
        Sample("phone, JSON of 200 utterances", Channel.PHONE, _utterances()),
        Sample("fax, a page of TIFF by OCR", Channel.FAX, page()),
    ]


def _plain() -> bytes:
    head = "From: Ana <ana@example.com>\r\nTo: support@acme.example\r\nSubject: The pump\r\n\r\n"
    return (head + _WORDS * 10 + "\r\n\r\n> " + _WORDS + "\r\n").encode()


def _rich() -> bytes:
    said = f"<div>{_WORDS * 5}</div><blockquote>{('<p>' + _WORDS + '</p>') * 50}</blockquote>"
    parts = (
        b"Content-Type: text/html; charset=utf-8\r\n\r\n" + said.encode(),
        b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(b"%PDF-" + bytes(1_000_000)),
    )
    head = b"From: ana@example.com\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    return head + b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + b"--x--\r\n"


def _vtt() -> bytes:
    cues = (
        f"{n // 60:02}:{n % 60:02}.000 --> {n // 60:02}:{n % 60:02}.900\n"
        f"<v {'Agent' if n % 2 else 'Customer'}>{_WORDS}\n\n"
        for n in range(200)
    )
    return ("WEBVTT\n\n" + "".join(cues)).encode()


def _utterances() -> bytes:
    said: list[dict[str, object]] = [
        {
            "speaker": "A" if n % 2 else "B",
            "text": _WORDS,
            "start": n * 1000,
            "end": n * 1000 + 900,
            "confidence": 0.9,
            "words": [],
        }
        for n in range(200)
    ]
    return orjson.dumps({"id": "7", "status": "completed", "text": "", "utterances": said})


def page() -> bytes:
    """Return a page as a fax machine sends it: 204 by 196 dots an inch, G4."""
    sheet = Image.new("1", (1728, 2200), 1)
    drawing, font = ImageDraw.Draw(sheet), ImageFont.truetype(_FONT, 36)
    for line in range(25):
        drawing.text((120, 100 + line * 80), _WORDS[:70], 0, font=font)
    file = BytesIO()
    sheet.save(file, "TIFF", compression="group4", dpi=(204, 196))
    return file.getvalue()


async def a_second() -> list[Figure]:
    """Read each sample again and again for a while; then each file of the corpora once, in a process of its own."""
    figures = [
        Figure(f"read a second: {one.name}", _rate(lambda one=one: _heard(one)), "per s")  # type: ignore[misc] # the name of a loop
        for one in samples()
    ]
    for channel, folders in _OF_CHANNEL.items():
        files = [file for folder in folders for file in _files(_CORPUS / folder)]
        if files:
            name, took = await _worst(channel, files)
            figures.append(Figure(f"worst file, {channel}: {name}", took, "s", below(20)))
    return figures


def _heard(sample: Sample) -> None:
    said = read(Job(data=sample.data, channel=sample.channel, languages=("en",)))
    assert isinstance(said, Said), said
    assert "pump" in said.text, said


def _rate(work: Callable[[], None]) -> float:
    work()
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < SECONDS:
        work()
        done += 1
    return done / took


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


async def _worst(channel: Channel, files: list[Path]) -> tuple[str, float]:
    """Return the file that took longest, within the limits that hold for all."""
    readers, worst = Readers(1, LIMITS), ("", 0.0)
    try:
        for file in files:
            job = Job(data=await asyncio.to_thread(file.read_bytes), channel=channel)
            began = time.perf_counter()
            said = await readers.read(job)
            assert isinstance(said, Said | Unread)
            worst = max(worst, (file.name, time.perf_counter() - began), key=lambda one: one[1])
    finally:
        await readers.close()
    return worst
