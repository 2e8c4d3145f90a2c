"""Every order of staff becomes its event; what can't be understood is refused, with what is wrong."""

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from services.desk import questions
from services.desk.asked import _BECOMES, unspoken
from services.desk.orders import AnyOrder
from switchboard.contracts.case import Case, Flag, Link, LinkKind
from switchboard.contracts.codec import event_type
from switchboard.contracts.course import CaseMerged, CaseSplit
from switchboard.contracts.events import Action, Forwarded
from switchboard.contracts.handling import (
    CaseAssigned,
    CasePrioritized,
    CaseReclassified,
    NoteWritten,
    Words,
)
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Kind, Priority, Stage, Status
from tests.desk.matter import acted, asked, case, heard, inquiry, later, stood
from tests.desk.office import Office

ONLY, OTHER = inquiry(), inquiry("other", text="The invoice is wrong")
STANDS, BESIDE = case(ONLY), case(OTHER)
PLACE = f"/v1/cases/{grouped(ONLY.reference)}"


async def event_of(office: Office, **order: Any) -> Action:
    """Have an order taken; return the event in the log."""
    await office.act(ONLY.reference, by="mia", **order)
    (event,) = await actions(office)
    return event


async def actions(office: Office) -> list[Action]:
    """Return the actions in the log."""
    return [event for event in await office.events() if isinstance(event, Action)]


def test_every_order_has_its_event_and_every_event_its_order() -> None:
    assert set(_BECOMES) == set(get_args(AnyOrder))
    assert sorted(map(str, _BECOMES.values())) == sorted(map(str, get_args(Action)))


@pytest.mark.parametrize(
    ("order", "type_"),
    [
        ({"type": "release", "why": "off shift"}, "case.released"),
        ({"type": "wait"}, "case.paused"),
        ({"type": "resume"}, "case.resumed"),
        ({"type": "close", "why": "paid"}, "case.closed"),
        ({"type": "mark_spam"}, "case.marked_spam"),
        ({"type": "not_spam"}, "case.cleared_of_spam"),
        ({"type": "confirm", "identity": "mailto:ben@example.org"}, "sender.confirmed"),
    ],
)
async def test_an_order_that_says_no_more_than_what_it_is(
    office: Office, order: dict[str, Any], type_: str
) -> None:
    await office.read(stood(STANDS))

    event = await event_of(office, **order)

    assert (event_type(event), event.by, event.reference) == (type_, "mia", ONLY.reference)


async def test_orders_that_name_somebody_or_something(office: Office) -> None:
    await office.read(stood(STANDS))
    await office.act(ONLY.reference, type="assign", by="mia", assignee="tom")
    await office.act(ONLY.reference, type="prioritize", by="mia", priority="urgent")
    await office.act(ONLY.reference, type="split", by="mia", inquiries=[ONLY.inquiry_id] * 2)

    assigned, prioritized, split = await office.events()

    assert isinstance(assigned, CaseAssigned)
    assert isinstance(prioritized, CasePrioritized)
    assert isinstance(split, CaseSplit)
    assert (assigned.assignee, prioritized.priority) == ("tom", Priority.URGENT)
    assert split.inquiries == (ONLY.inquiry_id,)


async def test_a_note_is_kept_in_words_and_shown_to_staff_alone(office: Office) -> None:
    await office.read(stood(STANDS))
    event = await event_of(office, type="note", text="She rang.\nTwice.")
    await office.read(stood(acted(STANDS, event)))

    shown = await office.get(PLACE)

    assert isinstance(event, NoteWritten)
    assert await office.desk.blobs.get(event.body) == b"She rang.\nTwice."
    assert [(one["by"], one["text"]) for one in shown["notes"]] == [("mia", "She rang.\nTwice.")]
    assert [one["direction"] for one in shown["messages"]] == ["in"]


async def test_what_a_case_was_judged_by_goes_along_to_the_router_and_is_kept_once(
    office: Office,
) -> None:
    await office.read(heard(ONLY), stood(STANDS))

    event = await event_of(
        office, type="reclassify", kind="complaint", stage="post_deal", language="en", why="angry"
    )

    assert event == CaseReclassified(
        action_id="action-1",
        reference=ONLY.reference,
        by="mia",
        kind=Kind.COMPLAINT,
        stage=Stage.POST_DEAL,
        language="en",
        why="angry",
        words=Words(inquiry_id=ONLY.inquiry_id, subject="Pump", text="The pump stops"),
    )
    await office.read(asked(event))
    kept = await office.desk.store.ask(lambda db: questions.action(db, "action-1"))
    assert kept == unspoken(event) != event


async def test_what_has_left_a_case_says_nothing_of_what_it_is_about(office: Office) -> None:
    both = case(ONLY, OTHER)
    gone = replace(both.inquiries[0], gone_to=OTHER.reference)
    await office.read(
        heard(ONLY), heard(OTHER), stood(replace(both, inquiries=(gone, both.inquiries[1])))
    )

    event = await event_of(office, type="reclassify", kind="complaint")

    assert isinstance(event, CaseReclassified)
    assert event.words is not None
    assert event.words.inquiry_id == OTHER.inquiry_id


async def test_a_reclassification_sent_again_with_its_key_is_the_same(office: Office) -> None:
    await office.read(heard(ONLY), stood(STANDS))
    order: dict[str, Any] = {"type": "reclassify", "by": "mia", "kind": "complaint"}

    first = await office.act(ONLY.reference, key="k-1", **order)
    await office.read(asked((await actions(office))[0]))
    again = await office.act(ONLY.reference, key="k-1", **order)

    assert again == first
    assert {one.action_id for one in await actions(office)} == {first["action_id"]}


async def test_a_merge_names_the_case_that_the_other_one_has_become_a_part_of(
    office: Office,
) -> None:
    third = inquiry("third")
    part = replace(BESIDE, status=Status.MERGED, merged_into=third.reference)
    await office.read(stood(STANDS), stood(part), stood(case(third)))

    event = await event_of(office, type="merge", into=grouped(OTHER.reference).lower())

    assert isinstance(event, CaseMerged)
    assert event.into == third.reference


async def test_a_merge_into_its_own_part_is_left_to_the_router_to_refuse(office: Office) -> None:
    part = replace(BESIDE, status=Status.MERGED, merged_into=ONLY.reference)
    await office.read(stood(STANDS), stood(part))

    event = await event_of(office, type="merge", into=grouped(OTHER.reference))

    assert isinstance(event, CaseMerged)
    assert event.into == OTHER.reference


async def test_a_genuine_case_is_not_merged_into_spam_but_spam_is(office: Office) -> None:
    spam = replace(BESIDE, flags=(Flag.SPAM,))
    await office.read(stood(STANDS), stood(spam))
    order = {"type": "merge", "by": "mia", "into": grouped(OTHER.reference)}

    problem = await office.act(ONLY.reference, 422, **order)

    assert problem["errors"][0]["pointer"] == "/into"
    assert "say not_spam there" in problem["errors"][0]["detail"]
    assert await office.intake() == []
    await office.read(stood(replace(STANDS, version=2, flags=(Flag.SPAM,))))
    assert isinstance(await event_of(office, type="merge", into=order["into"]), CaseMerged)


@pytest.mark.parametrize(
    ("order", "pointer"),
    [
        ({"type": "assign"}, "/assign/assignee"),
        ({"type": "assign", "assignee": ""}, "/assign/assignee"),
        ({"type": "prioritize", "priority": "asap"}, "/prioritize/priority"),
        ({"type": "reclassify", "kind": "praise"}, "/reclassify/kind"),
        ({"type": "reclassify", "kind": "order", "language": "e n"}, "/reclassify/language"),
        ({"type": "note", "text": " "}, "/note/text"),
        ({"type": "split", "inquiries": []}, "/split/inquiries"),
        ({"type": "split", "inquiries": ["../x"]}, "/split/inquiries/0"),
        ({"type": "split", "inquiries": [ONLY.inquiry_id] * 201}, "/split/inquiries"),
        ({"type": "merge", "into": "K7Q2"}, "/merge/into"),
        ({"type": "merge", "into": grouped(inquiry("unheard").reference)}, "/into"),
        ({"type": "acknowledge_alert", "clock": "soon"}, "/acknowledge_alert/clock"),
        ({"type": "silence_alerts"}, "/silence_alerts"),
        (
            {"type": "silence_alerts", "for": "2h", "until": "2026-12-01T12:00:00Z"},
            "/silence_alerts",
        ),
        ({"type": "silence_alerts", "for": "a while"}, "/silence_alerts/for"),
        ({"type": "silence_alerts", "until": "tomorrow"}, "/silence_alerts/until"),
        ({"type": "record_outcome"}, "/record_outcome/outcome"),
        ({"type": "record_outcome", "outcome": "fine"}, "/record_outcome/outcome"),
        ({"type": "check", "task": 0}, "/check/task"),
        ({"type": "check", "task": 31}, "/check/task"),
        ({"type": "check", "task": 1, "text": "x" * 501}, "/check/text"),
        ({"type": "resolve", "done": " "}, "/resolve/done"),
    ],
)
async def test_an_order_that_is_not_understood_is_refused(
    office: Office, order: dict[str, Any], pointer: str
) -> None:
    await office.read(stood(STANDS))

    problem = await office.act(ONLY.reference, 422, by="mia", **order)

    assert problem["errors"][0]["pointer"].endswith(pointer.rpartition("/")[2])
    assert await office.intake() == []


def sent_on(stands: Case, to: Case) -> Case:
    """Return a case that has become a part of another one."""
    contact = replace(stands.inquiries[0], gone_to=to.reference, gone_move="m", gone_at=later(9))
    link = Link(kind=LinkKind.MERGED_INTO, reference=to.reference)
    return replace(
        stands,
        version=2,
        status=Status.MERGED,
        merged_into=to.reference,
        links=(link,),
        inquiries=(contact,),
    )


async def test_an_inquiry_is_found_where_it_rests_and_before_it_arrives_where_it_will(
    office: Office,
) -> None:
    loser = sent_on(BESIDE, STANDS)
    await office.read(heard(ONLY), heard(OTHER), stood(STANDS), stood(loser))
    path = f"/v1/inquiries/{OTHER.inquiry_id}"

    under_way = await office.get(path)
    arrived = replace(BESIDE.inquiries[0], accepted_at=later(60), moves=("m/1",))
    whole = replace(STANDS, version=2, inquiries=(*STANDS.inquiries, arrived))
    await office.read(stood(whole))
    at_rest = await office.get(path)

    assert under_way["case"] == at_rest["case"] == grouped(ONLY.reference)
    assert under_way["reference"] == grouped(OTHER.reference)
    winner, part = await office.get(PLACE), await office.get(f"/v1/cases/{OTHER.reference}")
    assert [one["text"] for one in winner["messages"]] == [ONLY.text, OTHER.text]
    assert (part["status"], part["merged_into"]) == ("merged", grouped(ONLY.reference))
    assert part["messages"][0]["gone_to"] == grouped(ONLY.reference)


async def test_an_inquiry_on_its_way_is_archived_as_it_came_in(office: Office) -> None:
    sent = Forwarded(to=ONLY.reference, through=(OTHER.reference,), action_id="m")
    bare = replace(OTHER, text="", forwarded=sent)

    await office.read(heard(bare), heard(OTHER), stood(BESIDE))

    shown = await office.get(f"/v1/cases/{OTHER.reference}")
    assert [one["text"] for one in shown["messages"]] == [OTHER.text]
