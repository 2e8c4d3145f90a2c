"""Pictures made ready for reading: specks off first, then square, never larger than it helps."""

import pytest
from PIL import Image

from services.channels.fax.picture import Picture, cleaned
from services.channels.limits import LIMITS
from tests.channels.fax.paper import WIDTH, blank


def page(size: tuple[int, int] = (200, 100), dots: tuple[tuple[int, int], ...] = ()) -> Image.Image:
    made = Image.new("1", size, 1)
    for dot in dots:
        made.putpixel(dot, 0)
    return made


def test_specks_go_and_strokes_stay() -> None:
    stroke = tuple((x, y) for x in range(50, 90) for y in (50, 51, 52))
    clean = cleaned(Picture(page(dots=((10, 10), (150, 20), (151, 20), *stroke))))

    assert clean.image.getpixel((10, 10)) == 255
    assert clean.image.getpixel((150, 20)) == 255
    assert clean.image.getpixel((70, 51)) == 0


def test_lonely_holes_in_strokes_are_filled() -> None:
    block = tuple((x, y) for x in range(50, 90) for y in range(40, 60) if (x, y) != (70, 50))

    assert cleaned(Picture(page(dots=block))).image.getpixel((70, 50)) == 0


@pytest.mark.parametrize(
    ("across", "down", "size"),
    [
        (204, 98, (200, 208)),
        (204, 196, (200, 104)),
        (204, 391, (383, 100)),
        (200, 200, (200, 100)),
        (0, 0, (200, 100)),
        (10_000, 1, (200, 100)),
    ],
)
def test_pixels_become_square(across: int, down: int, size: tuple[int, int]) -> None:
    assert cleaned(Picture(page(), across, down)).image.size == size


def test_a_flat_page_of_a_fax_machines_width_has_standard_resolution() -> None:
    assert cleaned(Picture(blank((WIDTH, 1_100)))).image.size == (WIDTH, 2_200)
    assert cleaned(Picture(blank((WIDTH, 2_200)))).image.size == (WIDTH, 2_200)


def test_a_large_page_is_made_smaller() -> None:
    image = cleaned(Picture(blank((8_000, 9_000)))).image

    assert image.width * image.height <= LIMITS.fax_read_pixels
    assert image.width / image.height == pytest.approx(8 / 9, rel=0.01)


def test_a_flat_large_page_is_too() -> None:
    image = cleaned(Picture(blank((3_000, 3_000)), 204, 98)).image

    assert image.width * image.height <= LIMITS.fax_read_pixels * 1.01


def test_an_empty_page_is_blank_also_with_specks() -> None:
    assert cleaned(Picture(page(dots=((10, 10), (30, 30))))).blank
    assert not cleaned(Picture(page(dots=tuple((x, 50) for x in range(20, 90))))).blank


def test_a_page_with_a_few_dots_left_is_sparse_and_one_with_a_stroke_is_not() -> None:
    left = page((2_000, 1_000), tuple((500, y) for y in range(500, 540)))
    stroke = page((2_000, 1_000), tuple((x, y) for x in range(300, 700) for y in (50, 51)))

    assert cleaned(Picture(left)).sparse
    assert not cleaned(Picture(stroke)).sparse


def test_a_black_page_is_known() -> None:
    assert cleaned(Picture(Image.new("1", (50, 50), 0))).blackened


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "LA", "F", "I"])
def test_any_sort_of_picture_can_be_made_ready(mode: str) -> None:
    assert cleaned(Picture(Image.new(mode, (20, 10)))).image.mode == "L"


def test_what_shines_through_is_paper() -> None:
    assert cleaned(Picture(Image.new("RGBA", (20, 10), (0, 0, 0, 0)))).blank


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 500)])
def test_the_smallest_page_is_a_page(size: tuple[int, int]) -> None:
    assert cleaned(Picture(Image.new("1", size, 1))).blank


def test_shades_are_left_as_they_are() -> None:
    shades = Image.linear_gradient("L")

    assert cleaned(Picture(shades)).image.tobytes() == shades.tobytes()
