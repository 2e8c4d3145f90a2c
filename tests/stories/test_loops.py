"""Two installations write to each other: it ends at one message each, whatever the relays between them do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bus.ground import Ground
from tests.harness.town import town_on
from tests.stories.neighbours import (
    ACME,
    BOLT,
    Company,
    Garbling,
    carry,
    carry_on,
    watched_by,
    without_marks,
)
from tests.stories.post import mail

WORDS = "Where can I find the manual of the P-200 pump?"


@pytest.fixture
async def companies(ground: Ground, tmp_path: Path) -> AsyncIterator[tuple[Company, Company]]:
    async with town_on(ground, tmp_path / "acme") as one, town_on(ground, tmp_path / "bolt") as two:
        yield Company(one, ACME, b"a"), Company(two, BOLT, b"b")


async def test_two_that_acknowledge_each_other_stop_at_one_message(
    companies: tuple[Company, Company],
) -> None:
    acme, bolt = companies
    await acme.opens()
    await bolt.opens()

    await acme.hears(mail(WORDS, sender=f"Bolt <{BOLT}>", to=ACME))
    await bolt.hears(mail(WORDS, name="two", sender=f"Acme <{ACME}>", to=BOLT))
    await carry_on(acme, bolt)

    assert (len(acme.taken), len(bolt.taken)) == (1, 1)
    for company in companies:
        first, answer = [await company.town.asks(f"/v1/cases/{one}") for one in company.cases]
        assert (first["status"], answer["status"]) == ("open", "closed")
        assert answer["messages"][-1]["nature"] == "auto_reply"


async def test_a_relay_that_hides_that_machines_write_makes_one_message_more_of_it(
    companies: tuple[Company, Company],
) -> None:
    acme, bolt = companies
    await acme.opens()
    await bolt.opens()

    await acme.hears(mail(WORDS, sender=f"Bolt <{BOLT}>", to=ACME))
    for _ in range(2):
        await carry_on(acme, bolt, without_marks)
        acme.town.waits(minutes=30)

    assert (len(acme.taken), len(bolt.taken)) == (1, 1)


async def test_notices_to_staff_that_end_up_with_the_neighbour_are_answered_by_none(
    companies: tuple[Company, Company],
) -> None:
    acme, bolt = companies
    await acme.opens(watched_by(BOLT))
    await bolt.opens(watched_by(ACME))

    await acme.hears(mail("The pump does not start any more.", to=ACME))
    await carry_on(acme, bolt)
    told = len(acme.taken)
    acme.town.waits(days=2)
    await carry_on(acme, bolt)

    assert told >= 1
    assert bolt.taken == []
    stood = [await bolt.town.asks(f"/v1/cases/{one}") for one in bolt.cases]
    assert {one["status"] for one in stood} == {"closed"}
    assert all(run["state"] != "breached" for one in stood for run in one["clocks"])


async def test_a_relay_that_hides_everything_is_stopped_by_the_caps_and_the_cases_say_so(
    companies: tuple[Company, Company],
) -> None:
    acme, bolt = companies
    await acme.opens()
    await bolt.opens()
    relay = Garbling()

    await acme.hears(mail(WORDS, sender=f"Bolt <{BOLT}>", to=ACME))
    for _ in range(6):
        acme.town.waits(minutes=5)
        await carry(acme, bolt, relay)
        acme.town.waits(minutes=5)
        await carry(bolt, acme, relay)

    assert max(len(acme.taken), len(bolt.taken)) <= 5
    ended = [await one.town.asks(f"/v1/cases/{one.cases[-1]}") for one in companies]
    reasons = [told["reason"] for one in ended for told in one["deliveries"]]
    assert any(reason.startswith("more than ") for reason in reasons)
