"""A customer says how it was: by one button, as often as they like, and the newest counts."""

import pytest
from msgspec.structs import replace

from services.desk.pages import limits
from switchboard.contracts.case import Case
from switchboard.contracts.handling import CaseClaimed
from switchboard.contracts.keeping import OpinionGiven
from switchboard.contracts.links import LinkTo
from switchboard.contracts.values import Opinion, Status
from switchboard.strategy.phrases import phrases
from tests.desk.matter import BEN, acted, asked, case, gone, inquiry, stood
from tests.desk.office import Office
from tests.desk.pages.leaf import link, opens, posts, presses

ONLY = inquiry()
STANDS = replace(case(ONLY), status=Status.RESOLVED)
PAGE = link(LinkTo.OUTCOME, ONLY.reference, what=Opinion.SATISFIED)


async def given(office: Office) -> list[OpinionGiven]:
    """Return what customers have said."""
    events = await office.events()
    assert all(isinstance(event, OpinionGiven) for event in events)
    return [event for event in events if isinstance(event, OpinionGiven)]


@pytest.mark.parametrize("opinion", Opinion)
async def test_each_link_has_its_own_answer_chosen_and_all_of_them_to_choose_from(
    bureau: Office, opinion: Opinion
) -> None:
    await bureau.read(stood(STANDS))

    page = await opens(bureau.client, link(LinkTo.OUTCOME, ONLY.reference, what=opinion))

    assert page.fields()["opinion"] == opinion
    assert page.texts(".choice label") == [phrases("en").opinion[one] for one in Opinion]
    assert len(page.all("button")) == 1
    assert await given(bureau) == []


async def test_a_link_without_an_answer_leaves_the_choice_to_the_page(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    page = link(LinkTo.OUTCOME, ONLY.reference)

    nothing = await presses(bureau.client, page)
    chosen = await presses(bureau.client, page, opinion=Opinion.ALIENATED)

    assert (nothing.status, nothing.text("#notice")) == (422, "Error: Choose one of the answers.")
    assert chosen.text("h1") == "Thank you"
    assert [one.opinion for one in await given(bureau)] == [Opinion.ALIENATED]


async def test_what_a_customer_says_is_in_the_log_in_their_name(bureau: Office) -> None:
    await bureau.read(stood(STANDS))

    await presses(bureau.client, PAGE)

    (said,) = await given(bureau)
    assert said == OpinionGiven(
        action_id=said.action_id,
        reference=ONLY.reference,
        by="customer",
        opinion=Opinion.SATISFIED,
    )


async def test_they_are_thanked_with_their_own_answer_as_soon_as_it_is_read(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))
    sent = await posts(bureau.client, PAGE, opinion=Opinion.SATISFIED, seen="1")
    place = PAGE + sent.answer.headers["location"]
    (said,) = await given(bureau)
    await bureau.read(asked(said))

    page = await opens(bureau.client, place)

    assert page.text("#given") == f"Your answer: {phrases('en').opinion[Opinion.SATISFIED]}"


@pytest.mark.parametrize("did", ["a1", "a2", "c" * 31, "z" * 32, "<script>"])
async def test_nobody_is_thanked_for_what_an_address_only_claims_nor_shown_anothers_answer(
    bureau: Office, did: str
) -> None:
    other = inquiry("second").reference
    foreign = OpinionGiven(
        action_id="a1", reference=other, by="customer", opinion=Opinion.ALIENATED
    )
    claimed = CaseClaimed(action_id="a2", reference=ONLY.reference, by="m.hansen")
    await bureau.read(stood(STANDS), asked(foreign), asked(claimed))

    page = await opens(bureau.client, f"{PAGE}?did={did}")

    assert page.text("h1") == "How was it?"
    assert "m.hansen" not in page.words


async def test_their_words_are_durable_before_the_log_speaks_of_them(bureau: Office) -> None:
    await bureau.read(stood(STANDS))

    await presses(bureau.client, PAGE, words="  Fast, and\r\nfriendly. ")

    (said,) = await given(bureau)
    assert said.words.startswith(f"{ONLY.reference}/")
    assert await bureau.desk.blobs.get(said.words) == b"Fast, and\nfriendly."


@pytest.mark.parametrize(("length", "status"), [(limits.REMARK, 303), (limits.REMARK + 1, 422)])
async def test_so_much_can_be_said_beside_it(bureau: Office, length: int, status: int) -> None:
    await bureau.read(stood(STANDS))
    long = "x" * length

    page = await posts(bureau.client, PAGE, opinion=Opinion.SATISFIED, words=long)

    assert page.status == status
    if status == 422:
        assert page.fields()["words"] == long
        assert page.fields()["opinion"] == Opinion.SATISFIED
        assert await given(bureau) == []


async def test_pressed_twice_it_is_one_and_another_answer_later_is_another(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))
    for opinion, seen in (
        (Opinion.SATISFIED, "1"),
        (Opinion.SATISFIED, "1"),
        (Opinion.ALIENATED, "2"),
        (Opinion.SATISFIED, "3"),
    ):
        await posts(bureau.client, PAGE, opinion=opinion, seen=seen)

    assert len({one.action_id for one in await given(bureau)}) == 3


async def test_what_is_in_the_log_already_is_not_put_there_again(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    await posts(bureau.client, PAGE, opinion=Opinion.SATISFIED, seen="1")
    (said,) = await given(bureau)
    await bureau.read(asked(said), stood(acted(STANDS, said)))
    before = len(await bureau.intake())

    await posts(bureau.client, PAGE, opinion=Opinion.SATISFIED, seen="1")

    assert len(await bureau.intake()) == before


async def test_a_refusal_is_told_and_not_thanked_for(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    await posts(bureau.client, PAGE, opinion=Opinion.SATISFIED, seen="1")
    (said,) = await given(bureau)
    await bureau.read(asked(said), stood(acted(STANDS, said, "the case is merged")))

    page = await posts(bureau.client, PAGE, opinion=Opinion.SATISFIED, seen="1")

    assert page.status == 409
    assert "could not be taken" in page.text("#notice")
    assert "merged" not in page.words


@pytest.mark.parametrize(
    "stands",
    [STANDS, replace(STANDS, status=Status.OPEN)],
    ids=["resolved", "reopened meanwhile"],
)
async def test_whoever_was_asked_can_answer(bureau: Office, stands: Case) -> None:
    await bureau.read(stood(stands))

    assert (await presses(bureau.client, PAGE)).text("h1") == "Thank you"


async def test_whoever_has_left_is_not_heard_on_what_is_somebody_elses_by_now(
    bureau: Office,
) -> None:
    others = case(inquiry("second", sender=BEN))
    await bureau.read(stood(replace(others, reference=STANDS.reference, status=Status.RESOLVED)))

    looked = await opens(bureau.client, PAGE)
    pressed = await posts(bureau.client, PAGE, opinion=Opinion.ALIENATED)

    for page in (looked, pressed):
        assert (page.status, page.all("form")) == (200, [])
        assert page.words.count("We have your message.") == 1
    assert await given(bureau) == []


async def test_of_a_merged_matter_it_counts_where_the_matter_went(bureau: Office) -> None:
    winner = case(inquiry("second"))
    loser = replace(STANDS, status=Status.MERGED, merged_into=winner.reference)
    await bureau.read(stood(loser), stood(winner))

    await presses(bureau.client, PAGE)

    assert [one.reference for one in await given(bureau)] == [winner.reference]


async def test_of_a_matter_that_is_gone_nobody_is_asked(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    await bureau.read(gone(ONLY.reference))

    looked = await opens(bureau.client, PAGE)
    pressed = await posts(bureau.client, PAGE, opinion=Opinion.SATISFIED)

    assert (looked.status, pressed.status) == (410, 410)
    assert await given(bureau) == []


async def test_the_page_shows_nothing_of_the_case(bureau: Office) -> None:
    await bureau.read(stood(replace(STANDS, subject="Secret", name="Ana Ortiz")))

    page = (await opens(bureau.client, PAGE)).answer.text

    assert "Secret" not in page
    assert "Ortiz" not in page
