"""Staff answer an alert by the link in it: they see to it, or want to hear nothing of it for a while."""

import pytest
from msgspec.structs import replace

from switchboard.contracts.case import ClockRun, ClockState, Passing, PromiseStage
from switchboard.contracts.keeping import AlertAcknowledged, AlertsSilenced
from switchboard.contracts.links import LinkTo
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Clock, Seconds, Status
from tests.desk.matter import asked, case, inquiry, later, stood
from tests.desk.office import Office
from tests.desk.pages.crew import ALI, MIA, actions, employs, settle
from tests.desk.pages.leaf import link, opens, posts, presses

ONLY = inquiry()
STANDS = case(ONLY)
MIAS = link(LinkTo.ALERT, ONLY.reference, "staff:m.hansen", Clock.FIRST_RESPONSE)
RUN = ClockRun(
    clock=Clock.RESOLVE,
    state=ClockState.RUNNING,
    within=Seconds(60),
    starts_at=later(0),
    due_at=later(60),
)


async def test_an_alert_says_which_promise_it_is_about_and_how_much_time_is_left(
    bureau: Office,
) -> None:
    await employs(bureau, MIA)
    await bureau.read(stood(STANDS))

    page = await opens(bureau.client, MIAS)

    assert page.text("h1") == "A deadline: first response"
    assert f"Case {grouped(ONLY.reference)}: Pump" in page.words
    assert "(in 1 h)" in page.text(".promises li")
    assert page.texts("button") == ["I'm on it", "Silence for 1 h", "Silence for 4 h"]
    assert await actions(bureau) == []


async def test_an_alert_of_no_promise_in_particular_says_that_somebody_is_needed(
    bureau: Office,
) -> None:
    any_of_them = link(LinkTo.ALERT, ONLY.reference, "staff:m.hansen")
    await bureau.read(stood(STANDS))
    nothing_told = await opens(bureau.client, any_of_them)
    warned = PromiseStage(stage="warn 80%", at=later(1), passing=Passing.TOLD)
    await bureau.read(stood(replace(STANDS, version=2, clocks=(replace(RUN, stages=(warned,)),))))

    page = await opens(bureau.client, any_of_them)

    assert page.text("h1") == "This case needs somebody"
    assert page.texts("button")[0] == "I'm on it"
    assert "I'm on it" not in nothing_told.words


async def test_a_promise_that_was_kept_meanwhile_needs_nobody_any_more(bureau: Office) -> None:
    await bureau.read(stood(replace(STANDS, clocks=(RUN,))))

    page = await opens(bureau.client, MIAS)

    assert page.text("#kept").startswith("This promise needs nobody any more")
    assert "I'm on it" not in page.words


@pytest.mark.parametrize("clock", [Clock.FIRST_RESPONSE, None])
async def test_who_sees_to_it_says_so_of_the_promise_that_they_were_told_of(
    bureau: Office, clock: Clock | None
) -> None:
    await bureau.read(stood(STANDS))
    page = link(LinkTo.ALERT, ONLY.reference, "staff:m.hansen", clock or "")

    await presses(bureau.client, page, do="on_it")

    (done,) = await actions(bureau)
    assert done == AlertAcknowledged(
        action_id=done.action_id, reference=ONLY.reference, by="m.hansen", clock=clock
    )


@pytest.mark.parametrize("hours", [1, 4])
async def test_who_wants_quiet_has_it_for_as_long_as_the_button_says(
    bureau: Office, hours: int
) -> None:
    await bureau.read(stood(STANDS))

    await presses(bureau.client, MIAS, do=f"silence-{hours}")

    (done,) = await actions(bureau)
    assert done == AlertsSilenced(
        action_id=done.action_id,
        reference=ONLY.reference,
        by="m.hansen",
        until=later(hours * 3_600),
    )


async def test_a_second_press_on_the_same_page_silences_no_longer_than_the_first(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))
    await posts(bureau.client, MIAS, do="silence-1", seen="1")
    bureau.clock.advance(60)
    await posts(bureau.client, MIAS, do="silence-1", seen="1")
    await posts(bureau.client, MIAS, do="silence-4", seen="1")

    assert len({one.action_id for one in await actions(bureau)}) == 2


async def test_what_was_done_is_told_on_the_page_that_follows(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    sent = await posts(bureau.client, MIAS, do="on_it", seen="1")
    run = replace(STANDS.clocks[0], acknowledged_at=later(30), acknowledged_by="m.hansen")
    await settle(bureau, replace(STANDS, clocks=(run,)))
    on_it = await opens(bureau.client, MIAS + sent.answer.headers["location"])
    sent = await posts(bureau.client, MIAS, do="silence-4", seen="2")
    await settle(bureau, STANDS)

    quiet = await opens(bureau.client, MIAS + sent.answer.headers["location"])

    assert on_it.text("#good").startswith("It is noted that you see to it.")
    assert "m.hansen said on Sunday, 22 November, 13:00: I'm on it." in on_it.words
    assert quiet.text("#good").endswith("until Sunday, 22 November, 17:00.")


async def test_a_refusal_is_the_truth_too(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    await posts(bureau.client, MIAS, do="on_it", seen="1")
    await settle(bureau, STANDS, "the case is resolved")

    page = await posts(bureau.client, MIAS, do="on_it", seen="1")

    assert page.status == 409
    assert page.text("#notice") == "Error: This could not be done: the case is resolved"


async def test_it_says_who_is_on_it_already_and_until_when_it_is_quiet(bureau: Office) -> None:
    await employs(bureau, ALI, MIA)
    seen = replace(STANDS.clocks[0], acknowledged_at=later(30), acknowledged_by="a.meier")
    other = replace(RUN, acknowledged_at=later(40), acknowledged_by="x")
    stands = replace(
        STANDS, clocks=(seen, other), silenced_until=later(3_600), silenced_by="a.meier"
    )
    await bureau.read(stood(stands))

    page = await opens(bureau.client, MIAS)
    bureau.clock.advance(3_600)
    after = await opens(bureau.client, MIAS)

    assert page.texts(".note") == [
        "Ali Meier (a.meier) said on Sunday, 22 November, 13:00: I'm on it.",
        "Ali Meier (a.meier) wants to hear no alert of this case until Sunday, 22 November, 14:00.",
    ]
    assert len(after.texts(".note")) == 1


async def test_of_a_case_that_is_over_there_is_nothing_to_be_alerted_of(bureau: Office) -> None:
    await bureau.read(stood(replace(STANDS, status=Status.RESOLVED)))

    page = await opens(bureau.client, MIAS)

    assert page.text("#standing") == (
        "There is nothing to be alerted of any more: the case is resolved."
    )
    assert page.all("button") == []


async def test_where_the_alert_went_to_many_whoever_answers_says_who_they_are(
    bureau: Office,
) -> None:
    await employs(bureau, MIA, ALI)
    await bureau.read(stood(STANDS))
    page = link(LinkTo.ALERT, ONLY.reference, "tel:+4991155500112", Clock.FIRST_RESPONSE)

    unsaid = await posts(bureau.client, page, do="on_it")
    await posts(bureau.client, page, do="on_it", by="a.meier")

    assert unsaid.status == 422
    assert [one.by for one in await actions(bureau)] == ["a.meier"]


@pytest.mark.parametrize("do", ["", "claim", "silence-24", "silence-0", "silence-"])
async def test_an_alert_has_no_other_buttons(bureau: Office, do: str) -> None:
    await bureau.read(stood(STANDS))

    assert (await posts(bureau.client, MIAS, do=do)).status == 422
    assert await actions(bureau) == []


async def test_the_action_of_another_case_is_not_told_here(bureau: Office) -> None:
    other = AlertAcknowledged(action_id="a1", reference=inquiry("2").reference, by="secret")
    await bureau.read(stood(STANDS), asked(other))

    page = await opens(bureau.client, f"{MIAS}?did=a1")

    assert page.all("#good") == []
    assert "secret" not in page.words
