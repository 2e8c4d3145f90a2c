"""What waits for the morning is taken back when it has lost its point overnight; and who was away climbs no ladder."""

from msgspec.structs import replace

from services.router.decide import decide
from switchboard.contracts.case import ClockRun, ClockState, Passing
from switchboard.contracts.course import CaseClearedOfSpam, CaseMarkedSpam
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import CaseMoved
from switchboard.contracts.handling import NoteWritten
from switchboard.contracts.notices import Alert, Update
from switchboard.contracts.values import UnixSeconds
from tests.router.company import BILL, by_hand, inquiry, later
from tests.router.matter import (
    CENTRE,
    DEPARTMENT,
    FIRST,
    HOUR,
    LEAD,
    ONCE,
    RESOLVE,
    Matter,
    calm,
    passing,
    program_of,
)

NIGHT = program_of(
    ONCE, (", raise: urgent", ""), ("resolve: 40h", "resolve: 40h\n    clock: always")
)
DAY = 24.0


def alerts(matter: Matter) -> list[Alert]:
    return [one for one in matter.case.owed if isinstance(one, Alert) and one.clock is FIRST]


def at_night(hours: float = 9.0) -> Matter:
    """Return a matter of no urgency that was broken on Sunday; its department opens on Monday."""
    matter = Matter(inquiry(text=BILL), program=NIGHT, sends=False)
    matter.settles(matter.receipt())
    matter.waits(hours=hours)
    return matter


# Overnight


def test_what_waits_for_the_morning_and_is_silenced_wakes_nobody_and_says_so() -> None:
    matter = at_night()
    assert {one.stage for one in alerts(matter)} == {"breach"}
    matter.silences(72)

    assert alerts(matter) == []
    assert passing(matter)["breach"] is Passing.SILENCED


def test_what_waits_for_the_morning_and_is_resolved_is_taken_back() -> None:
    matter = at_night()
    matter.resolves()

    assert alerts(matter) == []
    assert passing(matter)["breach"] is Passing.OVERTAKEN


def test_a_warning_that_waits_for_the_morning_goes_when_the_customer_has_the_turn() -> None:
    matter = at_night(7)
    assert alerts(matter)
    matter.pauses()

    assert alerts(matter) == []
    assert passing(matter)["warn 80%"] is Passing.PAUSED


def test_a_breach_waits_for_the_morning_whoever_has_the_turn() -> None:
    matter = at_night()
    matter.pauses()

    assert {one.stage for one in alerts(matter)} == {"breach"}


def test_who_is_above_hears_nothing_in_the_morning_of_what_was_answered_overnight() -> None:
    matter = at_night(11)
    assert {one.stage for one in alerts(matter)} == {"breach", "breach + 2h"}
    matter.replies()

    assert {one.stage for one in alerts(matter)} == {"breach"}


def test_what_has_gone_out_already_is_not_taken_back_by_silence() -> None:
    matter = calm()
    matter.sends_nothing_more()
    matter.waits(hours=9)
    matter.silences(5)

    assert len(alerts(matter)) == 3


def test_an_alert_that_is_lost_in_silence_goes_to_nobody_else() -> None:
    matter = calm()
    matter.sends_nothing_more()
    matter.waits(hours=4, seconds=5)
    (lost,) = alerts(matter)
    matter.silences(5)
    matter.settles(lost, Outcome.FAILED)

    assert alerts(matter) == []
    assert passing(matter)["warn 50%"] is Passing.SILENCED


# Away


def test_who_opens_a_case_again_finds_its_ladder_where_it_was_left() -> None:
    matter = calm()
    matter.replies()
    matter.waits(hours=41)
    matter.resolves()
    matter.waits(hours=20 * DAY)
    told = len(matter.alerts)
    matter.reopens()

    assert matter.alerts[told:] == []
    matter.waits(hours=2)
    assert [(one.stage, one.to) for one in matter.alerts[told:]] == [("breach + 2h", CENTRE)]


def test_what_moves_to_other_hands_once_it_is_open_again_keeps_the_time_that_it_was_away() -> None:
    matter = calm()
    matter.replies()
    matter.waits(hours=41)
    matter.resolves()
    matter.waits(hours=20 * DAY)
    matter.reopens()
    told = len(matter.alerts)
    matter.transfers("front_desk")

    assert matter.alerts[told:] == []


def test_what_was_no_spam_after_all_is_told_again_from_here_on() -> None:
    matter = Matter()
    matter.waits(hours=8, minutes=10)
    matter.acts(CaseMarkedSpam)
    matter.waits(hours=100)
    told = len(matter.alerts)
    matter.acts(CaseClearedOfSpam)
    assert matter.alerts[told:] == []
    matter.waits(minutes=25)

    broken = [one for one in matter.alerts[told:] if one.clock is FIRST]
    assert [(one.stage, one.again, one.to) for one in broken] == [
        ("breach", 1, to) for to in (LEAD, *DEPARTMENT)
    ]


# What earlier versions left


def bare(matter: Matter, *, broken: bool = False) -> None:
    """Make the case what a version without stages wrote."""

    def plain(run: ClockRun) -> ClockRun:
        state = ClockState.BREACHED if broken else run.state
        return replace(run, stages=(), state=state)

    runs = tuple(plain(run) for run in matter.case.clocks if run.clock is FIRST)
    matter.case = replace(matter.case, clocks=runs, told_at=None, told_by=None, reminders=())


def test_an_old_case_that_was_broken_long_ago_alarms_nobody_when_it_is_touched() -> None:
    matter = calm()
    matter.waits(hours=8.1)
    bare(matter, broken=True)
    matter.alerts.clear()
    matter.at = later(30 * DAY * HOUR)
    matter.notes()

    assert matter.alerts == []
    assert passing(matter) == {
        "breach": Passing.NOT_ASKED,
        "breach + 2h": Passing.NOT_ASKED,
    }


def test_an_old_case_that_is_broken_by_now_is_told_once() -> None:
    matter = calm()
    matter.waits(hours=7)
    bare(matter)
    matter.alerts.clear()
    matter.at = later(9 * HOUR)
    matter.notes()

    assert matter.stages_told(FIRST) == ["breach"] * 3
    matter.waits(hours=2)
    assert matter.stages_told(FIRST) == ["breach"] * 3 + ["breach + 2h"]


def test_an_old_case_that_runs_yet_is_not_warned_of_what_has_passed() -> None:
    matter = calm()
    bare(matter)
    matter.at = later(7 * HOUR)
    matter.notes()

    assert passing(matter)["warn 80%"] is Passing.NOT_ASKED
    assert matter.alerts == []


def test_a_ladder_that_grows_is_not_climbed_for_what_lies_behind() -> None:
    grown = program_of(
        ONCE,
        (
            "{at: breach + 2h, notify: control_centre}\n",
            "{at: breach + 2h, notify: control_centre}\n    - {at: breach + 4h, notify: [lead]}\n",
        ),
        (
            "alerts: {quiet: [low]}\n",
            "alerts: {quiet: [low]}\nkeep_informed: {progress: {every: 24h}}\n",
        ),
    )
    matter = calm()
    matter.waits(hours=30 * DAY)
    matter.alerts.clear()
    matter.program = grown
    matter.sends_nothing_more()
    case = matter.does(
        CaseMoved(
            action_id="m", reference=matter.case.reference, strategy_id=grown.strategy_id, by="x"
        )
    )

    assert matter.alerts == []
    assert {run.stages[-1].passing for run in case.clocks if run.clock in {FIRST, RESOLVE}} == {
        Passing.NOT_ASKED
    }
    assert not [one for one in case.owed if isinstance(one, Update)]
    after = decide(
        grown, case, by_hand(case, NoteWritten, body="b"), UnixSeconds(matter.at + 25 * HOUR)
    )
    assert after is not None
    assert [one for one in after.owed if isinstance(one, Update)]
