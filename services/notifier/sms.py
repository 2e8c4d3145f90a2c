"""Short messages (SMS) by a gateway that speaks as Twilio does; what it answers, in our words.

A gateway takes no id of ours: what it may have taken without saying so is not sent a second time to a customer.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

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
from services.notifier.segments import segments
from switchboard.clock import Clock
from switchboard.contracts.values import Seconds
from switchboard.http.outward import Answered, Outward, Question

WITHIN: Final = Seconds(15.0)
MOST_ANSWER: Final = 64_000
MOST_SEGMENTS: Final = 6
"""Of one text: beyond, carriers drop parts, and each costs as a message of its own."""

_API: Final = "https://api.twilio.com"
_WRITE: Final = "write twilio://SID:TOKEN@SENDER, its sender a number such as +49301234"
_FORM: Final = "application/x-www-form-urlencoded"
_ABOUT_US: Final = frozenset(
    {20_003, 20_404, 21_212, 21_603, 21_606, 21_608, 21_659, 21_660, 21_703}
)
"""Twilio's numbers for a login, an account or a sender that is wrong: no message would go."""
_NO_MORE: Final = frozenset({20_429, 21_611})
"""Its numbers for too much at once."""


@dataclass(frozen=True)
class SmsAccount:
    """A gateway, and how to speak to it."""

    sid: str
    token: str = field(repr=False)
    sender: str
    """A number, a name, or the id of a messaging service (`MG…`)."""
    api: str = _API


def sms_account(written: str) -> SmsAccount:
    """Read `twilio://SID:TOKEN@SENDER`, with `?api=https://host` for a gateway of the same kind. Raises ValueError."""
    try:
        parts = urlsplit(written)
        api = parse_qs(parts.query).get("api", [_API])[0].rstrip("/")
        where = urlsplit(api)
    except ValueError:  # Its words show what was written, the token among it.
        raise ValueError(_WRITE) from None
    login, at, sender = parts.netloc.rpartition("@")
    sid, colon, token = login.partition(":")
    if parts.scheme != "twilio" or not (at and colon and sid and token and sender):
        raise ValueError(_WRITE)
    if where.scheme not in {"https", "http"} or not where.hostname:
        raise ValueError("?api= is the address of the gateway: https://host")
    return SmsAccount(unquote(sid), unquote(token), unquote(sender), api)


class Sms:
    """A gateway for short messages."""

    def __init__(self, account: SmsAccount, outward: Outward, clock: Clock) -> None:
        self._account = account
        self._outward = outward
        self._clock = clock

    async def send(self, number: str, text: str, receipts: str) -> Answer:
        """Have a text sent; `receipts` is where the gateway tells what became of it, empty: nowhere."""
        if why := too_long(text):
            return why
        account = self._account
        told = await self._outward.ask(
            Question(
                "POST",
                f"{account.api}/2010-04-01/Accounts/{quote(account.sid, safe='')}/Messages.json",
                {"Authorization": basic(account.sid, account.token), "Content-Type": _FORM},
                urlencode(_fields(account, number, text, receipts)).encode(),
            ),
            WITHIN,
            MOST_ANSWER,
        )
        if not isinstance(told, Answered):
            return without_answer(told)
        return _meant(told, self._clock)


def too_long(text: str) -> Refused | None:
    """Return why a text is no short message; None where it is one."""
    if (needed := segments(text)) <= MOST_SEGMENTS:
        return None
    return Refused(f"too long for a short message: it takes {needed}, at most {MOST_SEGMENTS} go")


def basic(user: str, password: str) -> str:
    """Return the header of a basic login (RFC 7617)."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def _fields(account: SmsAccount, number: str, text: str, receipts: str) -> Mapping[str, str]:
    sender = "MessagingServiceSid" if account.sender.startswith("MG") else "From"
    told = {"StatusCallback": receipts} if receipts else {}
    return {"To": number, sender: account.sender, "Body": text, **told}


class _Said(msgspec.Struct, frozen=True):
    """What a gateway answers, as far as we read it."""

    sid: str = ""
    code: int | None = None
    message: str = ""


def _meant(told: Answered, clock: Clock) -> Answer:
    said = _said(told.body)
    why = short(f"the gateway answered {told.status} {said.code or ''} {said.message}")
    if told.status // 100 == TAKEN:
        return Sent(provider_id=said.sid[:64])
    if told.status in {401, 403} or said.code in _ABOUT_US or told.status // 100 == REDIRECTED:
        return Unreachable(why)
    if told.status in LATER or said.code in _NO_MORE or told.status // 100 == BROKEN:
        return not_now(told, why, clock.now())
    return Refused(why)


def _said(body: bytes) -> _Said:
    try:
        return msgspec.json.decode(body, type=_Said)
    except msgspec.MsgspecError:  # Whatever stands in front of a gateway speaks HTML.
        return _Said()
