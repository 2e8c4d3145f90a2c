"""Who is spared: where there is still time, where nobody can do anything, where somebody sees to it or wants silence."""

import pytest

from services.router.stages import wakes
from switchboard.contracts.case import Passing
from switchboard.contracts.course import CaseClosed, CaseMarkedSpam
from switchboard.contracts.notices import Alert
from tests.router.company import later
from tests.router.matter import (
    ACK,
    DEPARTMENT,
    FIRST,
    HOUR,
    LEAD,
    MINUTE,
    NEXT,
    Matter,
    calm,
    passing,
)

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
    assert matter.stage(FIRST, "breach").times == 1
    assert matter.stage(FIRST, "breach").again_at == later(9 * HOUR + 10)


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
