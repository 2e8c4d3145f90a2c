"""Staff see a case behind the link of their letter, and claim it by one button."""

import asyncio

import pytest
from msgspec.structs import replace

from services.desk.pages import limits
from switchboard.contracts.aftercare import Check
from switchboard.contracts.case import Case, Flag
from switchboard.contracts.handling import CaseClaimed, ReplyWritten
from switchboard.contracts.links import LinkTo
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Status
from tests.desk.matter import (
    BEN,
    acted,
    asked,
    case,
    contact,
    gone,
    heard,
    inquiry,
    later,
    stood,
)
from tests.desk.office import Office, until
from tests.desk.pages.crew import ALI, MIA, actions, employs, settle
from tests.desk.pages.leaf import link, opens, posts, presses

ONLY = inquiry(text="The pump stops.\nPlease hurry!", full_text="The pump stops.\n> quoted")
STANDS = case(ONLY)
MIAS = link(LinkTo.TASK, ONLY.reference, "staff:m.hansen")


async def test_a_case_is_shown_in_brief_with_the_customers_own_words(bureau: Office) -> None:
    await employs(bureau, MIA)
    await bureau.read(heard(ONLY), stood(STANDS))

    page = await opens(bureau.client, MIAS)

    assert page.title == f"Case {grouped(ONLY.reference)}: Pump"
    assert dict(zip(page.texts("dt"), page.texts("dd"), strict=True)) == {
        "Status": "open",
        "Department": "Technical service",
        "Assigned to": "nobody yet",
        "Kind": "fault",
        "Priority": "normal",
        "Customer": "Ana Ortiz",
        "Came by": "web",
    }
    assert page.texts(".promises li") == [
        "first response: Sunday, 22 November, 14:00 (Berlin time) (in 1 h)"
    ]
    assert page.all(".words")[0].text() == "The pump stops.\nPlease hurry!"
    assert "You act as Mia Hansen (m.hansen)." in page.words
    assert page.texts("button") == ["I take it"]


async def test_a_broken_promise_says_by_how_much(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    bureau.clock.advance(2 * 3_600)

    page = await opens(bureau.client, MIAS)

    assert page.text(".promises .broken").endswith("(1 h late)")


async def test_who_claims_by_the_link_that_went_to_them_is_known_without_saying(
    bureau: Office,
) -> None:
    await employs(bureau, MIA)
    await bureau.read(stood(STANDS))

    page = await presses(bureau.client, MIAS, by="a.meier", do="claim")

    (claimed,) = await actions(bureau)
    assert claimed == CaseClaimed(
        action_id=claimed.action_id, reference=ONLY.reference, by="m.hansen"
    )
    assert "will be done in a moment" in page.text("#good")


async def test_the_page_waits_for_the_truth_and_tells_it(bureau: Office) -> None:
    await employs(bureau, MIA)
    await bureau.read(stood(STANDS))
    bureau.be_patient()
    pressing = asyncio.create_task(presses(bureau.client, MIAS, do="claim"))
    await until(lambda: _any(bureau))

    await settle(bureau, replace(STANDS, assignee="m.hansen"))

    page = await pressing
    assert (page.status, page.text("#standing")) == (200, "You have this case.")
    assert page.all("button") == []


async def test_who_comes_too_late_is_told_who_has_it(bureau: Office) -> None:
    await employs(bureau, MIA, ALI)
    await bureau.read(stood(STANDS))
    bureau.be_patient()
    pressing = asyncio.create_task(presses(bureau.client, MIAS, do="claim"))
    await until(lambda: _any(bureau))

    await settle(bureau, replace(STANDS, assignee="a.meier"), "the case is with a.meier")

    page = await pressing
    assert page.status == 409
    assert page.text("#notice") == "Error: This could not be done: the case is with a.meier"
    assert page.text("#standing") == "Ali Meier (a.meier) has this case."
    assert page.all("button") == []


async def _any(office: Office) -> bool:
    return bool(await office.intake())


async def test_pressed_twice_it_is_claimed_once_and_after_a_release_it_can_be_claimed_again(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))
    for seen in ("1", "1", "3"):
        await posts(bureau.client, MIAS, do="claim", seen=seen)

    assert len({one.action_id for one in await actions(bureau)}) == 2


@pytest.mark.parametrize(
    ("stands", "says"),
    [
        (replace(STANDS, assignee="m.hansen"), "You have this case."),
        (replace(STANDS, assignee="x"), "x has this case."),
        (
            replace(STANDS, status=Status.CLOSED),
            "Nothing is to be done here any more: the case is closed.",
        ),
    ],
)
async def test_where_nothing_can_be_claimed_there_is_no_button(
    bureau: Office, stands: Case, says: str
) -> None:
    await bureau.read(stood(stands))

    page = await opens(bureau.client, MIAS)

    assert page.text("#standing") == says
    assert page.all("button") == []


async def test_what_was_said_before_stands_below_the_newest_first(bureau: Office) -> None:
    await employs(bureau, MIA)
    second = inquiry("second", text="Are you coming?")
    reply = ReplyWritten(
        action_id="r", reference=ONLY.reference, by="m.hansen", body=f"{ONLY.reference}/r"
    )
    await bureau.desk.blobs.put(reply.body, b"We come at ten.")
    stands = replace(
        acted(STANDS, reply),
        inquiries=(contact(ONLY), replace(contact(second), accepted_at=later(7_200))),
    )
    await bureau.read(heard(ONLY), heard(second), asked(reply), stood(stands))

    page = await opens(bureau.client, MIAS)

    assert [one.text() for one in page.all(".words")] == [
        "Are you coming?",
        "We come at ten.",
        "The pump stops.\nPlease hurry!",
    ]
    assert page.texts(".message.ours h3")[0].startswith("Mia Hansen (m.hansen), for us, ")


async def test_words_that_nobody_keeps_any_more_are_said_to_be_gone(bureau: Office) -> None:
    await bureau.read(stood(STANDS))

    page = await opens(bureau.client, MIAS)

    assert "no longer kept" in page.text(".message")


async def test_of_a_long_case_the_newest_are_shown_and_the_rest_is_counted(
    bureau: Office,
) -> None:
    said = [inquiry(f"{n}", text=f"word {n}") for n in range(limits.MESSAGES + 3)]
    contacts = tuple(replace(contact(one), accepted_at=later(n)) for n, one in enumerate(said))
    await bureau.read(*map(heard, said), stood(replace(case(*said), inquiries=contacts)))

    page = await opens(bureau.client, link(LinkTo.TASK, said[0].reference, "staff:m.hansen"))

    assert len(page.all(".message")) == 1 + limits.MESSAGES
    assert page.all(".words")[0].text() == f"word {limits.MESSAGES + 2}"
    assert "Older messages are left out: 2." in page.words


async def test_a_very_long_message_is_cut(bureau: Office) -> None:
    long = inquiry(text="x" * (limits.MESSAGE + 1))
    await bureau.read(heard(long), stood(case(long)))

    page = await opens(bureau.client, link(LinkTo.TASK, long.reference, "staff:m.hansen"))

    assert len(page.all(".words")[0].text()) == limits.MESSAGE


async def test_the_checklist_says_what_is_done(bureau: Office) -> None:
    done = Check(task="Call back", done_at=later(1), by="m.hansen")
    await bureau.read(stood(replace(STANDS, checklist=(done, Check(task="Find the cause")))))

    page = await opens(bureau.client, MIAS)

    assert page.texts(".checklist li") == ["Call back (done)", "Find the cause (open)"]


async def test_a_drill_says_so(bureau: Office) -> None:
    await bureau.read(stood(replace(STANDS, flags=(Flag.DRILL,))))

    page = await opens(bureau.client, MIAS)

    assert page.text(".note") == "This is a drill: nobody is waiting for an answer."


async def test_a_merged_case_is_claimed_where_it_has_gone(bureau: Office) -> None:
    winner = case(inquiry("second", sender=BEN))
    loser = replace(STANDS, status=Status.MERGED, merged_into=winner.reference)
    await bureau.read(stood(loser), stood(winner))

    page = await opens(bureau.client, MIAS)
    await presses(bureau.client, MIAS, do="claim")

    assert grouped(winner.reference) in page.title
    assert "has become a part of this one" in page.words
    assert [one.reference for one in await actions(bureau)] == [winner.reference]


@pytest.mark.parametrize("do", ["", "on_it", "silence-1", "close", "claim "])
async def test_a_link_to_a_case_does_nothing_but_claim(bureau: Office, do: str) -> None:
    await bureau.read(stood(STANDS))

    page = await posts(bureau.client, MIAS, do=do)

    expected = 303 if do.strip() == "claim" else 422
    assert page.status == expected
    assert len(await actions(bureau)) == (expected == 303)


async def test_a_case_that_is_gone_is_gone(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    await bureau.read(gone(ONLY.reference))

    assert (await opens(bureau.client, MIAS)).status == 410
    assert (await posts(bureau.client, MIAS, do="claim")).status == 410
