"""The fax providers whose webhooks are understood: for each, from what it posts to an announcement. Pure."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from services.channels.fax.announcement import Announcement, NoFax, Sent, inside, text, url
from switchboard.contracts.values import UnixSeconds

Read = Callable[[Sent], Announcement | NoFax]
_MILLISECONDS: Final = 100_000_000_000
_INTERFAX: Final = "https://rest.interfax.net/inbound/faxes/{}/content"
_FAILED: Final = frozenset({"failure", "failed", "false", "error"})


def _fax_to(sent: Sent) -> Announcement:
    fields = sent.fields
    return Announcement(
        fax_id=text(fields, "uuid"),
        sender=text(fields, "from"),
        recipient=text(fields, "to"),
        received_at=moment(text(fields, "time")),
        document=sent.document,
    )


def _sinch(sent: Sent) -> Announcement | NoFax:
    """Sinch, and Phaxio which it was: the numbers stand under `fax`, the file beside it."""
    fields = sent.fields
    fax = inside(fields, "fax") or fields
    event = text(fields, "event") or text(fields, "event_type")
    direction = text(fax, "direction") or text(fields, "direction")
    if direction.lower() in {"outbound", "sent"} or event.upper() == "FAX_COMPLETED":
        return NoFax("a fax that was sent")
    status = (text(fax, "status") or text(fields, "success")).lower()
    wrong = text(fax, "errorMessage") or text(fax, "error_message") or text(fax, "errorCode")
    return Announcement(
        fax_id=text(fax, "id"),
        sender=text(fax, "from") or text(fax, "from_number"),
        recipient=text(fax, "to") or text(fax, "to_number"),
        received_at=moment(_first(fax, "completedTime", "completed_at", "createTime")),
        document=sent.document or decoded(inside(fields, "file")),
        missing=f"the provider says that it failed: {wrong or status}" if status in _FAILED else "",
    )


def _interfax(sent: Sent) -> Announcement:
    fields = sent.fields
    fax_id = text(fields, "TransactionID")
    return Announcement(
        fax_id=fax_id,
        sender=_first(fields, "CallerID", "RemoteCSID"),
        recipient=text(fields, "PhoneNumber"),
        received_at=moment(text(fields, "ReceiveTime")),
        document=sent.document,
        url=_INTERFAX.format(quote(fax_id, safe="")) if fax_id else "",
    )


def _signalwire(sent: Sent) -> Announcement | NoFax:
    fields = sent.fields
    kind = text(fields, "params", "fax", "type")
    if kind and kind != "finished":
        return NoFax("a page of a fax that is still coming in")
    fax = inside(fields, "params", "fax", "params")
    if text(fax, "direction").lower() in {"send", "outbound"}:
        return NoFax("a fax that was sent")
    document = url(fax, "document")
    return Announcement(
        fax_id=_first(fax, "fax_id", "id") or document.rpartition("/")[2].partition("?")[0],
        sender=text(fax, "remote_identity"),
        recipient=text(fax, "identity"),
        received_at=moment(text(fields, "timestamp")),
        document=sent.document,
        url=document,
        missing="" if document else f"the provider says that it failed: {text(fax, 'result_text')}",
    )


def _updox(sent: Sent) -> Announcement:
    return Announcement(
        fax_id=text(sent.fields, "faxId"),
        document=sent.document,
        missing="Updox tells only its number; look it up there",
    )


def _ringcentral(sent: Sent) -> Announcement | NoFax:
    """A record of a fax, alone or as the body of an event; or only how many there are."""
    record = sent.fields if "attachments" in sent.fields else inside(sent.fields, "body")
    if text(record, "direction").lower() == "outbound":
        return NoFax("a fax that was sent")
    if inside(record, "attachments") is None:
        return _counted(sent, record)
    return Announcement(
        fax_id=text(record, "id"),
        sender=text(record, "from", "phoneNumber"),
        recipient=text(record, "to", "phoneNumber"),
        received_at=moment(text(record, "creationTime")),
        document=sent.document,
        url=url(record, "attachments", "uri"),
    )


def _counted(sent: Sent, body: object) -> Announcement | NoFax:
    changes = inside(body, "changes")
    listed = changes if isinstance(changes, list) else []
    new = [one for one in listed if text(one, "type") == "Fax" and text(one, "newCount") != "0"]
    if not new:
        return NoFax("no new fax")
    return Announcement(
        fax_id=text(sent.fields, "uuid"),
        received_at=moment(text(body, "lastUpdated")),
        missing=(
            "RingCentral tells only that there is one: look it up there, and subscribe to "
            "/restapi/v1.0/account/~/extension/~/fax?direction=Inbound"
        ),
    )


PROVIDERS: Final[Mapping[str, Read]] = {
    "fax.to": _fax_to,
    "interfax": _interfax,
    "phaxio": _sinch,
    "ringcentral": _ringcentral,
    "signalwire": _signalwire,
    "sinch": _sinch,
    "updox": _updox,
}


def _first(value: object, *names: str) -> str:
    return next((found for name in names if (found := text(value, name))), "")


def decoded(value: object) -> bytes:
    """Return the bytes that stand in base64; none where they don't."""
    if not isinstance(value, str):
        return b""
    bare = value.rpartition(",")[2] if value.startswith("data:") else value
    try:
        return b64decode("".join(bare.split()), validate=True)
    except (NotBase64, ValueError):
        return b""


def moment(written: str) -> UnixSeconds | None:
    """Return a time as providers write it: RFC 3339, or seconds or milliseconds since 1970; None: neither."""
    try:
        number = float(written)
    except ValueError:
        return _iso(written)
    if not 0 < number < _MILLISECONDS**2:
        return None
    return UnixSeconds(number / 1_000 if number > _MILLISECONDS else number)


def _iso(written: str) -> UnixSeconds | None:
    try:
        when = datetime.fromisoformat(written)
        at = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return UnixSeconds(round(at, 3)) if at > 0 else None
