"""Time that runs out is told: each stage once, in time, to whom the ladder names; and no more than there is room for."""

import pytest
from msgspec.structs import replace

from services.router.alarm import LATE, MAX_ALERTS
from switchboard.contracts.case import Passing, PromiseStage
from switchboard.contracts.handling import CaseAssigned, CasePrioritized
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import Priority, UnixSeconds
from tests.router.company import BILL, inquiry, later
from tests.router.matter import (
    CENTRE,
    DEPARTMENT,
    FIRST,
    HOUR,
    LEAD,
    NEXT,
    RESOLVE,
    Matter,
    Told,
    calm,
    passing,
    program_of,
)

# Stages


def test_a_promise_has_a_stage_for_each_warning_its_breach_and_what_its_ladder_has_after_it() -> (
    None
):
    assert [(one.stage, one.at) for one in Matter().run(FIRST).stages] == [
        ("warn 50%", later(4 * HOUR)),
        ("warn 80%", later(6.4 * HOUR)),
        ("breach", later(8 * HOUR)),
        ("breach + 2h", later(10 * HOUR)),
    ]


def test_warnings_come_when_their_share_of_the_hours_has_been_worked() -> None:
    program = program_of(("resolve: 40h", "resolve: 40h\n    clock: office"))
    matter = Matter(program=program, at=later(21 * HOUR))  # Monday, 10:00 in Berlin.

    # Of eight hours four have gone on Monday at three, 6.4 on Tuesday at 8:24; the breach is at ten.
    assert [round((one.at - matter.began) / HOUR, 3) for one in matter.run(FIRST).stages] == [
        5.0,
        22.4,
        24.0,
        26.0,
    ]


def test_a_stage_that_lies_ahead_moves_with_its_promise_and_one_that_passed_stays() -> None:
    matter = Matter()
    matter.waits(hours=25)
    matter.pauses()
    matter.waits(hours=5)
    matter.resumes()

    assert [(one.stage, one.at) for one in matter.run(RESOLVE).stages] == [
        ("warn 50%", later(20 * HOUR)),
        ("warn 80%", later(37 * HOUR)),
        ("breach", later(45 * HOUR)),
        ("breach + 2h", later(47 * HOUR)),
    ]


# Told, each once


def test_each_stage_is_told_once_to_those_whom_the_ladder_names() -> None:
    matter = calm()
    matter.waits(hours=30)

    assert matter.told(FIRST) == [
        Told(4.0, FIRST, "warn 50%", LEAD),
        Told(6.4, FIRST, "warn 80%", LEAD),
        *[Told(8.0, FIRST, "breach", to) for to in (LEAD, *DEPARTMENT)],
        Told(10.0, FIRST, "breach + 2h", CENTRE),
    ]
    assert not any(one.late for one in matter.alerts)


def test_whoever_has_the_case_is_told_before_the_lead() -> None:
    matter = calm()
    matter.acts(CaseAssigned, assignee="k.vogel")
    matter.waits(hours=5)

    assert matter.told() == [Told(4.0, FIRST, "warn 50%", "staff:k.vogel")]


def test_what_no_step_asks_for_is_noted_and_told_to_nobody() -> None:
    matter = Matter(program=program_of(("    - {at: warn 80%, notify: lead}\n", "")))
    matter.waits(hours=7)

    assert passing(matter)["warn 80%"] is Passing.NOT_ASKED
    assert matter.stages_told(FIRST) == ["warn 50%"]


def test_where_a_step_names_nobody_who_exists_the_department_hears_of_it() -> None:
    matter = Matter(inquiry(text="Hello there"))  # The front desk has no lead.
    matter.waits(hours=7)

    assert [one.to for one in matter.told(FIRST)] == ["mailto:desk@acme.example"] * 2


def test_where_nobody_can_be_told_the_case_says_so() -> None:
    program = program_of(
        (', alert: ["mailto:desk@acme.example"]', ""),
        ('control_centre: {alert: ["mailto:centre@acme.example"]}\n', ""),
    )
    matter = Matter(inquiry(text="Hello there"), program=program)
    matter.waits(hours=11)

    assert set(passing(matter).values()) == {Passing.UNREACHABLE}
    assert matter.alerts == []


def test_every_promise_climbs_the_ladder() -> None:
    matter = calm()
    matter.sends_nothing_more()
    matter.replies()
    matter.writes("second")
    matter.waits(hours=50)

    assert matter.stages_told(NEXT)[:2] == ["warn 50%", "warn 80%"]
    assert set(matter.stages_told(RESOLVE)) == {"warn 50%", "warn 80%", "breach", "breach + 2h"}


# Told in time, or marked late


def test_who_was_down_for_a_day_tells_late_what_was_broken_and_warns_of_nothing_any_more() -> None:
    matter = calm()
    matter.sleeps(24)

    assert passing(matter)["warn 80%"] is Passing.OVERTAKEN
    assert matter.stages_told(FIRST) == ["breach"] * 3 + ["breach + 2h"]
    assert all(one.late for one in matter.alerts if one.clock is FIRST)


@pytest.mark.parametrize(("seconds", "late"), [(LATE, [False]), (LATE + 0.001, [True])])
def test_late_is_what_comes_two_minutes_after_its_time(seconds: float, late: list[bool]) -> None:
    matter = Matter()
    matter.at = UnixSeconds(later(4 * HOUR) + seconds)
    matter.notes()

    assert [one.late for one in matter.alerts] == late


def test_equal_to_the_moment_is_not_yet_past_it() -> None:
    matter = Matter()
    matter.at = later(8 * HOUR)
    matter.replies()

    assert passing(matter)["breach"] is None


# Priority and quiet hours


def test_a_breach_raises_the_priority_at_once_and_never_lowers_it() -> None:
    matter = Matter()
    matter.waits(hours=9)
    assert matter.case.priority is Priority.URGENT
    alert = next(one for one in matter.alerts if one.clock is FIRST and one.stage == "breach")
    assert alert.matter.priority is Priority.URGENT

    program = program_of(("raise: urgent", "raise: normal"))
    other = Matter(program=program)
    other.waits(hours=9)
    assert other.case.priority is Priority.HIGH


def test_what_staff_have_put_higher_stays_there() -> None:
    matter = Matter(program=program_of(("raise: urgent", "raise: high")))
    matter.acts(CasePrioritized, priority=Priority.URGENT)
    matter.waits(hours=9)

    assert matter.case.priority is Priority.URGENT


def test_what_is_not_urgent_wakes_nobody_before_the_department_opens() -> None:
    program = program_of(
        (", raise: urgent", ""), ("resolve: 40h", "resolve: 40h\n    clock: always")
    )
    matter = Matter(
        inquiry(text=BILL), program=program
    )  # On Sunday; accounts open on Monday at 8:00.
    matter.waits(hours=7)

    assert [one.not_before for one in matter.alerts if one.clock is FIRST] == [later(19 * HOUR)] * 2


def test_while_the_department_is_there_it_is_told_at_once() -> None:
    program = program_of(
        (", raise: urgent", ""), ("resolve: 40h", "resolve: 40h\n    clock: always")
    )
    at = later(20 * HOUR)
    matter = Matter(inquiry(text=BILL, received_at=at), program=program, at=at)
    matter.waits(hours=5)

    assert [one.not_before for one in matter.alerts] == [None]


def test_what_has_become_urgent_waits_for_nobody() -> None:
    program = program_of(("resolve: 40h", "resolve: 40h\n    clock: always"))
    matter = Matter(inquiry(text=BILL), program=program)
    matter.waits(hours=9)

    breach = next(one for one in matter.alerts if one.stage == "breach" and one.clock is FIRST)
    assert breach.not_before is None


# Bounds


@pytest.mark.parametrize(("owed", "told"), [(MAX_ALERTS - 1, 1), (MAX_ALERTS, 0)])
def test_a_case_owes_no_more_alerts_than_it_has_room_for_and_says_so(owed: int, told: int) -> None:
    matter = calm()
    matter.sends_nothing_more()
    matter.waits(hours=4, seconds=5)
    alert = next(one for one in matter.case.owed if isinstance(one, Alert))
    others = [
        replace(alert, notice_id=f"other-{number}", clock=None, stage="x") for number in range(owed)
    ]
    matter.case = replace(matter.case, owed=tuple(others))
    matter.alerts.clear()
    matter.waits(hours=3)

    assert len([one for one in matter.case.owed if isinstance(one, Alert)]) == owed + told
    expected = Passing.TOLD if told else Passing.UNREACHABLE
    assert passing(matter)["warn 80%"] is expected


def test_a_case_of_an_earlier_version_gets_its_stages_with_the_next_event() -> None:
    matter = Matter()
    run = matter.run(FIRST)
    bare = replace(run, stages=())
    matter.case = replace(
        matter.case, clocks=tuple(bare if one is run else one for one in matter.case.clocks)
    )
    matter.at = later(3 * HOUR)
    matter.notes()

    assert matter.run(FIRST).stages == run.stages


def test_a_stage_knows_when_it_was_noted_and_how_often_it_was_told() -> None:
    matter = Matter()
    matter.waits(hours=4, seconds=5)

    assert matter.stage(FIRST, "warn 50%") == PromiseStage(
        stage="warn 50%",
        at=later(4 * HOUR),
        passed_at=later(4 * HOUR + 5),
        passing=Passing.TOLD,
        times=1,
    )
