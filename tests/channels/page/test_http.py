"""The form over HTTP: what is sent is durable, once, and told by its reference."""

import asyncio

import pytest

from services.channels.door import Door
from services.channels.page.http import Ending
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.reference import parse_reference
from switchboard.contracts.values import Nature
from tests.channels.doorway import inquiries
from tests.channels.page.visit import Visitor

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


def endings(door: Door) -> dict[str, float]:
    """Return what became of the forms, by the figures."""
    name = "switchboard_form_posts_total"
    found = {one: door.metrics.registry.get_sample_value(name, {"ending": one}) for one in Ending}
    return {ending.value: count for ending, count in found.items() if count}


async def test_a_message_with_a_file_is_durable_before_its_reference_is_shown(
    visitor: Visitor, door: Door, bus: SqliteBus
) -> None:
    page = await visitor.writes(
        {"message": "Die Pumpe steht", "email": "ana@example.org"}, [("foto.png", PNG)]
    )

    (one,) = await inquiries(bus)
    assert page.status == 200
    assert parse_reference(page.reference) == one.reference
    assert (one.text, one.sender.identities) == ("Die Pumpe steht", ("mailto:ana@example.org",))
    (file,) = one.attachments
    assert (file.name, file.media_type, file.size) == ("foto.png", "image/png", len(PNG))
    assert await door.blobs.get(f"{one.inquiry_id}/{file.sha256}") == PNG
    assert endings(door) == {"taken": 1}


async def test_a_form_without_a_file_may_come_in_the_plain_kind(
    visitor: Visitor, bus: SqliteBus
) -> None:
    page = await visitor.opens()
    words = page.kept() | {"message": "Grüße"}
    answer = await visitor.client.post("/form", data=words)

    assert answer.status_code == 200
    assert [one.text for one in await inquiries(bus)] == ["Grüße"]


async def test_a_second_click_is_the_same_inquiry_and_shows_the_same_reference(
    visitor: Visitor, bus: SqliteBus
) -> None:
    page = await visitor.opens()
    words = {"message": "Only once, please", "email": "ana@example.org"}
    first, second = await asyncio.gather(*(visitor.sends(page, words) for _ in range(2)))
    later = await visitor.sends(page, words)

    assert first.reference == second.reference == later.reference
    assert len({one.inquiry_id for one in await inquiries(bus)}) == 1


async def test_who_goes_back_and_writes_something_else_is_heard_a_second_time(
    visitor: Visitor, bus: SqliteBus
) -> None:
    page = await visitor.opens()
    first = await visitor.sends(page, {"message": "The pump stops"})
    second = await visitor.sends(page, {"message": "The pump stops, and the light"})

    one, other = await inquiries(bus)
    assert first.reference != second.reference
    assert one.source_key == other.source_key != ""


async def test_two_pages_with_the_same_words_are_two_inquiries(
    visitor: Visitor, bus: SqliteBus
) -> None:
    await visitor.writes("Hello")
    await visitor.writes("Hello")

    assert len({one.inquiry_id for one in await inquiries(bus)}) == 2


async def test_what_fills_the_trap_sees_the_same_page_and_is_kept_as_spam(
    visitor: Visitor, bus: SqliteBus
) -> None:
    page = await visitor.writes(
        {"message": "Buy!", "email": "victim@example.org", "website": "http://x.example"}
    )

    (one,) = await inquiries(bus)
    assert parse_reference(page.reference) == one.reference
    assert (one.nature, one.acknowledgeable) == (Nature.SPAM, False)


@pytest.mark.parametrize(
    ("words", "promise"),
    [
        ({"email": "ana@example.org", "phone": "030 901820"}, "We answer to the email address"),
        ({"phone": "030 901820"}, "We answer by telephone"),
        ({"name": "Ana"}, "we cannot answer you"),
    ],
)
async def test_the_confirmation_promises_only_what_can_be_kept(
    visitor: Visitor, words: dict[str, str], promise: str
) -> None:
    page = await visitor.writes({"message": "Hello"} | words)

    assert promise in page.text("main")


@pytest.mark.parametrize("code", ["de", "en", "id"])
async def test_language_goes_with_the_visitor_from_page_to_page_and_into_the_inquiry(
    visitor: Visitor, bus: SqliteBus, code: str
) -> None:
    page = await visitor.opens(headers={"Accept-Language": f"{code}-XX,{code};q=0.9,fr;q=0.8"})
    again = await visitor.sends(page, {"message": ""})
    done = await visitor.sends(again, {"message": "Hello"})

    assert [one.language for one in (page, again, done)] == [code] * 3
    assert done.answer.headers["content-language"] == code
    assert [one.language for one in await inquiries(bus)] == [code]


async def test_every_language_leads_to_every_other(visitor: Visitor) -> None:
    page = await visitor.opens("/form?lang=de")
    (english, indonesian) = [node.attributes["href"] for node in page.all("nav a")]

    assert (await visitor.opens(f"/{english}")).language == "en"
    assert (await visitor.opens(f"/{indonesian}")).language == "id"
    assert page.text("nav [aria-current]") == "Deutsch"


async def test_the_form_may_be_kept_by_the_browser_for_the_way_back_and_the_confirmation_may_not(
    visitor: Visitor,
) -> None:
    page = await visitor.opens()
    faulty = await visitor.sends(page, {"name": "Ana"})
    sent = await visitor.sends(page, {"message": "Hello"})

    assert page.answer.headers["cache-control"] == "private, no-cache"
    assert page.answer.headers["vary"] == "Accept-Language"
    assert faulty.answer.headers["cache-control"] == "private, no-cache"
    assert sent.answer.headers["cache-control"] == "no-store"


async def test_nobody_needs_a_cookie(visitor: Visitor) -> None:
    await visitor.writes("Hello")

    assert not visitor.client.cookies


async def test_looking_does_not_count_and_a_program_learns_what_can_be_done(
    visitor: Visitor,
) -> None:
    head = await visitor.client.head("/form")
    wrong = await visitor.client.put("/form")

    assert (head.status_code, head.content) == (200, b"")
    assert wrong.status_code == 405
    assert {one.strip() for one in wrong.headers["allow"].split(",")} == {"GET", "HEAD", "POST"}
