"""The pages of a TIFF: G3, G4 and whatever else a fax gateway packs into one. Pure; never more than its limits."""

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from PIL import Image, ImageFile

from services.channels.fax.document import BROKEN, Document, Page, Unseen
from services.channels.fax.picture import Picture
from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput

_BOMB: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_ORIENTATION: Final = 274
_ON_ITS_SIDE: Final = frozenset({5, 6, 7, 8})
_NOT_TOLD: Final = 1.0
TOO_LARGE: Final = f"it has more than {LIMITS.fax_page_pixels:,} pixels"


def opened(data: bytes) -> Document:
    """Return the pages of a TIFF. Raises UnreadableInput."""
    try:
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            image = Image.open(BytesIO(data), formats=["TIFF"])
            count = _count(image)
    except _BOMB:
        raise UnreadableInput(f"its first page can't be opened: {TOO_LARGE}") from None
    except BROKEN as fault:
        raise UnreadableInput(f"it is not a TIFF that can be opened ({_name(fault)})") from None
    return Document(count, _pages(image, min(count, LIMITS.fax_pages)))


def _count(image: ImageFile.ImageFile) -> int:
    """Return how many pages there are; a chain that loops or is torn ends there."""
    count = 1
    while count < LIMITS.fax_pages_counted:
        try:
            image.seek(count)
        except (EOFError, *_BOMB, *BROKEN) as fault:
            # A page that can't be opened is still one; where the chain itself ends, there is none.
            return count if isinstance(fault, EOFError) else count + 1
        count += 1
    return count


def _pages(image: ImageFile.ImageFile, count: int) -> Iterator[Page]:
    for number in range(count):
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            page = _page(image, number)
        yield page


def _page(image: ImageFile.ImageFile, number: int) -> Page:
    try:
        image.seek(number)
        if image.width * image.height > LIMITS.fax_page_pixels:
            return Unseen(TOO_LARGE)
        side = image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
        across, down = _resolution(image)
        whole = _loaded(image)
        picture = _kept(image)
        if not whole and not picture.convert("L").getextrema()[1]:
            return Unseen("it is damaged: nothing of it came")
    except _BOMB:
        return Unseen(TOO_LARGE)
    except BROKEN as fault:
        return Unseen(f"it is damaged ({_name(fault)})")
    return Picture(picture, *((down, across) if side else (across, down)), torn=not whole)


def _loaded(image: ImageFile.ImageFile) -> bool:
    """Decode a page; tell whether all of it came. Raises where nothing of it did."""
    try:
        image.load()
    except OSError:
        if image.tile:
            raise
        image.load()  # What was decoded before the data broke off.
        return False
    return True


def _kept(image: ImageFile.ImageFile) -> Image.Image:
    """Return the page without what never came, which is black."""
    copy = image.copy()
    bounds = copy.convert("L").getbbox()
    return copy.crop((0, 0, copy.width, bounds[3])) if bounds else copy


def _resolution(image: ImageFile.ImageFile) -> tuple[float, float]:
    told = image.info.get("dpi") or image.info.get("resolution") or (0, 0)
    try:
        across, down = float(told[0]), float(told[1])
    except BROKEN:
        return 0.0, 0.0
    return (across, down) if min(across, down) > _NOT_TOLD else (0.0, 0.0)


def _name(fault: BaseException) -> str:
    return type(fault).__name__
