"""Receipts over HTTP: gateways tell what became of messages. 204 means that it is durable, or concerns nobody.

Twilio's are proved by its signature, Sinch's (which has none) by the address alone, which is signed. What comes
twice is said once; what comes out of order is sorted by the case.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.notifier.fate import Fate, of_fax, of_message
from services.notifier.receipt import MOST, PATHS, Gateway, Receipt, read
from switchboard.bus.port import Bus, Draft, Unavailable
from switchboard.clock import Clock
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import DeliveryConfirmed
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, partition_of, slot_key
from switchboard.http.access import Gate
from switchboard.http.body import Room, require_type
from switchboard.http.problems import MALFORMED, UNAUTHORIZED, Problem, responses, unavailable
from switchboard.http.twilio import HEADER, Twilio, called, is_form_signed

MOST_BYTES: Final = 64_000
MOST_FIELDS: Final = 100
_REMEMBERED: Final = 10_000
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
_NOT_TWILIOS: Final = (
    "The signature is not Twilio's for this address and body: the token in SWITCHBOARD_SMS or "
    "SWITCHBOARD_TWILIO_TOKENS must be the account's, and SWITCHBOARD_PUBLIC_URL where it reaches us."
)
_RECEIPT: Final = {
    "name": "receipt",
    "in": "query",
    "required": False,
    "description": "As it stands in the address that we gave the gateway.",
    "schema": {"type": "string", "maxLength": MOST},
}
_REFUSALS: Final = (400, 401, 408, 413, 415, 429, 503)


class Told:
    """What gateways have told, so that the log holds it once. Belongs to one event loop."""

    def __init__(self, bus: Bus, clock: Clock, partitions: int, keys: Sequence[bytes]) -> None:
        self._bus = bus
        self._clock = clock
        self._partitions = partitions
        self._keys = keys
        self._known = OrderedDict[tuple[str, bool], None]()

    async def tell(self, gateway: Gateway, written: str, fate: Fate | None) -> None:
        """Have a case know what became of its message. Raises Problem 503 where that is not durable."""
        receipt = self.receipt(gateway, written)
        if receipt is None or fate is None or self._knows(receipt, fate):
            return
        try:
            await self._bus.publish([self._draft(receipt, fate)])
        except Unavailable as fault:
            raise unavailable() from fault
        self._known[receipt.notice_id, fate.delivered] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def receipt(self, gateway: Gateway, written: str) -> Receipt | None:
        """Return which message a receipt is for; None: it is none of ours."""
        return read(self._keys, gateway, written)

    def _knows(self, receipt: Receipt, fate: Fate) -> bool:
        return (receipt.notice_id, fate.delivered) in self._known

    def _draft(self, receipt: Receipt, fate: Fate) -> Draft:
        at, slot = self._clock.now(), slot_of_reference(receipt.reference)
        event = DeliveryConfirmed(
            notice_id=receipt.notice_id,
            reference=receipt.reference,
            delivered=fate.delivered,
            reason=fate.reason,
            confirmed_at=at,
        )
        value, headers = encode_event(event, source=f"/notifier/{receipt.gateway}", at=at)
        partition = partition_of(slot, self._partitions)
        return Draft(INTAKE, partition, slot_key(slot), value, headers)


def routes(told: Told, gate: Gate, room: Room, twilio: Twilio) -> APIRouter:
    """Return the routes by which gateways give receipts."""
    router = APIRouter(tags=["notifier"])

    @router.post(PATHS[Gateway.TWILIO], **_described(_FORM))
    async def post_twilio(request: Request) -> Response:
        """Take note of what became of a short message, as Twilio and its kin call back."""
        require_type(request, _FORM)
        async with room.body(request, MOST_BYTES) as raw:
            fields = _fields(raw)
        url = called(twilio, str(request.url))
        if not is_form_signed(twilio.tokens, url, fields, request.headers.get(HEADER, "")):
            gate.refused(request)
            raise Problem(UNAUTHORIZED, _NOT_TWILIOS)
        await told.tell(Gateway.TWILIO, _written(request), of_message(dict(reversed(fields))))
        return Response(status_code=204)

    @router.post(PATHS[Gateway.SINCH], **_described(_JSON))
    async def post_sinch(request: Request) -> Response:
        """Take note of what became of a fax, as Sinch calls back."""
        require_type(request, _JSON)
        async with room.body(request, MOST_BYTES) as raw:
            fate = of_fax(raw)
        if told.receipt(Gateway.SINCH, _written(request)) is None:
            gate.refused(request)
            raise Problem(
                UNAUTHORIZED, "This is no receipt of ours: use the address that came with the fax."
            )
        await told.tell(Gateway.SINCH, _written(request), fate)
        return Response(status_code=204)

    return router


def _written(request: Request) -> str:
    return request.query_params.get("receipt", "")


def _fields(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Problem(
            MALFORMED, f"Not a form, or one with more than {MOST_FIELDS} fields."
        ) from None


def _described(media_type: str) -> dict[str, Any]:
    anything: Mapping[str, object] = {"type": "object", "additionalProperties": True}
    return {
        "status_code": 204,
        "response_class": Response,
        "responses": {204: {"description": "Noted, or nothing to note"}, **responses(*_REFUSALS)},
        "openapi_extra": {
            "parameters": [_RECEIPT],
            "requestBody": {"required": True, "content": {media_type: {"schema": anything}}},
        },
    }
