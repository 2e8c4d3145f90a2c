"""Documents made to exhaust whoever opens them: each becomes an answer, and the next fax is read."""

import struct
import zlib
from collections.abc import Callable

import pytest

from services.channels.limits import LIMITS
from services.channels.readers import Readers
from services.channels.reading import Job, Unread
from services.channels.said import Said
from switchboard.contracts.values import Channel
from tests.channels.fax.paper import blank, pdf, tiff, written_pdf

HELLO = written_pdf(["Hello."])


def vast_tiff(width: int, height: int, compression: int = 4) -> bytes:
    """A TIFF of one page that claims to be huge."""
    tags = [
        *((256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, compression)),
        *((262, 3, 0), (273, 4, 8), (277, 3, 1), (278, 4, height), (279, 4, 16)),
    ]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\x00" + struct.pack("<IH", 8, len(tags)) + entries + bytes(24)


def endless_chain(count: int) -> bytes:
    """A TIFF of very many directories without pages."""
    body = b"II*\x00" + struct.pack("<I", 8)
    for number in range(count):
        following = 8 + 18 * (number + 1) if number + 1 < count else 8
        body += struct.pack("<HHHIII", 1, 256, 3, 1, 8, following)
    return body


def nested_flate() -> bytes:
    """A PDF whose contents grow three times when they are unpacked."""
    packed = bytes(100_000_000)
    for _ in range(3):
        packed = zlib.compress(packed, 9)
    stream = packed.hex()
    filters = "[/ASCIIHexDecode /FlateDecode /FlateDecode /FlateDecode]"
    return pdf(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            f"<< /Filter {filters} /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    )


def forms_in_forms(depth: int) -> bytes:
    """A PDF that draws a form twice, which draws a form twice, and so on."""
    kind = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /XObject << /F 5 0 R >> >> >>"
        ),
        "<< /Length 5 >>\nstream\n/F Do\nendstream",
    ]
    for number in range(depth):
        inner = f"/Resources << /XObject << /F {6 + number} 0 R >> >>"
        objects.append(f"<< {kind} {inner} /Length 11 >>\nstream\n/F Do /F Do\nendstream")
    objects.append(f"<< {kind} /Length 12 >>\nstream\n0 0 9 9 re f\nendstream")
    return pdf(objects)


def mailed_bomb() -> bytes:
    """A gateway's mail around a huge page."""
    head = b"From: FAX=+4930901820@g.example\nMIME-Version: 1.0\n"
    parts = b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/tiff\n\n"
    return head + parts + vast_tiff(30_000, 30_000) + b"\n--x--\n"


BOMBS: dict[str, Callable[[], bytes]] = {
    "30,000 by 30,000 pixels": lambda: vast_tiff(30_000, 30_000),
    "more pixels than a number holds": lambda: vast_tiff(2**31 - 1, 2**31 - 1, 1),
    "10,000 directories": lambda: endless_chain(10_000),
    "10,000 pages": lambda: written_pdf(*[["a"]] * 10_000),
    "1,100 blank pages": lambda: tiff(*[blank((8, 8))] * 1_100, compression=None),
    "nested Flate": nested_flate,
    "forms in forms": lambda: forms_in_forms(40),
    "half a PDF": lambda: HELLO[: len(HELLO) // 2],
    "half a TIFF": lambda: tiff(blank())[:60],
    "25 MB of nothing": lambda: bytes(LIMITS.fax_bytes),
    "25 MB of a PDF's beginning": lambda: b"%PDF-1.4 " + b"[" * 24_000_000,
    "a mail around a bomb": mailed_bomb,
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
async def test_each_has_an_answer_and_the_next_fax_is_read(bomb: Callable[[], bytes]) -> None:
    readers = Readers(1, LIMITS)
    try:
        answer = await readers.read(Job(data=bomb(), channel=Channel.FAX))
        following = await readers.read(Job(data=HELLO, channel=Channel.FAX))
    finally:
        await readers.close()

    assert isinstance(answer, Said | Unread)
    assert isinstance(following, Said)
    assert following.text == "Hello."
