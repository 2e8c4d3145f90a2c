"""The directory as one process holds it."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from switchboard.bus.port import Draft, Record
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import ApiKey, Customer, CustomerFacts, Entry
from switchboard.contracts.topics import DIRECTORY, topics
from switchboard.contracts.values import Identity
from switchboard.directory import Directory, api_key_key, customer_key, follow
from tests.harness.clock import SUNDAY_NOON, HandClock

ANA = Identity("mailto:ana@example.com")
PHONE = Identity("tel:+4930901820")


def _customer(customer_id: str, *identities: Identity, tier: str = "") -> Customer:
    return Customer(facts=CustomerFacts(customer_id=customer_id, tier=tier), identities=identities)


def _key(key_id: str, revoked_at: float | None = None) -> ApiKey:
    return ApiKey(
        key_id=key_id,
        name="shop",
        scopes=("submit",),
        secret_hash="00",
        created_at=1.0,
        revoked_at=revoked_at,
    )


def _record(key: bytes, entry: Entry | None) -> Record:
    return Record(DIRECTORY, 0, 0, SUNDAY_NOON, key, None if entry is None else encode_entry(entry))


def _directory(*entries: Customer) -> Directory:
    directory = Directory()
    directory.apply([_record(customer_key(one.facts.customer_id), one) for one in entries])
    return directory


def _id_of(directory: Directory, *identities: Identity) -> str:
    facts = directory.facts(identities)
    return facts.customer_id if facts else ""


def test_a_customer_is_found_by_each_identity_and_by_number() -> None:
    directory = _directory(_customer("K-7", ANA, PHONE))

    for identity in (ANA, PHONE, Identity("customer:K-7"), Identity("mailto:ANA@example.com")):
        assert _id_of(directory, identity) == "K-7"
    assert _id_of(directory, ANA, PHONE) == "K-7"


def test_a_stranger_is_nobody() -> None:
    directory = _directory(_customer("K-7", ANA))

    assert directory.facts([]) is None
    assert _id_of(directory, Identity("mailto:bo@example.com")) == ""


def test_an_identity_that_two_customers_claim_names_nobody() -> None:
    directory = _directory(_customer("K-7", PHONE, ANA), _customer("K-8", PHONE))

    assert _id_of(directory, PHONE) == ""
    assert _id_of(directory, PHONE, ANA) == "K-7"


def test_identities_of_two_customers_together_name_nobody() -> None:
    directory = _directory(_customer("K-7", ANA), _customer("K-8", PHONE))

    assert _id_of(directory, ANA, PHONE) == ""


def test_what_a_customer_gives_up_is_free_for_another() -> None:
    directory = _directory(_customer("K-7", PHONE), _customer("K-8", PHONE), _customer("K-7", ANA))

    assert _id_of(directory, PHONE) == "K-8"
    assert _id_of(directory, ANA) == "K-7"


def test_the_newest_entry_counts() -> None:
    directory = _directory(_customer("K-7", ANA, tier="gold"), _customer("K-7", ANA, tier="vip"))

    facts = directory.facts([ANA])
    assert facts
    assert facts.tier == "vip"
    assert directory.customer("K-7") == _customer("K-7", ANA, tier="vip")


def test_a_tombstone_is_forgotten() -> None:
    directory = _directory(_customer("K-7", ANA))
    directory.apply([_record(customer_key("K-7"), None), _record(customer_key("K-9"), None)])

    assert _id_of(directory, ANA) == ""
    assert directory.customer("K-7") is None


def test_a_revoked_key_is_still_known_and_still_closes_the_door() -> None:
    directory = Directory()
    assert not directory.keys_exist

    directory = Directory()
    directory.apply([_record(api_key_key("k1"), _key("k1", revoked_at=2.0))])
    assert directory.api_key("k1") == _key("k1", revoked_at=2.0)
    assert directory.keys_exist
    directory.apply([_record(api_key_key("k1"), None)])
    assert directory.api_key("k1") is None
    assert directory.keys_exist


def test_an_entry_that_cannot_be_read_is_logged_and_passed_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    directory = Directory()
    broken = Record(DIRECTORY, 0, 7, SUNDAY_NOON, b"customer:K-1", b"{canary")
    with caplog.at_level(logging.ERROR):
        directory.apply([broken, _record(customer_key("K-7"), _customer("K-7", ANA))])

    assert _id_of(directory, ANA) == "K-7"
    assert [record.message for record in caplog.records] == ["directory entry unreadable"]


async def test_it_is_ready_once_it_has_read_what_was_there_and_then_keeps_up() -> None:
    bus = await SqliteBus.open(":memory:", HandClock())
    await bus.create(topics())
    await bus.publish(
        [_draft(_customer(f"K-{n}", Identity(f"mailto:{n}@x.example"))) for n in range(700)]
    )
    directory = Directory()
    following = asyncio.create_task(follow(bus, directory))
    try:
        await _until_moved(directory, lambda: directory.ready)
        assert _id_of(directory, Identity("mailto:699@x.example")) == "K-699"

        await bus.publish([_draft(_customer("K-new", ANA))])
        await _until_moved(directory, lambda: _id_of(directory, ANA) == "K-new")
    finally:
        following.cancel()
        await asyncio.wait([following])
        await bus.close()


async def test_an_empty_directory_is_ready_at_once() -> None:
    bus = await SqliteBus.open(":memory:", HandClock())
    await bus.create(topics())
    directory = Directory()
    following = asyncio.create_task(follow(bus, directory))
    try:
        await _until_moved(directory, lambda: directory.ready)
    finally:
        following.cancel()
        await asyncio.wait([following])
        await bus.close()


def _draft(customer: Customer) -> Draft:
    key = customer_key(customer.facts.customer_id)
    return Draft(DIRECTORY, 0, key, encode_entry(customer))


async def _until_moved(directory: Directory, holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20.0):
        moved = directory.moved
        while not holds():
            await moved.wait()
            moved = directory.moved
