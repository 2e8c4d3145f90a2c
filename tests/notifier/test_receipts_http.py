"""What a gateway tells of a message reaches its case, once; what a stranger tells does not."""

from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest

from services.notifier.receipt import Gateway, Receipt, Receipts, sign
from services.notifier.receipts_http import MOST_BYTES, MOST_FIELDS, Told, routes
from switchboard.bus.port import Draft, Unavailable
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.codec import decode_event
from switchboard.contracts.events import DeliveryConfirmed, Event
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, slot_key
from switchboard.contracts.values import NoticeId
from switchboard.http.access import Entrance
from switchboard.http.app import app
from switchboard.http.signatures import signed
from switchboard.http.twilio import Twilio
from tests.harness.clock import SUNDAY_NOON, HandClock
from tests.http.calling import gate, room
from tests.notifier.log import log, records
from tests.notifier.owing import PARTITIONS, partition, reference

KEYS = (b"newest", b"older")
TOKEN = b"s3cret"
HERE = "https://help.acme.example"
NOTICE = NoticeId(f"{reference()}-ack-sms")
FORM = "application/x-www-form-urlencoded"


def address(gateway: Gateway = Gateway.TWILIO, notice: NoticeId = NOTICE) -> str:
    return Receipts(HERE, KEYS).to(Receipt(gateway, reference(), notice)).removeprefix(HERE)


class Caller:
    """Gateways, and those who say that they are."""

    def __init__(self, web: httpx.AsyncClient, bus: SqliteBus) -> None:
        self.web = web
        self.bus = bus

    async def twilio(
        self, path: str, fields: Mapping[str, str], token: bytes = TOKEN
    ) -> httpx.Response:
        words = "".join(name + fields[name] for name in sorted(fields))
        shown = b64encode(signed(token, (HERE + path + words).encode(), "sha1")).decode()
        return await self.web.post(path, data=dict(fields), headers={"X-Twilio-Signature": shown})

    async def sinch(self, path: str, status: str, error: str = "") -> httpx.Response:
        fax = {"id": "01F", "status": status, "errorMessage": error}
        return await self.web.post(path, json={"event": "FAX_COMPLETED", "fax": fax})

    async def heard(self) -> list[Event]:
        return [decode_event(record.value) for record in await records(self.bus, INTAKE)]


@asynccontextmanager
async def caller() -> AsyncIterator[Caller]:
    clock = HandClock()
    async with log(clock, PARTITIONS) as bus:
        told = Told(bus, clock, PARTITIONS, KEYS)
        account = Twilio(tokens=(b"older", TOKEN), public_url=HERE)
        made = app(routes(told, gate(Entrance.NOBODY), room(bytes_=1_000_000), account))
        transport = httpx.ASGITransport(made, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.7") as web:
            yield Caller(web, bus)


async def test_a_message_that_arrived_is_told_to_its_case() -> None:
    async with caller() as there:
        answer = await there.twilio(address(), {"MessageSid": "SM1", "MessageStatus": "delivered"})

        assert (answer.status_code, answer.content) == (204, b"")
        assert await there.heard() == [
            DeliveryConfirmed(
                notice_id=NOTICE, reference=reference(), delivered=True, confirmed_at=SUNDAY_NOON
            )
        ]
        [record] = await records(there.bus, INTAKE)
        assert record.partition == partition(reference())
        assert record.key == slot_key(slot_of_reference(reference()))


async def test_a_message_that_never_will_arrive_says_why() -> None:
    async with caller() as there:
        await there.twilio(address(), {"MessageStatus": "undelivered", "ErrorCode": "30003"})
        [heard] = await there.heard()

    assert isinstance(heard, DeliveryConfirmed)
    assert (heard.delivered, heard.reason) == (False, "undelivered 30003")


@pytest.mark.parametrize("status", ["queued", "sent", "sending", "accepted", "whatever", ""])
async def test_what_is_not_final_is_taken_and_told_to_nobody(status: str) -> None:
    async with caller() as there:
        answer = await there.twilio(address(), {"MessageStatus": status})

        assert answer.status_code == 204
        assert await there.heard() == []


async def test_what_comes_twice_is_told_once_in_whatever_order() -> None:
    async with caller() as there:
        for status in ("delivered", "sent", "delivered", "queued", "delivered"):
            await there.twilio(address(), {"MessageStatus": status})

        assert len(await there.heard()) == 1


async def test_a_gateway_that_changes_its_mind_is_heard() -> None:
    async with caller() as there:
        await there.twilio(address(), {"MessageStatus": "failed"})
        await there.twilio(address(), {"MessageStatus": "delivered"})
        heard = await there.heard()

    assert [one.delivered for one in heard if isinstance(one, DeliveryConfirmed)] == [False, True]


@pytest.mark.parametrize(
    "written", ["", "x", sign((b"stranger",), Receipt(Gateway.TWILIO, reference(), NOTICE))]
)
async def test_a_message_that_is_not_ours_concerns_nobody(written: str) -> None:
    async with caller() as there:
        path = f"/v1/sms/receipts/twilio?receipt={written}"
        answer = await there.twilio(path, {"MessageStatus": "delivered"})

        assert answer.status_code == 204
        assert await there.heard() == []


async def test_whoever_does_not_know_the_token_is_refused() -> None:
    fields = {"MessageStatus": "delivered"}
    async with caller() as there:
        stranger = await there.twilio(address(), fields, b"another")
        unsigned = await there.web.post(address(), data=fields)
        elsewhere = await there.twilio(address(notice=NoticeId("n-2")), fields)

        assert (stranger.status_code, unsigned.status_code) == (401, 401)
        assert elsewhere.status_code == 204
        assert len(await there.heard()) == 1


async def test_a_receipt_signed_for_one_message_says_nothing_of_another() -> None:
    fields = {"MessageStatus": "delivered"}
    words = "MessageStatusdelivered"
    shown = b64encode(signed(TOKEN, (HERE + address() + words).encode(), "sha1")).decode()
    async with caller() as there:
        answer = await there.web.post(
            address(notice=NoticeId("n-2")), data=fields, headers={"X-Twilio-Signature": shown}
        )

        assert answer.status_code == 401
        assert await there.heard() == []


async def test_a_fax_that_arrived_and_one_that_did_not() -> None:
    second = NoticeId("n-2")
    async with caller() as there:
        answers = [
            await there.sinch(address(Gateway.SINCH), "COMPLETED"),
            await there.sinch(address(Gateway.SINCH, second), "FAILURE", "busy"),
            await there.sinch(address(Gateway.SINCH, NoticeId("n-3")), "IN_PROGRESS"),
        ]
        heard = [one for one in await there.heard() if isinstance(one, DeliveryConfirmed)]

    assert [one.status_code for one in answers] == [204, 204, 204]
    assert [(one.notice_id, one.delivered, one.reason) for one in heard] == [
        (NOTICE, True, ""),
        (second, False, "busy"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/fax/receipts/sinch",
        "/v1/fax/receipts/sinch?receipt=x",
        "/v1/fax/receipts/sinch" + address()[len("/v1/sms/receipts/twilio") :],
    ],
)
async def test_a_fax_receipt_is_proved_by_its_address_alone(path: str) -> None:
    async with caller() as there:
        answer = await there.sinch(path, "COMPLETED")

        assert answer.status_code == 401
        assert await there.heard() == []


async def test_too_much_is_not_read() -> None:
    async with caller() as there:
        large = await there.web.post(
            address(Gateway.SINCH),
            content=b"x" * (MOST_BYTES + 1),
            headers={"Content-Type": "application/json"},
        )
        many = "&".join(["a=b"] * (MOST_FIELDS + 1))
        crowded = await there.web.post(address(), content=many, headers={"Content-Type": FORM})
        other = await there.web.post(
            address(), content=b"x", headers={"Content-Type": "text/plain"}
        )

    assert (large.status_code, crowded.status_code, other.status_code) == (413, 400, 415)


async def test_while_the_log_is_away_a_gateway_is_asked_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def away(_: Sequence[Draft]) -> None:
        raise Unavailable("away")

    async with caller() as there:
        with monkeypatch.context() as patched:
            patched.setattr(there.bus, "publish", away)
            answer = await there.sinch(address(Gateway.SINCH), "COMPLETED")
        again = await there.sinch(address(Gateway.SINCH), "COMPLETED")

        assert (answer.status_code, again.status_code) == (503, 204)
        assert len(await there.heard()) == 1
