"""TIFF as it comes: whole, torn, looping, or larger than anything that is ever sent."""

import struct
from io import BytesIO

import pytest
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from services.channels.fax.document import Page, Unseen
from services.channels.fax.picture import Picture
from services.channels.fax.tiff import TOO_LARGE, opened
from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput
from tests.channels.fax.paper import FINE, STANDARD, blank, tiff

SMALL = (64, 32)


def pages(data: bytes) -> list[Page]:
    return list(opened(data).pages)


def drawn(size: tuple[int, int] = SMALL) -> Image.Image:
    """A page that G3 and G4 can't make nothing of."""
    page = Image.new("1", size, 1)
    for at in range(0, size[0] * size[1], 7):
        page.putpixel((at % size[0], at // size[0]), 0)
    return page


def raw_tiff(entries: list[tuple[int, int, int, int]], following: int, tail: bytes = b"") -> bytes:
    """Return a TIFF of one directory with these entries (tag, type, count, value)."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    directory = struct.pack("<H", len(entries)) + body + struct.pack("<I", following)
    return b"II*\x00" + struct.pack("<I", 8) + directory + tail


def directory(width: int, height: int, following: int = 0) -> bytes:
    entries = [
        *((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 1), (259, 3, 1, 1)),
        *((262, 3, 1, 1), (273, 4, 1, 8), (278, 4, 1, height), (279, 4, 1, 8)),
    ]
    return raw_tiff(entries, following, bytes(64))


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_lzw", "tiff_deflate", None])
def test_pages_are_read_whatever_packs_them(compression: str | None) -> None:
    found = opened(tiff(drawn(), drawn(), compression=compression))
    images = [page.image for page in found.pages if isinstance(page, Picture)]

    assert found.length == 2
    assert [image.size for image in images] == [SMALL, SMALL]
    assert images[0].tobytes() == drawn().tobytes()


@pytest.mark.parametrize("resolution", [FINE, STANDARD])
def test_a_page_knows_its_resolution(resolution: tuple[int, int]) -> None:
    [page] = pages(tiff(drawn(), resolution=resolution))

    assert isinstance(page, Picture)
    assert (page.across, page.down) == resolution


def test_a_page_that_does_not_tell_its_resolution_has_none() -> None:
    [page] = pages(tiff(drawn(), resolution=None))

    assert isinstance(page, Picture)
    assert (page.across, page.down) == (0.0, 0.0)


def test_what_is_none_is_refused() -> None:
    for data in (b"", b"II*\x00", b"II*\x00" + bytes(100), b"%PDF-1.4"):
        with pytest.raises(UnreadableInput, match="not a TIFF"):
            opened(data)


def test_a_chain_that_loops_ends() -> None:
    assert opened(directory(8, 8, following=8)).length == 1


def directory_first(data: bytes) -> bytes:
    """Return a TIFF of one G4 page with its directory before the page: then the page can be torn off."""
    with Image.open(BytesIO(data)) as page:
        assert isinstance(page, TiffImageFile)
        tags, (width, height) = page.tag_v2, page.size
        strips = [data[at : at + size] for at, size in zip(tags[273], tags[279], strict=True)]
        rows = tags[278]
    count, begin = len(strips), 8 + 2 + 9 * 12 + 4
    places = [begin + 8 * count + sum(map(len, strips[:n])) for n in range(count)]
    entries = [
        *((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 1), (259, 3, 1, 4)),
        *((262, 3, 1, tags[262]), (273, 4, count, begin), (277, 3, 1, 1), (278, 4, 1, rows)),
        (279, 4, count, begin + 4 * count),
    ]
    lists = struct.pack(f"<{2 * count}I", *places, *map(len, strips))
    return raw_tiff(entries, 0, lists + b"".join(strips))


def test_of_a_torn_page_what_came_is_kept() -> None:
    whole = directory_first(tiff(drawn((1_728, 1_400))))
    [page] = pages(whole)
    [torn] = pages(whole[: len(whole) // 2])

    assert isinstance(page, Picture)
    assert isinstance(torn, Picture)
    assert (page.torn, page.image.height) == (False, 1_400)
    assert torn.torn
    assert 300 < torn.image.height < 1_000


def test_a_page_of_which_nothing_came_says_so() -> None:
    [page] = pages(directory(64, 64)[:-60])

    assert isinstance(page, Unseen)
    assert "damaged" in page.why


def test_a_page_of_the_most_pixels_is_opened() -> None:
    size = (8_000, LIMITS.fax_page_pixels // 8_000)
    [page] = pages(tiff(Image.new("1", size, 1)))

    assert isinstance(page, Picture)
    assert page.image.size == size


@pytest.mark.parametrize("height", [LIMITS.fax_page_pixels // 8_000 + 1, 30_000, 2**31 - 1])
def test_a_page_with_more_is_not(height: int) -> None:
    assert TOO_LARGE in refusal(directory(8_000, height))


def refusal(data: bytes) -> str:
    """Return why the only page of a TIFF can't be seen."""
    try:
        [page] = pages(data)
    except UnreadableInput as fault:
        return str(fault)
    return page.why if isinstance(page, Unseen) else ""


def test_pages_up_to_the_limit_are_looked_at_and_those_beyond_counted() -> None:
    most = LIMITS.fax_pages
    at_most, beyond = (opened(tiff(*[blank((8, 8))] * n)) for n in (most, most + 1))

    assert (at_most.length, len(list(at_most.pages))) == (most, most)
    assert (beyond.length, len(list(beyond.pages))) == (most + 1, most)


def test_not_more_are_counted_than_the_limit() -> None:
    most = LIMITS.fax_pages_counted
    endless = opened(tiff(*[blank((8, 8))] * (most + 1), compression=None))

    assert endless.length == most


def test_a_page_that_was_laid_on_its_side_is_turned_by_its_tag() -> None:
    page = drawn()
    exif = Image.Exif()
    exif[274] = 6
    out = BytesIO()
    page.save(out, "TIFF", exif=exif, dpi=STANDARD)
    [found] = pages(out.getvalue())

    assert isinstance(found, Picture)
    assert found.image.size == (SMALL[1], SMALL[0])
    assert (found.across, found.down) == (STANDARD[1], STANDARD[0])
