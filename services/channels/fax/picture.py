"""A page as a picture, made ready for reading: specks off, pixels square, not larger than it helps. Pure.

The order counts: enlarged first, the specks of a fax grow into letters.
"""

from typing import Final, NamedTuple

from PIL import Image, ImageChops, ImageFilter

from services.channels.limits import LIMITS

_FAX_WIDTHS: Final = frozenset({1728, 2048, 2432, 3456, 4096, 4864})
"""Pixels a line has in a fax (T.4), whatever the file says of its resolution."""
_STANDARD: Final = 0.5
"""Height to width of a pixel's own resolution where a line was sent for every second one (204 x 98)."""
_TALLEST: Final = 6.0
_MIDTONES: Final = 0.08
_THRESHOLD: Final = 128
_BLACK, _WHITE = 0, 255
_KERNEL: Final = (3, 3)
_NEIGHBOURS: Final = 9
_LONELY: Final = 2
"""A dot with fewer black ones around it (itself counted) than this and one more is a speck."""
_BLANK: Final = 0.00001
_SPARSE: Final = 0.0003
_BLACKENED: Final = 0.6


class Picture(NamedTuple):
    """A page as a picture."""

    image: Image.Image
    across: float = 0.0
    """Its resolution; 0: not told."""
    down: float = 0.0
    torn: bool = False
    """Whether its end is missing."""


class Clean(NamedTuple):
    """A picture that is ready to be read."""

    image: Image.Image
    ink: float
    """Share of it that is black."""

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return self.ink < _BLANK

    @property
    def sparse(self) -> bool:
        """Whether so little stands on it that it may be what noise left; a signature is more."""
        return self.ink < _SPARSE

    @property
    def blackened(self) -> bool:
        """Whether it is mostly black: nothing can be read there."""
        return self.ink > _BLACKENED


def cleaned(picture: Picture) -> Clean:
    """Return a picture ready to be read."""
    gray = _smaller(_gray(picture.image))
    tall = _tallness(picture)
    if _midtones(gray) > _MIDTONES:  # A photograph, or a scan in shades: no specks to find.
        return Clean(_squared(gray, tall), _ink(gray))
    bare = _despeckled(gray.point([_BLACK] * _THRESHOLD + [_WHITE] * (256 - _THRESHOLD)))
    return Clean(_squared(bare, tall).filter(ImageFilter.MedianFilter(3)), _ink(bare))


def _gray(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        return paper.convert("L")
    if image.mode.startswith("I;16"):
        return image.convert("I").point([value >> 8 for value in range(65536)], "L")
    return image.convert("L")


def _smaller(gray: Image.Image) -> Image.Image:
    factor = 1
    while gray.width * gray.height > LIMITS.fax_read_pixels * factor**2:
        factor += 1
    return gray.reduce(factor) if factor > 1 else gray


def _tallness(picture: Picture) -> float:
    """Return how tall a pixel is, of width 1."""
    if picture.across > 0 and picture.down > 0:
        tall = picture.across / picture.down
        return tall if 1 / _TALLEST <= tall <= _TALLEST else 1.0
    width, height = picture.image.size
    return 1 / _STANDARD if width in _FAX_WIDTHS and height < 0.9 * width else 1.0


def _squared(gray: Image.Image, tall: float) -> Image.Image:
    width, height = gray.size
    across, down = (width, height * tall) if tall >= 1 else (width / tall, height)
    fits = min(1.0, (LIMITS.fax_read_pixels / (across * down)) ** 0.5)
    size = (max(1, round(across * fits)), max(1, round(down * fits)))
    return gray if size == gray.size else gray.resize(size, Image.Resampling.BICUBIC)


def _midtones(gray: Image.Image) -> float:
    counts = gray.histogram()
    return sum(counts[64:192]) / max(1, sum(counts))


def _ink(gray: Image.Image) -> float:
    counts = gray.histogram()
    return sum(counts[:_THRESHOLD]) / max(1, sum(counts))


def _despeckled(bare: Image.Image) -> Image.Image:
    """Return black and white without lonely black dots, and without lonely holes."""
    if min(bare.size) < _KERNEL[0]:
        return bare
    around = bare.filter(ImageFilter.Kernel(_KERNEL, [1] * _NEIGHBOURS, scale=_NEIGHBOURS))
    lonely = _WHITE * (_NEIGHBOURS - _LONELY - 0.5) / _NEIGHBOURS
    hole = _WHITE * 1.5 / _NEIGHBOURS
    specks = around.point([_WHITE if value > lonely else _BLACK for value in range(256)])
    holes = around.point([_BLACK if value < hole else _WHITE for value in range(256)])
    return ImageChops.darker(ImageChops.lighter(bare, specks), holes)
