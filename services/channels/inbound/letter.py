"""The mail in what a provider posted: as it was received where the provider hands that over, else rebuilt. Pure."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from services.channels.inbound.posted import Posted, no_mail
from services.channels.inbound.sketch import Sketch, Sketched, field, mail_of, with_fields
from services.channels.originals import Envelope

_MOST_HEADERS: Final = 1_000
_MOST_FILES: Final = 200


class Letter(NamedTuple):
    """A mail, and how it came to the provider."""

    mail: bytes
    envelope: Envelope


def sendgrid(posted: Posted) -> Letter:
    """Return the mail of an Inbound Parse request, raw or parsed. Raises Problem."""
    found = _object(posted.inner("envelope"))
    envelope = Envelope(sender=_maybe(found.get("from")), recipients=_words(found.get("to")))
    checked = _results("sendgrid.net", spf=posted.text("SPF"), dkim=_verdict(posted.text("dkim")))
    if raw := _raw(posted, "email"):
        return Letter(with_fields(raw, checked), envelope)
    charsets = _object(posted.inner("charsets"))

    def said(name: str) -> str:
        return posted.text(name, _word(charsets.get(name)))

    if not (posted.text("headers") or posted.text("from")):
        raise no_mail("SendGrid's Inbound Parse", "there is neither `email` nor `headers`.")
    infos = _object(posted.inner("attachment-info"))
    sketch = Sketch(
        headers=_lines(posted.text("headers")),
        text=said("text"),
        html=said("html"),
        files=[
            _enclosed(one.name, one.data, one.filename, one.media_type, infos)
            for one in posted.files
        ],
    )
    whole = sketch.completed(
        From=said("from"), To=said("to"), Cc=said("cc"), Subject=said("subject")
    )
    return Letter(with_fields(mail_of(whole), checked), envelope)


def mailgun(posted: Posted) -> Letter:
    """Return the mail of a route's request, raw or parsed. Raises Problem."""
    recipients = tuple(one.strip() for one in posted.text("recipient").split(",") if one.strip())
    sender = posted.text("sender") if "sender" in posted.fields else None
    envelope = Envelope(sender=sender, recipients=recipients)
    if raw := _raw(posted, "body-mime"):
        return Letter(raw, envelope)
    if "event-data" in posted.fields or "event" in posted.fields:
        raise no_mail("Mailgun", "it is an event. Use the address in a route, not as a webhook.")
    pairs = posted.inner("message-headers")
    headers = _pairs(pairs)
    if not (headers or posted.text("from")):
        raise no_mail("Mailgun", "there is neither `body-mime` nor `message-headers`.")
    ids = {str(name): str(cid) for cid, name in _object(posted.inner("content-id-map")).items()}
    sketch = Sketch(
        headers=headers,
        text=posted.text("body-plain"),
        html=posted.text("body-html"),
        files=[
            Sketched(one.filename or "", one.media_type, one.data, ids.get(one.name, ""))
            for one in posted.files[:_MOST_FILES]
        ],
    ).completed(
        From=posted.text("From") or posted.text("from"),
        To=posted.text("To") or posted.text("recipient"),
        Subject=posted.text("Subject") or posted.text("subject"),
        Message_Id=posted.text("Message-Id"),
        Date=posted.text("Date"),
    )
    spf, dkim = sketch.told("x-mailgun-spf"), sketch.told("x-mailgun-dkim-check-result")
    return Letter(
        with_fields(mail_of(sketch), _results("mailgun.org", spf=spf, dkim=dkim)), envelope
    )


def postmark(posted: Posted) -> Letter:
    """Return the mail of an inbound webhook, raw or parsed. Raises Problem."""
    fields = posted.fields
    headers = [
        (_word(one.get("Name")), _word(one.get("Value"))) for one in _objects(fields.get("Headers"))
    ][:_MOST_HEADERS]
    path = next((value for name, value in headers if name.lower() == "return-path"), None)
    envelope = Envelope(
        sender=None if path is None else path.strip().strip("<>"),
        recipients=(posted.text("OriginalRecipient"),) if posted.text("OriginalRecipient") else (),
    )
    verdicts = [field(name, value) for name, value in headers if name.lower().startswith("x-spam-")]
    if raw := _raw(posted, "RawEmail"):
        return Letter(with_fields(raw, verdicts), envelope)
    if not ("FromFull" in fields or posted.text("From")):
        raise no_mail("Postmark", "there is no `FromFull`. Use the address as the inbound webhook.")
    sketch = Sketch(
        headers=headers,
        text=posted.text("TextBody"),
        html=posted.text("HtmlBody"),
        files=[_attached(one) for one in _objects(fields.get("Attachments"))[:_MOST_FILES]],
    )
    whole = sketch.completed(
        From=_mailboxes([fields.get("FromFull")]) or posted.text("From"),
        To=_mailboxes(_objects(fields.get("ToFull"))) or posted.text("To"),
        Cc=_mailboxes(_objects(fields.get("CcFull"))) or posted.text("Cc"),
        Reply_To=posted.text("ReplyTo"),
        Subject=posted.text("Subject"),
        Date=posted.text("Date"),
        Message_ID=f"<{posted.text('MessageID')}@postmarkapp.com>"
        if posted.text("MessageID")
        else "",
    )
    return Letter(mail_of(whole), envelope)


LETTERS: Final[Mapping[str, Callable[[Posted], Letter]]] = {
    "sendgrid": sendgrid,
    "mailgun": mailgun,
    "postmark": postmark,
}
"""The providers whose mails are taken, by the name in their address."""


def _raw(posted: Posted, name: str) -> bytes:
    """Return a mail that was handed over as it was received."""
    if raw := posted.raw.get(name):
        return raw
    for one in posted.files:
        if one.name == name and one.data:
            return one.data
    return posted.text(name).encode("utf-8", "surrogatepass")


def _results(server: str, **methods: str) -> list[str]:
    told = [f"{name}={value.lower()}" for name, value in methods.items() if value.isalpha()]
    return [field("Authentication-Results", "; ".join([server, *told]))] if told else []


def _verdict(dkim: str) -> str:
    """Return the verdict in `{@example.com : pass}`: one signature that holds is enough."""
    found = [one.rpartition(":")[2].strip(" {}") for one in dkim.split(",") if ":" in one]
    return "pass" if "pass" in found else next(iter(found), "")


def _enclosed(
    part: str, data: bytes, name: str | None, kind: str, infos: Mapping[str, object]
) -> Sketched:
    info = _object(infos.get(part))
    shown = _word(info.get("filename")) or _word(info.get("name")) or name or ""
    return Sketched(shown, kind or _word(info.get("type")), data, _word(info.get("content-id")))


def _attached(one: Mapping[str, object]) -> Sketched:
    content = _word(one.get("Content")) or _word(one.get("Data"))
    try:
        data = b64decode(content)
    except (NotBase64, ValueError):
        data = content.encode("utf-8", "replace")
    return Sketched(
        _word(one.get("Name")), _word(one.get("ContentType")), data, _word(one.get("ContentID"))
    )


def _lines(block: str) -> list[tuple[str, str]]:
    """Return the fields of a header block in plain text."""
    found: list[tuple[str, str]] = []
    for line in block.splitlines():
        if line[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        elif ":" in line and len(found) < _MOST_HEADERS:
            name, _, value = line.partition(":")
            found.append((name.strip(), value.strip()))
    return found


def _pairs(value: object) -> list[tuple[str, str]]:
    rows = value if isinstance(value, list) else []
    return [
        (_word(row[0]), _word(row[1]))
        for row in rows[:_MOST_HEADERS]
        if isinstance(row, list) and len(row) > 1
    ]


def _mailboxes(values: Sequence[object]) -> str:
    shown = []
    for value in values:
        one = _object(value)
        name = _word(one.get("Name")).replace("\\", "\\\\").replace('"', '\\"')
        address = _word(one.get("Email"))
        shown.append(f'"{name}" <{address}>' if name else address)
    return ", ".join(filter(None, shown))


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _maybe(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _words(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
