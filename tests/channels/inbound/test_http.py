"""`POST /v1/email/{provider}`: proved, durable, then accepted."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import orjson
import pytest

from services.channels import originals
from services.channels.door import Door, porch, room
from services.channels.inbound.credentials import secrets_in
from services.channels.inbound.http import routes
from services.channels.inbound.posted import JSON
from services.channels.limits import LIMITS, Limits
from services.channels.originals import Envelope
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import ORIGINALS
from switchboard.contracts.values import Channel
from switchboard.http.access import Entrance, Gate
from switchboard.http.app import app
from switchboard.http.meter import REFUSED, Meter, rate_of
from tests.channels.doorway import HERE, records
from tests.channels.inbound.posts import RAW, SECRETS, encoded, login, mailgun, postmark, sendgrid
from tests.harness.clock import HandClock

MAILGUN = "/v1/email/mailgun"
FIELDS = {"body-mime": RAW, "sender": "b@example.com", "recipient": "support@acme.example"}


def knocking(door: Door, secrets: str = SECRETS) -> httpx.AsyncClient:
    application = app(routes(door, secrets_in(secrets)))
    return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=HERE)


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    async with knocking(door) as client:
        yield client


async def stored(door: Door) -> list[originals.Original]:
    return [originals.decode(record.value) for record in await records(door.bus, ORIGINALS)]


async def test_a_mail_of_mailgun_is_durable_before_it_is_accepted(
    client: httpx.AsyncClient, door: Door
) -> None:
    answer = await client.post(MAILGUN, data=mailgun(FIELDS))

    [original] = await stored(door)
    assert answer.status_code == 202
    assert answer.json()["inquiry_id"] == original.inquiry_id
    assert answer.headers["location"] == answer.json()["status_url"]
    assert (original.channel, original.media_type) == (Channel.EMAIL, "message/rfc822")
    assert original.envelope == Envelope(
        sender="b@example.com", recipients=("support@acme.example",)
    )
    assert await door.blobs.get(original.blob) == RAW.encode()


async def test_mailgun_may_use_the_address_that_makes_it_send_the_raw_mail(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.post(f"{MAILGUN}/mime", data=mailgun(FIELDS))).status_code == 202


async def test_a_mail_of_sendgrid_is_taken_in(client: httpx.AsyncClient, door: Door) -> None:
    body, kind = encoded({"email": RAW}, {"attachment1": ("a.txt", b"x", "text/plain")})
    answer = await client.post(
        "/v1/email/sendgrid", content=body, headers={**sendgrid(body), "content-type": kind}
    )

    assert answer.status_code == 202
    assert len(await stored(door)) == 1


async def test_a_mail_of_postmark_is_taken_in(client: httpx.AsyncClient, door: Door) -> None:
    answer = await client.post("/v1/email/postmark", json=postmark(RawEmail=RAW), headers=login())

    assert answer.status_code == 202
    assert len(await stored(door)) == 1


async def test_the_same_mail_on_two_ways_is_one_inquiry(client: httpx.AsyncClient) -> None:
    one = await client.post(MAILGUN, data=mailgun(FIELDS))
    two = await client.post("/v1/email/postmark", json=postmark(RawEmail=RAW), headers=login())

    assert one.json() == two.json()


async def test_a_mail_without_an_id_of_its_own_that_comes_again_is_the_same(
    client: httpx.AsyncClient,
) -> None:
    nameless = {**FIELDS, "body-mime": RAW.replace("Message-ID", "X-Other")}
    one = await client.post(MAILGUN, data=mailgun(nameless, token="a"))
    two = await client.post(MAILGUN, data=mailgun(nameless, token="b"))

    assert one.json() == two.json()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (FIELDS, 401),
        (mailgun(FIELDS, key="forged"), 401),
        ({**mailgun(FIELDS), "token": "t2"}, 401),
        (mailgun({"event": "opened"}), 422),
    ],
)
async def test_what_is_not_proved_or_no_mail_leaves_nothing(
    client: httpx.AsyncClient, door: Door, fields: dict[str, str], status: int
) -> None:
    answer = await client.post(MAILGUN, data=fields)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert await stored(door) == []


async def test_a_request_that_comes_again_has_the_same_answer(
    client: httpx.AsyncClient, door: Door
) -> None:
    fields = mailgun(FIELDS)
    first, again = [await client.post(MAILGUN, data=fields) for _ in range(2)]

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert len({one.inquiry_id for one in await stored(door)}) == 1


@pytest.mark.parametrize(
    "changed", [{"body-mime": RAW.replace("pump", "bank")}, {"sender": "ceo@bank.example"}]
)
async def test_what_is_proved_by_another_mails_signature_is_refused(
    client: httpx.AsyncClient, door: Door, changed: dict[str, str]
) -> None:
    fields = mailgun(FIELDS)
    await client.post(MAILGUN, data=fields)
    forged = await client.post(MAILGUN, data={**fields, **changed})

    assert forged.status_code == 403
    assert len(await stored(door)) == 1


class Unread:
    """A body that tells whether anybody began to read it."""

    def __init__(self) -> None:
        self.read = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.read = True
        yield b"{}"


@pytest.mark.parametrize(
    ("provider", "secrets", "kind", "status"),
    [
        ("postmark", SECRETS, JSON, 401),
        ("sendgrid", "sendgrid=a:b", JSON, 401),
        ("mailgun", SECRETS, JSON, 415),
    ],
)
async def test_the_body_of_one_who_can_be_refused_without_it_is_not_read(
    door: Door, provider: str, secrets: str, kind: str, status: int
) -> None:
    body = Unread()
    async with knocking(door, secrets) as stranger:
        answer = await stranger.post(
            f"/v1/email/{provider}", content=body, headers={**login("a:c"), "content-type": kind}
        )

    assert (answer.status_code, body.read) == (status, False)


async def test_what_sendgrid_did_not_sign_is_not_taken_apart(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/v1/email/sendgrid",
        content=b"no JSON at all",
        headers={**sendgrid(b"another"), "content-type": JSON},
    )

    assert answer.status_code == 401


async def test_whoever_must_be_read_to_be_known_waits_in_a_room_of_their_own(door: Door) -> None:
    small = replace(door, porch=porch(Limits(unproved_bytes=10)))
    async with knocking(small) as client:
        unproved = await client.post(MAILGUN, data=mailgun(FIELDS))
        known = await client.post(
            "/v1/email/postmark", json=postmark(RawEmail=RAW), headers=login()
        )

    assert (unproved.status_code, known.status_code) == (503, 202)


@pytest.mark.parametrize(("spare", "status"), [(0, 202), (1, 413)])
async def test_a_post_holds_so_many_values_and_no_more(
    client: httpx.AsyncClient, spare: int, status: int
) -> None:
    # One list of numbers, and beside it a field for the mail and one with the sender.
    numbers = [1] * (LIMITS.mail_webhook_values - 2 + spare)
    told = {"FromFull": {"Email": "ana@example.com"}, "RawEmail": RAW, "Numbers": numbers}
    answer = await client.post("/v1/email/postmark", json=told, headers=login())

    assert answer.status_code == status


async def test_an_old_request_is_refused(
    client: httpx.AsyncClient, door: Door, clock: HandClock
) -> None:
    fields = mailgun(FIELDS)
    clock.advance(301.0)

    assert (await client.post(MAILGUN, data=fields)).status_code == 401
    assert await stored(door) == []


async def test_a_request_that_the_log_did_not_take_may_come_again(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    fields = mailgun(FIELDS)
    await bus.close()
    refused = [await client.post(MAILGUN, data=fields) for _ in range(2)]

    assert [one.status_code for one in refused] == [503, 503]


async def test_who_proves_nothing_may_not_try_for_ever(door: Door) -> None:
    gate = Gate(door.directory, Entrance.NOBODY, Meter(door.clock, rate_of(1)))
    async with knocking(replace(door, gate=gate)) as client:
        answers = [await client.post(MAILGUN, data=FIELDS) for _ in range(REFUSED.at_once + 1)]
        genuine = await client.post(MAILGUN, data=mailgun(FIELDS))

    assert [one.status_code for one in answers] == [*[401] * REFUSED.at_once, 429]
    assert genuine.status_code == 202


async def test_a_provider_that_nobody_knows_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/email/gmail", data=FIELDS)

    assert answer.status_code == 404
    assert "mailgun" in answer.json()["detail"]


@pytest.mark.parametrize("provider", ["sendgrid", "mailgun", "postmark"])
async def test_a_provider_without_a_secret_is_not_found_and_says_why(
    door: Door, provider: str
) -> None:
    async with knocking(door, "") as client:
        answer = await client.post(f"/v1/email/{provider}", data=FIELDS)

    assert answer.status_code == 404
    assert "SWITCHBOARD_EMAIL_SECRETS" in answer.json()["detail"]


async def test_a_body_of_another_type_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(MAILGUN, content=b"x", headers={"content-type": "text/plain"})

    assert answer.status_code == 415


@pytest.mark.parametrize(("spare", "status"), [(0, 202), (-1, 413)])
async def test_a_body_is_taken_up_to_its_limit(door: Door, spare: int, status: int) -> None:
    body, kind = encoded(mailgun(FIELDS))
    limits = Limits(mail_webhook_bytes=len(body) + spare)
    small = replace(door, limits=limits, room=room(limits))
    async with knocking(small) as client:
        answer = await client.post(MAILGUN, content=body, headers={"content-type": kind})

    assert answer.status_code == status


async def test_a_large_mail_is_taken_apart_beside_the_others(
    client: httpx.AsyncClient, door: Door
) -> None:
    large = RAW + "a" * 600_000
    answer = await client.post(
        "/v1/email/postmark",
        content=orjson.dumps(postmark(RawEmail=large)),
        headers={**login(), "content-type": "application/json"},
    )

    assert answer.status_code == 202
    assert [one.size for one in await stored(door)] == [len(large)]


def test_a_mail_of_the_largest_size_fits_into_a_request() -> None:
    assert LIMITS.mail_webhook_bytes > LIMITS.mail_bytes * 4 / 3
