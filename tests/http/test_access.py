"""Who comes in."""

import hashlib

import msgspec
import pytest

from switchboard.directory import Directory
from switchboard.http.access import Entrance, Gate, Scope, make_key
from tests.harness.clock import SUNDAY_NOON
from tests.http.calling import calling, gate, key

READER = key(Scope.READ, Scope.SUBMIT)


def bearer(shown: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {shown}"}


async def test_a_key_comes_in() -> None:
    async with calling(gate(Entrance.NOBODY, READER.entry)) as client:
        answer = await client.get("/read", headers=bearer(READER.shown))

    assert (answer.status_code, answer.json()) == (200, READER.entry.key_id)


async def test_a_key_works_from_anywhere_behind_a_proxy() -> None:
    headers = bearer(READER.shown) | {
        "X-Forwarded-For": "192.0.2.1",
        "Origin": "https://shop.example",
    }
    async with calling(
        gate(Entrance.NOBODY, READER.entry), base_url="https://acme.example"
    ) as client:
        answer = await client.get("/read", headers=headers)

    assert answer.status_code == 200


async def test_as_long_as_the_keys_are_not_read_nobody_is_refused_for_good_or_let_in() -> None:
    for entrance in Entrance:
        async with calling(Gate(Directory(), entrance)) as client:
            keyed = await client.get("/read", headers=bearer(READER.shown))
            keyless = await client.get("/read")

        assert (keyed.status_code, keyless.status_code) == (503, 503)
        assert keyed.headers["retry-after"]


async def test_without_a_key_nobody_comes_in() -> None:
    async with calling(gate(Entrance.NOBODY)) as client:
        answer = await client.get("/read")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["type"] == "urn:switchboard:problem:unauthorized"


FORGED = {
    "another secret": f"sbk_{READER.entry.key_id}_{key(number=2).shown.rpartition('_')[2]}",
    "a key that nobody made": key(Scope.READ, number=9).shown,
    "no secret": f"sbk_{READER.entry.key_id}_",
    "its id alone": f"sbk_{READER.entry.key_id}",
    "its hash": f"sbk_{READER.entry.key_id}_{READER.entry.secret_hash}",
    "half of it": READER.shown[:-10],
    "another prefix": READER.shown.replace("sbk_", "pk_"),
    "nothing": "",
    "underscores": "___",
    "no base64": f"sbk_{READER.entry.key_id}_???",
}


@pytest.mark.parametrize("kind", FORGED)
async def test_a_key_that_is_none_does_not_come_in(kind: str) -> None:
    async with calling(gate(Entrance.THIS_MACHINE, READER.entry)) as client:
        answer = await client.get("/read", headers=bearer(FORGED[kind]))

    assert answer.status_code == 401


@pytest.mark.parametrize("scheme", ["Basic", "", "Token"])
async def test_a_key_under_another_scheme_does_not_come_in(scheme: str) -> None:
    async with calling(gate(Entrance.NOBODY, READER.entry)) as client:
        headers = {"Authorization": f"{scheme} {READER.shown}"}
        answer = await client.get("/read", headers=headers)

    assert answer.status_code == 401


async def test_a_revoked_key_does_not_come_in() -> None:
    revoked = msgspec.structs.replace(READER.entry, revoked_at=SUNDAY_NOON)
    async with calling(gate(Entrance.NOBODY, revoked)) as client:
        answer = await client.get("/read", headers=bearer(READER.shown))

    assert answer.status_code == 401


async def test_a_key_opens_no_more_than_its_scopes() -> None:
    submitter = key(Scope.SUBMIT)
    async with calling(gate(Entrance.NOBODY, submitter.entry)) as client:
        answer = await client.get("/read", headers=bearer(submitter.shown))

    assert answer.status_code == 403
    assert "read" in answer.json()["detail"]


def test_what_is_kept_of_a_key_is_its_hash() -> None:
    issued = make_key(
        "shop", [Scope.ACT], id_bytes=b"12345678", secret_bytes=b"s" * 32, at=SUNDAY_NOON
    )

    prefix, key_id, secret = issued.shown.split("_", 2)
    assert (prefix, key_id) == ("sbk", issued.entry.key_id)
    assert issued.entry.secret_hash == hashlib.sha256(b"s" * 32).hexdigest()
    assert secret not in repr(issued.entry)
    assert issued.entry.scopes == ("act",)


def test_a_short_secret_makes_no_key() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        make_key("shop", [], id_bytes=b"12345678", secret_bytes=b"short", at=SUNDAY_NOON)


@pytest.mark.parametrize(
    "base_url",
    [
        "http://localhost",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://LOCALHOST",
    ],
)
async def test_until_the_first_key_this_machine_comes_in(base_url: str) -> None:
    async with calling(gate(Entrance.THIS_MACHINE), base_url=base_url) as client:
        answer = await client.get("/read")

    assert (answer.status_code, answer.json()) == (200, "local")


async def test_from_the_first_key_on_this_machine_needs_one_too() -> None:
    async with calling(gate(Entrance.THIS_MACHINE, READER.entry)) as client:
        answer = await client.get("/read")

    assert answer.status_code == 401


async def test_a_page_of_our_own_comes_in() -> None:
    async with calling(gate(Entrance.THIS_MACHINE)) as client:
        answer = await client.get("/read", headers={"Origin": "http://localhost:8080"})

    assert answer.status_code == 200


STRANGE = [
    {"Host": "evil.example"},  # A name that its owner lets point here (DNS rebinding).
    {"Host": "localhost.evil.example"},
    {"Host": "127.0.0.1.evil.example:8080"},
    {"Host": ""},
    {"Host": "[::1].evil.example"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:9999"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-Host": "localhost"},
    {"X-Forwarded-Proto": "http"},
    {"X-Real-IP": "127.0.0.1"},
    {"Forwarded": "for=127.0.0.1"},
    {"Via": "1.1 proxy"},
]


@pytest.mark.parametrize("headers", STRANGE, ids=str)
async def test_whoever_is_not_plainly_this_machine_stays_out(headers: dict[str, str]) -> None:
    async with calling(gate(Entrance.THIS_MACHINE)) as client:
        answer = await client.get("/read", headers=headers)

    assert answer.status_code == 403
    assert "API key" in answer.json()["detail"]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
async def test_a_connection_from_this_machine_comes_in(address: str) -> None:
    async with calling(gate(Entrance.THIS_MACHINE), client_address=address) as client:
        answer = await client.get("/read")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "10.0.0.7", "172.17.0.1", "fe80::1", "::ffff:192.0.2.1", "", "unix"]
)
async def test_a_neighbor_who_says_localhost_stays_out(address: str) -> None:
    async with calling(gate(Entrance.THIS_MACHINE), client_address=address) as client:
        answer = await client.get("/read")

    assert answer.status_code == 403
    assert "API key" in answer.json()["detail"]


async def test_a_wrong_key_is_refused_even_from_this_machine() -> None:
    async with calling(gate(Entrance.THIS_MACHINE)) as client:
        answer = await client.get("/read", headers=bearer("sbk_x_y"))

    assert answer.status_code == 401
