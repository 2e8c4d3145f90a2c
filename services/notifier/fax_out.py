"""Faxes by a provider that speaks as Sinch does (its API of version 3): a document goes up, its receipt comes later.

A provider takes no id of ours: what it may have taken without saying so is not sent a second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

import msgspec

from services.notifier.answers import Answer, Refused, Sent, Unreachable, short
from services.notifier.replies import (
    BROKEN,
    LATER,
    REDIRECTED,
    TAKEN,
    not_now,
    without_answer,
)
from services.notifier.sms import basic
from switchboard.clock import Clock
from switchboard.contracts.values import Seconds
from switchboard.http.outward import Answered, Outward, Question

WITHIN: Final = Seconds(20.0)
MOST_ANSWER: Final = 64_000
_WRITE: Final = "write sinch://KEY:SECRET@PROJECT?from=%2B49301234"
_API: Final = "https://fax.api.sinch.com"


@dataclass(frozen=True)
class FaxAccount:
    """A provider, and how to speak to it."""

    key: str
    secret: str = field(repr=False)
    project: str
    sender: str = ""
    """Our number, as the other side sees it; empty: the provider's choice."""
    api: str = _API


def fax_account(written: str) -> FaxAccount:
    """Read `sinch://KEY:SECRET@PROJECT?from=+49301234`, with `&api=https://host` for another. Raises ValueError."""
    try:
        parts = urlsplit(written)
        asked = parse_qs(parts.query)
        api = asked.get("api", [_API])[0].rstrip("/")
        where = urlsplit(api)
    except ValueError:  # Its words show what was written, the secret among it.
        raise ValueError(_WRITE) from None
    login, at, project = parts.netloc.rpartition("@")
    key, colon, secret = login.partition(":")
    if parts.scheme != "sinch" or not (at and colon and key and secret and project):
        raise ValueError(_WRITE)
    if where.scheme not in {"https", "http"} or not where.hostname:
        raise ValueError("api= is the address of the provider: https://host")
    # A plus sign that was not escaped reads as a blank.
    sender = asked.get("from", [""])[0].strip()
    number = f"+{sender}" if sender.isdecimal() else sender
    return FaxAccount(unquote(key), unquote(secret), unquote(project), number, api)


class FaxOut:
    """A provider for faxes."""

    def __init__(self, account: FaxAccount, outward: Outward, clock: Clock) -> None:
        self._account = account
        self._outward = outward
        self._clock = clock

    async def send(self, number: str, document: bytes, receipts: str) -> Answer:
        """Have a PDF sent; `receipts` is where the provider tells what became of it, empty: nowhere."""
        account = self._account
        media_type, body = multipart(_fields(account, number, receipts), document)
        told = await self._outward.ask(
            Question(
                "POST",
                f"{account.api}/v3/projects/{quote(account.project, safe='')}/faxes",
                {"Authorization": basic(account.key, account.secret), "Content-Type": media_type},
                body,
            ),
            WITHIN,
            MOST_ANSWER,
        )
        if not isinstance(told, Answered):
            return without_answer(told)
        return _meant(told, self._clock)


def _fields(account: FaxAccount, number: str, receipts: str) -> Mapping[str, str]:
    sender = {"from": account.sender} if account.sender else {}
    told = (
        {"callbackUrl": receipts, "callbackUrlContentType": "application/json"} if receipts else {}
    )
    return {"to": number, **sender, **told}


def multipart(fields: Mapping[str, str], document: bytes) -> tuple[str, bytes]:
    """Return media type and body of a form with a PDF (RFC 7578); equal for what is equal."""
    told = b"\0".join(f"{name}={value}".encode() for name, value in fields.items())
    boundary = sha256(told + b"\0" + document).hexdigest()
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="fax.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = b"".join([*parts, head.encode(), document, f"\r\n--{boundary}--\r\n".encode()])
    return f"multipart/form-data; boundary={boundary}", body


class _Said(msgspec.Struct, frozen=True, rename="camel"):
    """What a provider answers, as far as we read it."""

    id: str = ""
    status: str = ""
    error_message: str = ""
    message: str = ""


def _meant(told: Answered, clock: Clock) -> Answer:
    said = _said(told.body)
    why = short(f"the provider answered {told.status} {said.error_message or said.message}")
    if told.status // 100 == TAKEN:
        return Refused(why) if said.status == "FAILURE" else Sent(provider_id=said.id[:64])
    if told.status in {401, 403, 404} or told.status // 100 == REDIRECTED:
        return Unreachable(why)
    if told.status in LATER or told.status // 100 == BROKEN:
        return not_now(told, why, clock.now())
    return Refused(why)


def _said(body: bytes) -> _Said:
    try:
        return msgspec.json.decode(body, type=_Said)
    except msgspec.MsgspecError:
        return _Said()
