"""Orders about promises, alerts and how it went, and how the case shows what came of them."""

from typing import Any

from msgspec.structs import replace

from services.desk.orders import words_key
from switchboard.contracts.aftercare import Check, Given, Remind
from switchboard.contracts.course import CaseResolved
from switchboard.contracts.events import Action
from switchboard.contracts.keeping import (
    CUSTOMER,
    AlertAcknowledged,
    AlertsSilenced,
    OpinionGiven,
    TaskDone,
)
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Clock, Opinion, Reminder, Seconds
from tests.desk.matter import STRATEGY, asked, case, inquiry, later, stood
from tests.desk.office import Office

ONLY = inquiry()
STANDS = case(ONLY)
PLACE = f"/v1/cases/{grouped(ONLY.reference)}"


async def event_of(office: Office, **order: Any) -> Action:
    """Have an order taken; return the event in the log."""
    await office.act(ONLY.reference, by="mia", **order)
    event = (await office.events())[-1]
    assert isinstance(event, Action)
    return event


async def test_an_alert_is_acknowledged_for_one_promise_or_for_all(office: Office) -> None:
    await office.read(stood(STANDS))

    one = await event_of(office, type="acknowledge_alert", clock="resolve", why="on it")
    every = await event_of(office, type="acknowledge_alert")

    assert isinstance(one, AlertAcknowledged)
    assert isinstance(every, AlertAcknowledged)
    assert (one.clock, one.why, every.clock) == (Clock.RESOLVE, "on it", None)


async def test_alerts_are_silenced_for_so_long_or_until_then(office: Office) -> None:
    await office.read(stood(STANDS))
    now = office.desk.clock.now()

    span = await event_of(office, type="silence_alerts", **{"for": "90m"})
    until = await event_of(office, type="silence_alerts", until="2026-12-01T12:00:00Z")

    assert isinstance(span, AlertsSilenced)
    assert isinstance(until, AlertsSilenced)
    assert (span.until, span.span) == (now + 5_400, Seconds(5_400.0))
    assert (until.until, until.span) == (later(9 * 86_400), None)


async def test_the_same_silence_asked_for_again_with_its_key_is_one(office: Office) -> None:
    await office.read(stood(STANDS))
    order: dict[str, Any] = {"type": "silence_alerts", "by": "mia", "for": "2h"}
    await office.act(ONLY.reference, 202, key="k-1", **order)
    (first,) = await office.events()
    assert isinstance(first, AlertsSilenced)
    await office.read(asked(first))
    before = await office.intake()
    office.clock.advance(60)

    await office.act(ONLY.reference, 202, key="k-1", **order)
    other = await office.act(ONLY.reference, 422, key="k-1", **(order | {"for": "3h"}))

    assert await office.intake() == before
    assert "another action" in other["detail"].lower()


async def test_what_a_customer_said_is_kept_in_their_words_and_shown(office: Office) -> None:
    await office.read(stood(STANDS))

    event = await event_of(office, type="record_outcome", outcome="alienated", text="Never again.")

    assert isinstance(event, OpinionGiven)
    assert (event.opinion, event.by) == (Opinion.ALIENATED, "mia")
    assert await office.desk.blobs.get(event.words) == b"Never again."
    await office.read(stood(replace(STANDS, version=2, opinions=(said(event.words),))))
    (shown,) = (await office.get(PLACE))["opinions"]
    assert (shown["opinion"], shown["by"], shown["words"]) == ("alienated", "mia", "Never again.")
    assert (shown["rule"], shown["department"]) == ("faults", "service")


def said(words: str) -> Given:
    return Given(
        opinion=Opinion.ALIENATED,
        at=later(60),
        by="mia",
        words=words,
        strategy_id=STRATEGY,
        rule="faults",
        department="service",
    )


async def test_nobody_of_staff_writes_an_outcome_down_as_the_customer(office: Office) -> None:
    await office.read(stood(STANDS))

    problem = await office.act(
        ONLY.reference, 422, type="record_outcome", by=CUSTOMER, outcome="delighted"
    )

    assert problem["errors"][0]["pointer"] == "/record_outcome/by"
    assert await office.intake() == []


async def test_an_outcome_without_words_is_one(office: Office) -> None:
    await office.read(stood(STANDS))

    event = await event_of(office, type="record_outcome", outcome="satisfied")

    assert isinstance(event, OpinionGiven)
    assert event.words == ""


async def test_a_task_is_done_with_what_came_of_it_or_open_again(office: Office) -> None:
    await office.read(stood(STANDS))

    done = await event_of(office, type="check", task=3, text="a worn seal")
    undone = await event_of(office, type="check", task=3, done=False)

    assert isinstance(done, TaskDone)
    assert isinstance(undone, TaskDone)
    assert (done.task, done.done, done.words) == (3, True, "a worn seal")
    assert (undone.done, undone.words) == (False, "")


async def test_a_resolution_keeps_the_words_for_the_customer_beside_the_log(office: Office) -> None:
    await office.read(stood(STANDS))

    event = await event_of(office, type="resolve", done="We changed the seal.", open_because="asap")

    assert isinstance(event, CaseResolved)
    assert event.done == words_key(ONLY.reference, "We changed the seal.")
    assert event.open_because == "asap"
    await office.read(stood(replace(STANDS, version=2, done=event.done, open_because="asap")))
    shown = await office.get(PLACE)
    assert (shown["done"], shown["open_because"]) == ("We changed the seal.", "asap")


async def test_a_resolution_that_says_nothing_tells_nothing(office: Office) -> None:
    await office.read(stood(STANDS))

    event = await event_of(office, type="resolve")

    assert isinstance(event, CaseResolved)
    assert (event.done, event.open_because) == ("", "")


async def test_a_case_shows_its_checklist_its_reminders_and_who_silenced_it(office: Office) -> None:
    kept = replace(
        STANDS,
        checklist=(
            Check(task="say sorry", record=True, done_at=later(60), by="mia", words="rang"),
        ),
        reminders=(Remind(reminder=Reminder.PROGRESS, at=later(3_600)),),
        silenced_until=later(7_200),
        silenced_by="mia",
        told_at=later(0),
        told_by=later(3_600),
        told_of=Clock.FIRST_RESPONSE,
    )
    await office.read(stood(kept))

    shown = await office.get(PLACE)

    assert shown["checklist"] == [
        {
            "task": "say sorry",
            "record": True,
            "by_customer": False,
            "done_at": "2026-11-22T12:01:00.000Z",
            "by": "mia",
            "words": "rang",
        }
    ]
    assert shown["reminders"] == [{"reminder": "progress", "at": "2026-11-22T13:00:00.000Z"}]
    assert shown["silenced_until"] == "2026-11-22T14:00:00.000Z"
    assert (shown["silenced_by"], shown["told_of"]) == ("mia", "first_response")
    assert (shown["told_at"], shown["told_by"]) == (
        "2026-11-22T12:00:00.000Z",
        "2026-11-22T13:00:00.000Z",
    )
    assert (shown["done"], shown["opinions"]) == (None, [])


async def test_what_was_done_shows_what_it_said(office: Office) -> None:
    await office.read(stood(STANDS))
    silenced = await event_of(office, type="silence_alerts", until="2026-12-01T12:00:00Z")
    ticked = await event_of(office, type="check", task=2, text="a worn seal")
    heard = await event_of(office, type="record_outcome", outcome="satisfied")
    for event in (silenced, ticked, heard):
        await office.read(asked(event))

    shown = {one["type"]: one for one in (await office.get(PLACE))["actions"]}

    assert shown["alerts.silenced"]["until"] == "2026-12-01T12:00:00.000Z"
    assert (shown["task.done"]["task"], shown["task.done"]["text"]) == (2, "a worn seal")
    assert shown["opinion.given"]["opinion"] == "satisfied"
