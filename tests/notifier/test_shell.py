from pathlib import Path

import pytest
from msgspec.structs import replace

from services.notifier.answers import Deferred, Refused, Sent
from services.notifier.attempts import claim
from services.notifier.library import Library
from services.notifier.outbox import Outbox
from services.notifier.shell import Settings, house_of, open_office, relay_of
from services.notifier.smtp import SmtpRelay
from switchboard.blobs import Missing, open_blobs
from switchboard.contracts.reference import token
from switchboard.contracts.values import Identity, Medium
from switchboard.identities import NotAnIdentity
from switchboard.metrics import Metrics
from switchboard.strategy.bundle import Bundle, blob_key, bundle_id, pack
from tests.harness.clock import SUNDAY_NOON, HandClock
from tests.notifier.owing import STRATEGY, acknowledge, alert, reply
from tests.notifier.strategy import BUNDLE
from tests.notifier.town import town

SETTINGS = Settings("support@acme.example", "mail.acme.example", (b"key",), Path("outbox"))


def test_without_a_relay_mail_stays_in_the_outbox() -> None:
    assert isinstance(relay_of(SETTINGS), Outbox)
    assert isinstance(relay_of(SETTINGS._replace(relay="smtp://relay")), SmtpRelay)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mail_from": "support"},
        {"mail_from": "a-name-far-too-long-for-what-must-stand-behind-it@acme.example"},
        {"mail_domain": "acme example"},
        {"own_addresses": ("sales@acme.example", "service")},
    ],
)
def test_an_address_that_our_letters_cannot_carry_stops_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(NotAnIdentity):
        house_of(SETTINGS._replace(**wrong))  # type: ignore[arg-type]  # (fields of many types)


def test_the_longest_name_still_leaves_room_for_a_token() -> None:
    house = house_of(SETTINGS._replace(mail_from=f"{'s' * 35}@acme.example"))

    assert len(house.answers.tagged(token(house.keys, acknowledge().reference)).local) == 64


def test_all_addresses_of_ours_are_ours() -> None:
    house = house_of(SETTINGS._replace(own_addresses=("sales@acme.example",)))

    assert house.own.keys == {
        "mailto:support@acme.example",
        "mailto:support@mail.acme.example",
        "mailto:sales@acme.example",
    }


async def test_a_reply_whose_words_are_not_there_yet_waits_for_them() -> None:
    async with town() as here:
        office = here.office()
        answer = await office.send(
            [reply()], [claim(reply(), None, Medium.EMAIL, "<id@x>", SUNDAY_NOON)]
        )

        assert answer == Deferred("cannot be written yet: Missing: replies/1")


async def test_a_letter_goes_out_under_the_message_id_of_its_claim() -> None:
    async with town() as here:
        office = here.office()
        claimed = claim(acknowledge(), None, Medium.EMAIL, "<claimed@under.this>", SUNDAY_NOON)

        assert await office.send([acknowledge()], [claimed]) == Sent()
        assert here.sink.letters()[0]["Message-ID"] == "<claimed@under.this>"


async def test_a_letter_to_nowhere_asks_nobody_for_its_words() -> None:
    async with town() as here:
        nowhere = replace(reply(), to=Identity("fax:+4930901820"))
        claimed = claim(nowhere, None, Medium.FAX, "<id@x>", SUNDAY_NOON)
        answer = await here.office().send([nowhere], [claimed])

        assert isinstance(answer, Refused)


async def test_a_strategy_is_compiled_once() -> None:
    blobs = open_blobs("memory://")
    await blobs.put(blob_key(STRATEGY), pack(BUNDLE))
    library = Library(blobs)

    first = await library.program(STRATEGY)
    await blobs.delete(blob_key(STRATEGY))
    assert await library.program(STRATEGY) is first


async def test_only_a_few_strategies_are_kept_in_memory_the_latest_used() -> None:
    blobs, bundles = open_blobs("memory://"), list[Bundle]()
    for number in range(10):
        bundles.append(
            Bundle(
                files=BUNDLE.files | {"strategy.yaml": BUNDLE.files["strategy.yaml"] + "#" * number}
            )
        )
        await blobs.put(blob_key(bundle_id(bundles[-1])), pack(bundles[-1]))
    library = Library(blobs)
    for bundle in bundles[:8]:
        await library.program(bundle_id(bundle))
    await library.program(bundle_id(bundles[0]))
    await library.program(bundle_id(bundles[8]))
    for bundle in bundles:
        await blobs.delete(blob_key(bundle_id(bundle)))

    assert (await library.program(bundle_id(bundles[0]))).strategy_id == bundle_id(bundles[0])
    with pytest.raises(Missing):
        await library.program(bundle_id(bundles[1]))


@pytest.mark.parametrize(
    ("to", "lane", "medium"),
    [
        ("mailto:ana@customer.example", "email", Medium.EMAIL),
        ("tel:+4930901820", "sms", Medium.SMS),
        ("customer:4711", "none", Medium.EMAIL),
        ("destination:duty-chat", "destination:duty-chat", Medium.EMAIL),
        ("staff:r.hartono", "staff:r.hartono", Medium.EMAIL),
    ],
)
async def test_each_destination_has_a_lane_of_its_own(to: str, lane: str, medium: Medium) -> None:
    async with town() as here:
        office = open_office(SETTINGS, here.bus, here.blobs, HandClock(), Metrics(), lambda: 0.0)
        notice = replace(acknowledge(), to=Identity(to))

        assert (office.lane_of(notice), office.medium_of(notice)) == (lane, medium)
        assert office.lanes.of(lane) is office.lanes.of(lane)


async def test_a_letter_to_staff_has_an_id_that_names_no_case() -> None:
    async with town() as here:
        told = alert()
        first = here.office().message_id(told, "")

        assert first == here.office().message_id(told, "")
        assert first != here.office().message_id(told, "group-1")
        assert token(here.settings.token_keys, told.reference) not in first
