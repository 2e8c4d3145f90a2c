"""Time that runs out is told: each stage once, to whom the ladder names, in time, and to nobody where it has no point."""

import pytest
from msgspec.structs import replace

from services.router.alarm import LATE, MAX_ALERTS
from services.router.stages import wakes
from switchboard.contracts.case import Passing, PromiseStage
from switchboard.contracts.course import CaseClosed, CaseMarkedSpam
from switchboard.contracts.handling import CaseAssigned, CasePrioritized
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import Clock, Priority, UnixSeconds
from tests.router.company import BILL, inquiry, later
from tests.router.matter import HOUR, MINUTE, Matter, Told, program_of

ACK, FIRST, NEXT, RESOLVE = (
    Clock.ACKNOWLEDGE,
    Clock.FIRST_RESPONSE,
    Clock.NEXT_RESPONSE,
    Clock.RESOLVE,
)
LEAD, CENTRE = "staff:a.meier", "mailto:centre@acme.example"
DEPARTMENT = ("mailto:service@acme.example", "tel:+491701234567")
QUIETLY = ("until: acknowledged, repeat: {every: 30m, times: 3}, ", "")
"""A ladder on which nobody is told twice."""


def calm() -> Matter:
    """Return a matter of the company whose ladder repeats nothing."""
    return Matter(program=program_of(QUIETLY))


def passing(matter: Matter, clock: Clock = FIRST) -> dict[str, Passing | None]:
    return {one.stage: one.passing for one in matter.run(clock).stages}


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


# To nobody where it has no point


def test_an_answer_in_time_silences_what_was_still_to_come() -> None:
    matter = calm()
    matter.waits(hours=7)
    matter.replies()
    matter.waits(hours=5)

    assert matter.stages_told(FIRST) == ["warn 50%", "warn 80%"]


def test_an_answer_just_after_a_warning_was_due_takes_it_back() -> None:
    matter = Matter()
    matter.at = later(4 * HOUR + 2)
    matter.replies()

    assert matter.alerts == []


def test_a_warning_that_has_not_gone_out_is_taken_back_by_the_answer() -> None:
    matter = Matter(sends=False)
    matter.waits(hours=4, seconds=5)
    assert any(isinstance(one, Alert) for one in matter.case.owed)
    matter.replies()

    assert not [one for one in matter.case.owed if isinstance(one, Alert) and one.clock is FIRST]


def test_a_breach_is_told_though_the_answer_comes_on_its_heels() -> None:
    matter = calm()
    matter.waits(hours=8)
    matter.at = later(8 * HOUR + 2)
    matter.replies()

    assert matter.stages_told(FIRST)[-3:] == ["breach"] * 3


def test_while_the_customer_has_the_turn_only_a_first_answer_that_is_late_is_told() -> None:
    matter = calm()
    matter.pauses()
    matter.waits(hours=11)

    assert passing(matter) == {
        "warn 50%": Passing.PAUSED,
        "warn 80%": Passing.PAUSED,
        "breach": Passing.TOLD,
        "breach + 2h": Passing.TOLD,
    }
    assert {one.clock for one in matter.alerts} == {FIRST}


@pytest.mark.parametrize("deed", [CaseMarkedSpam, CaseClosed])
def test_what_is_spam_or_closed_alarms_nobody_and_takes_back_what_is_owed(deed: type) -> None:
    matter = Matter(sends=False)
    matter.waits(hours=9)
    assert matter.alerts
    told = len(matter.alerts)
    matter.acts(deed)
    matter.waits(hours=100)

    assert len(matter.alerts) == told
    assert not [one for one in matter.case.owed if isinstance(one, Alert)]
    assert wakes(matter.case) == {}


# Again, until somebody sees to it


def test_a_breach_is_told_again_as_often_as_the_ladder_says() -> None:
    matter = Matter()
    matter.waits(hours=20)

    breaches = [one for one in matter.alerts if one.clock is FIRST and one.stage == "breach"]
    assert [(one.again, one.to) for one in breaches] == [
        (again, to) for again in range(4) for to in (LEAD, *DEPARTMENT)
    ]
    assert len({one.notice_id for one in breaches}) == 12


def test_who_says_that_they_see_to_it_hears_no_more_of_it_and_nobody_above_them_does() -> None:
    matter = Matter()
    matter.waits(hours=8, minutes=10)
    matter.acknowledges(FIRST)
    matter.waits(hours=5)

    run = matter.run(FIRST)
    assert (run.acknowledged_by, run.acknowledged_at) == ("k.vogel", later(8 * HOUR + 10 * MINUTE))
    assert matter.stages_told(FIRST) == ["warn 50%", "warn 80%"] + ["breach"] * 3
    assert passing(matter)["breach + 2h"] is Passing.ACKNOWLEDGED


def test_a_warning_that_somebody_has_seen_does_not_keep_the_breach_from_being_told() -> None:
    matter = Matter()
    matter.waits(hours=5)
    matter.acknowledges()
    matter.waits(hours=3, minutes=5)

    assert matter.stages_told(FIRST) == ["warn 50%", "warn 80%"] + ["breach"] * 3


def test_on_a_ladder_that_awaits_nobody_the_next_step_is_climbed_all_the_same() -> None:
    matter = calm()
    matter.waits(hours=9)
    matter.acknowledges()
    matter.waits(hours=2)

    assert passing(matter)["breach + 2h"] is Passing.TOLD


def test_whoever_has_not_got_the_alert_before_is_owed_no_second_one() -> None:
    matter = Matter(sends=False)
    matter.waits(hours=9)

    owed = [one for one in matter.case.owed if isinstance(one, Alert) and one.clock is FIRST]
    assert [(one.stage, one.again) for one in owed] == [("breach", 0)] * 3
    assert matter.stage(FIRST, "breach").times == 2


def test_what_is_seen_and_not_yet_out_is_taken_back() -> None:
    matter = Matter(sends=False)
    matter.waits(hours=8, minutes=10)
    matter.acknowledges(FIRST)

    assert {one.clock for one in matter.case.owed if isinstance(one, Alert)} == {ACK}


def test_it_is_not_told_again_while_the_customer_has_the_turn_but_once_it_is_ours_again() -> None:
    matter = Matter()
    matter.waits(hours=1)
    matter.replies()
    matter.writes("second")
    matter.waits(hours=4, minutes=5)
    assert matter.stages_told(NEXT).count("breach") == 3
    matter.pauses()
    matter.waits(hours=10)
    assert matter.stages_told(NEXT).count("breach") == 3
    matter.resumes()

    assert matter.stages_told(NEXT).count("breach") == 6


# Silence


def test_what_passes_in_silence_is_noted_and_told_to_nobody() -> None:
    matter = calm()
    matter.waits(hours=3)
    matter.silences(6)
    matter.waits(hours=8)

    assert passing(matter) == {
        "warn 50%": Passing.SILENCED,
        "warn 80%": Passing.SILENCED,
        "breach": Passing.SILENCED,
        "breach + 2h": Passing.TOLD,
    }
    assert matter.case.silenced_by == "k.vogel"


def test_a_breach_that_must_be_seen_is_told_once_the_silence_is_over() -> None:
    matter = Matter()
    matter.waits(hours=7)
    matter.silences(6)
    matter.waits(hours=7)

    assert [one.hours for one in matter.told(FIRST) if one.stage == "breach"] == [13.0] * 3 + [
        13.5
    ] * 3


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
    matter = Matter(sends=False)
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
