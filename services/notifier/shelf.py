"""What lies in the outbox, the newest first. Reads headers only; a file that is no letter of ours is passed over."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import default
from os import SEEK_END
from pathlib import Path
from typing import Final, NamedTuple

from services.notifier.outbox import FAX, SMS, SUFFIX, TO

_PLACE: Final = re.compile(r"(\d{1,20})-([A-Za-z0-9_-][A-Za-z0-9._-]{0,127})")
_HEADERS_WITHIN: Final = 64_000
_FOOT_WITHIN: Final = 100
_SUFFIXES: Final = (SUFFIX, SMS, FAX)


class Place(NamedTuple):
    """Where a letter lies among the others; orders by time."""

    written_ns: int
    notice_id: str

    @property
    def cursor(self) -> str:
        """Return it as clients carry it; `parse_place` reads it back."""
        return f"{self.written_ns}-{self.notice_id}"


class Lying(NamedTuple):
    """A message in the outbox, as its file tells it."""

    notice_id: str
    to: str
    subject: str
    date: str
    """RFC 3339, in UTC."""
    file: str
    size: int


class Page(NamedTuple):
    """Some of the letters, and where the next page begins; None: there is none."""

    letters: tuple[Lying, ...]
    following: Place | None


def parse_place(text: str) -> Place | None:
    """Return the place that we gave out as `text`; None for anything else."""
    found = _PLACE.fullmatch(text)
    return Place(int(found[1]), found[2]) if found else None


def page(folder: Path, after: Place | None, limit: int) -> Page:
    """Return up to `limit` letters that were written before `after`."""
    places = sorted(_places(folder), reverse=True)
    wanted = [place for place in places if after is None or place < after]
    letters = tuple(one for place in wanted[:limit] if (one := _read(folder, place)))
    return Page(letters, wanted[limit - 1] if len(wanted) > limit else None)


def _places(folder: Path) -> Iterator[Place]:
    for suffix, file in ((one, file) for one in _SUFFIXES for file in folder.glob(f"[!.]*{one}")):
        try:
            yield Place(file.stat().st_mtime_ns, file.name.removesuffix(suffix))
        except FileNotFoundError:
            continue  # Thrown away while we looked.


def _read(folder: Path, place: Place) -> Lying | None:
    for suffix in _SUFFIXES:
        file = folder / f"{place.notice_id}{suffix}"
        if one := _fax(file, place) if suffix == FAX else _written(file, place):
            return one
    return None


def _fax(file: Path, place: Place) -> Lying | None:
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, SEEK_END)
            opened.seek(max(0, size - _FOOT_WITHIN))
            _, _, to = opened.read().rpartition(TO)
    except FileNotFoundError:
        return None
    at = datetime.fromtimestamp(place.written_ns // 1_000_000_000, UTC)
    number = to.decode("ascii", "replace").strip()
    return Lying(place.notice_id, number, "", _rfc_3339(at), file.name, size)


def _written(file: Path, place: Place) -> Lying | None:
    try:
        with file.open("rb") as opened:
            headers = BytesHeaderParser(policy=default).parsebytes(opened.read(_HEADERS_WITHIN))
        size = file.stat().st_size
    except FileNotFoundError:
        return None
    date = headers["Date"]
    return Lying(
        notice_id=place.notice_id,
        to=str(headers["To"] or ""),
        subject=str(headers["Subject"] or ""),
        date=_rfc_3339(getattr(date, "datetime", None)),
        file=file.name,
        size=size,
    )


def _rfc_3339(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else ""
