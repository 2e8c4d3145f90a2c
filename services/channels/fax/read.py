"""From a fax as it came (PDF, TIFF, or a gateway's mail around one) to what it says. Pure but for the eye it borrows.

Raises UnreadableInput and nothing else where no page can be read; a fax of which some pages can't, says which.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from services.channels.fax import pdf, tiff
from services.channels.fax.document import Document, Page, Unseen
from services.channels.fax.gateway import Carried, carried_by, is_mail
from services.channels.fax.letter import Letter, letter_of
from services.channels.fax.picture import Picture, cleaned
from services.channels.fax.recognition import Habit, Left, readable, recognized
from services.channels.fax.sheet import Sheet
from services.channels.fax.tesseract import Absent, OutOfTime
from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput
from services.channels.originals import Envelope
from services.channels.said import File, Said
from services.channels.sniff import media_type as sniffed
from switchboard import identities
from switchboard.contracts.values import Identity

PDF: Final = "application/pdf"
TIFF: Final = "image/tiff"
MAIL: Final = "message/rfc822"
_OPENERS: Final = {PDF: pdf.opened, TIFF: tiff.opened}
_NAMES: Final = {PDF: "fax.pdf", TIFF: "fax.tif"}
_BIG_TIFF: Final = (b"II+\x00", b"MM\x00+")
ABSENT: Final = "it is a picture, and tesseract, which would read it, is not installed here"
LATE: Final = "no time was left to read it"
_BLACK: Final = "it is black all over"


def read_fax(
    data: bytes,
    media_type: str,
    envelope: Envelope,
    region: str,
    languages: Sequence[str],
    left: Left,
) -> Said:
    """Return what a fax says, read while time is `left`. Raises UnreadableInput."""
    if media_type == MAIL or is_mail(data):
        return _mailed(carried_by(data, envelope), region, languages, left)
    kind = kind_of(data)
    document = _opened(data, kind)
    letter = letter_of(_sheets(document, languages, left), document.length, region)
    return _said(letter, _Whole(envelope, (File(_NAMES[kind], kind, data),)), region)


def kind_of(data: bytes) -> str:
    """Return the media type of a fax by its content. Raises UnreadableInput."""
    if b"%PDF-" in data[:1024]:  # What gateways put in front doesn't harm it.
        return PDF
    seen = TIFF if data[:4] in _BIG_TIFF else sniffed(data, "")
    if seen in _OPENERS:
        return seen
    raise UnreadableInput("it is neither a PDF nor a TIFF" if data else "it is empty")


class _Whole(NamedTuple):
    """What came along with the pages."""

    envelope: Envelope
    files: tuple[File, ...]
    message_id: str = ""
    warnings: tuple[str, ...] = ()


def _mailed(mail: Carried, region: str, languages: Sequence[str], left: Left) -> Said:
    """Return what the documents in a gateway's mail say, one after the other."""
    documents = [(one, kind_of(one.data)) for one in mail.documents[: LIMITS.fax_documents]]
    if not documents:
        raise UnreadableInput("the gateway's mail has no PDF or TIFF in it")
    opened = [_opened(one.data, kind) for one, kind in documents]
    sheets = [sheet for one in opened for sheet in _sheets(one, languages, left)]
    letter = letter_of(iter(sheets), sum(one.length for one in opened), region)
    files = tuple(File(one.name or _NAMES[kind], kind, one.data) for one, kind in documents)
    return _said(letter, _Whole(mail.envelope, files, mail.message_id, mail.warnings), region)


def _opened(data: bytes, kind: str) -> Document:
    return _OPENERS[kind](data)


def _sheets(document: Document, languages: Sequence[str], left: Left) -> Iterator[Sheet]:
    """Read page after page, each as the one before was read."""
    there = readable(languages)
    habit = Habit(there[0] if there else "")
    for page in document.pages:
        sheet, habit = _sheet(page, habit, there, left)
        yield sheet


def _sheet(page: Page, habit: Habit, there: Sequence[str], left: Left) -> tuple[Sheet, Habit]:
    match page:
        case Sheet():
            return page, habit
        case Unseen(why=why):
            return Sheet(confidence=0.0, unread=why), habit
        case Picture():
            return _seen(page, habit, there, left)


def _seen(page: Picture, habit: Habit, there: Sequence[str], left: Left) -> tuple[Sheet, Habit]:
    if left() <= 0:
        return _unread(LATE), habit
    clean = cleaned(page)
    if clean.blank:
        return Sheet(blank=True), habit
    if clean.blackened:
        return _unread(_BLACK), habit
    if not there:
        return _unread(ABSENT), habit
    try:
        reading = recognized(clean, habit, there, left)
    except OutOfTime:
        return _unread(LATE), habit
    except Absent:
        return _unread(ABSENT), habit
    sheet = reading.sheet if reading.sheet.lines else Sheet(confidence=0.0, blank=clean.sparse)
    return sheet._replace(torn=page.torn), reading.habit


def _unread(why: str) -> Sheet:
    return Sheet(confidence=0.0, unread=why)


def _said(letter: Letter, whole: _Whole, region: str) -> Said:
    told = _number(whole.envelope.sender or "", region)
    sender = told or letter.number
    return Said(
        name=letter.name,
        sender=(sender,) if sender else (),
        to=_recipients(whole.envelope, region),
        subject=letter.subject,
        text=letter.text,
        full_text=letter.full_text,
        message_id=whole.message_id,
        files=whole.files,
        quality=letter.quality,
        quality_because=letter.quality_because,
        pages=letter.pages,
        warnings=(*whole.warnings, *letter.warnings(told is None)),
    )


def _number(text: str, region: str) -> Identity | None:
    try:
        return identities.fax(text, region) if text else None
    except identities.NotAnIdentity:
        return None


def _recipients(envelope: Envelope, region: str) -> tuple[str, ...]:
    """Return the numbers that were called, in the one spelling; what is none stays as it is."""
    known = ((_number(one, region) or one).removeprefix("fax:") for one in envelope.recipients)
    return tuple(dict.fromkeys(known))
