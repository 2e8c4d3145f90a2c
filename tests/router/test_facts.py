"""What staff get to know of a case with whatever they are told, and who is meant by a strategy's words for people."""

import pytest
from msgspec.structs import replace

from services.router.facts import at_work, genuine, matter, newest
from services.router.whom import answerable, called, instead, meant
from switchboard.contracts.case import Case, ClockRun, ClockState, Flag
from switchboard.contracts.notices import Due
from switchboard.contracts.values import (
    Channel,
    Clock,
    Kind,
    Nature,
    Priority,
    Recipient,
    Seconds,
    Status,
)
from switchboard.strategy.escalation import Rung, Who
from tests.router.attentive import ACCOUNTS, PROGRAM, SERVICE, opened
from tests.router.company import BEN, BILL, inquiry, later

LEAD, VOGEL = Recipient("staff:s.lead"), Recipient("staff:k.vogel")
ALERTS = Recipient("mailto:service-alerts@acme.example")
CONTROL = Recipient("mailto:control@acme.example")


def run(clock: Clock, state: ClockState, due: float, ended: float | None = None) -> ClockRun:
    return ClockRun(
        clock=clock,
        state=state,
        within=Seconds(due),
        starts_at=later(0),
        due_at=later(due),
        ended_at=None if ended is None else later(ended),
    )


def test_whoever_is_told_knows_where_the_case_stands() -> None:
    told = matter(replace(opened(), assignee="k.vogel", flags=(Flag.DRILL,)))

    assert (told.department, told.status, told.priority) == ("service", Status.OPEN, Priority.HIGH)
    assert (told.kind, told.assignee, told.subject) == (Kind.INCIDENT, "k.vogel", "The pump")
    assert (told.name, told.language, told.channel) == ("Ana Ortiz", "en", Channel.EMAIL)
    assert told.drill


def test_what_people_have_still_to_keep_is_told_in_the_order_in_which_it_falls_due() -> None:
    clocks = (
        run(Clock.RESOLVE, ClockState.RUNNING, 900),
        run(Clock.ACKNOWLEDGE, ClockState.RUNNING, 60),
        run(Clock.FIRST_RESPONSE, ClockState.BREACHED, 300),
        run(Clock.NEXT_RESPONSE, ClockState.MET, 100, 50),
    )

    assert matter(replace(opened(), clocks=clocks)).dues == (
        Due(clock=Clock.FIRST_RESPONSE, due_at=later(300)),
        Due(clock=Clock.RESOLVE, due_at=later(900)),
    )


def test_what_was_broken_and_is_mended_since_is_nothing_to_keep() -> None:
    mended = (run(Clock.FIRST_RESPONSE, ClockState.BREACHED, 300, 400),)

    assert matter(replace(opened(), clocks=mended)).dues == ()


def test_the_newest_words_are_those_of_a_person_whose_contact_rests_here() -> None:
    first = opened().inquiries[0]
    gone = replace(first, inquiry_id=inquiry("gone").inquiry_id, gone_to=inquiry("o").reference)
    machine = replace(first, inquiry_id=inquiry("m").inquiry_id, nature=Nature.OUT_OF_OFFICE)

    assert newest(replace(opened(), inquiries=(first, gone, machine))) == first
    assert newest(replace(opened(), inquiries=(machine,))) is None


@pytest.mark.parametrize(
    ("status", "works"),
    [
        (Status.OPEN, True),
        (Status.WAITING, True),
        (Status.RESOLVED, False),
        (Status.CLOSED, False),
        (Status.MERGED, False),
    ],
)
def test_a_case_is_at_work_while_somebody_has_to_answer_it(status: Status, works: bool) -> None:  # noqa: FBT001 - a row of the table
    case = replace(opened(), status=status)

    assert at_work(case) == works
    assert genuine(case) == (status is not Status.MERGED)


def test_nobody_waits_behind_spam_or_what_was_never_decided() -> None:
    assert not genuine(replace(opened(), flags=(Flag.SPAM,)))
    assert not genuine(replace(opened(), decisions=()))


def claimed() -> Case:
    return replace(opened(), assignee="k.vogel")


@pytest.mark.parametrize(
    ("who", "people"),
    [
        (Who.ASSIGNEE, (VOGEL,)),
        (Who.LEAD, (LEAD,)),
        (Who.DEPARTMENT, (ALERTS,)),
        (Who.CONTROL_CENTRE, (CONTROL,)),
    ],
)
def test_each_word_for_people_means_somebody(who: Who, people: tuple[Recipient, ...]) -> None:
    assert meant(PROGRAM, claimed(), who) == people


def test_a_case_with_nobody_in_a_department_of_nobody_means_nobody() -> None:
    lost = replace(opened(inquiry(text=BILL, sender=BEN)), department="gone")

    assert [meant(PROGRAM, lost, who) for who in Who] == [(), (), (), (CONTROL,)]
    assert answerable(PROGRAM, "gone") == ()


def test_what_a_department_should_know_goes_where_its_cases_are_told_or_else_to_who_answers() -> (
    None
):
    assert answerable(PROGRAM, "service") == SERVICE
    assert answerable(PROGRAM, "accounts") == (ACCOUNTS,)
    assert answerable(PROGRAM, "front_desk") == (Recipient("mailto:desk-alerts@acme.example"),)
    assert answerable(PROGRAM, "sales") == (Recipient("staff:v.lead"),)


def rung(**said: object) -> Rung:
    return Rung.model_validate({"at": "breach", **said})


def test_a_step_of_a_ladder_tells_whom_it_names_once_or_whom_instead_or_whoever_is_nearest() -> (
    None
):
    free = opened()

    assert called(PROGRAM, claimed(), rung(notify=["assignee", "lead", "assignee"])) == (
        VOGEL,
        LEAD,
    )
    assert called(PROGRAM, free, rung(notify="assignee", **{"else": "control_centre"})) == (
        CONTROL,
    )
    assert called(PROGRAM, free, rung(notify="assignee")) == (LEAD,)


def test_who_is_told_one_after_another_goes_from_whoever_has_the_case_up() -> None:
    assert instead(PROGRAM, claimed()) == (VOGEL, LEAD, ALERTS, CONTROL)
