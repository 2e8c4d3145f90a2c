"""No alert is lost, none is of another promise, and none is counted that nobody got: where much happens at once."""

from collections import Counter

import pytest
from msgspec.structs import replace

from services.router.consequences import MAX_ALARMED
from switchboard.contracts.case import MAX_OWED, Case, Passing
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.handling import CasePrioritized
from switchboard.contracts.keeping import OpinionGiven
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import Channel, Kind, Opinion, Priority
from tests.router import company
from tests.router.company import inquiry, later
from tests.router.matter import (
    ACK,
    CENTRE,
    DEPARTMENT,
    FIRST,
    HOUR,
    LEAD,
    MINUTE,
    NEXT,
    RESOLVE,
    Matter,
    calm,
    passing,
    program_of,
)

ALIENATED = program_of(
    (
        "alerts: {quiet: [low]}\n",
        "alerts: {quiet: [low]}\nfollow_up:\n  on: {alienated: {reopen: true, ladder: usual}}\n",
    ),
    ("- {at: warn 50%, notify: assignee, else: lead}", "- {at: warn 50%, notify: lead}"),
)


def alerts(case: Case) -> list[Alert]:
    return [one for one in case.owed if isinstance(one, Alert)]


def presses(matter: Matter, times: int) -> None:
    """Have a customer say over and over that they are lost to us."""
    for number in range(times):
        matter.waits(seconds=1)
        matter.does(
            OpinionGiven(
                action_id=f"p{number}",
                reference=matter.case.reference,
                by="customer",
                opinion=Opinion.ALIENATED,
                words=f"blob{number}",
            )
        )


# Room


def test_who_presses_a_button_a_hundred_times_alerts_each_once_and_promises_are_told_all_the_same() -> (
    None
):
    matter = Matter(program=ALIENATED)
    matter.resolves()
    matter.sends_nothing_more()
    presses(matter, 100)

    assert [(one.to, one.stage) for one in alerts(matter.case)] == [(LEAD, "alienated")]
    matter.waits(hours=9)
    assert matter.stages_told(FIRST) == ["warn 50%", "warn 80%"] + ["breach"] * 3


def test_alerts_of_opinions_leave_room_for_those_of_promises() -> None:
    matter = Matter(program=ALIENATED)
    matter.resolves()
    matter.sends_nothing_more()
    presses(matter, 1)
    (alert,) = alerts(matter.case)
    others = [replace(alert, notice_id=f"other-{n}", to=f"staff:{n}") for n in range(MAX_ALARMED)]
    matter.case = replace(matter.case, owed=tuple(others))
    presses(matter, 1)

    assert len(alerts(matter.case)) == MAX_ALARMED


@pytest.mark.parametrize(("free", "told"), [(1, Passing.TOLD), (0, Passing.UNREACHABLE)])
def test_a_case_that_owes_as_much_as_it_may_says_so_of_a_stage(free: int, told: Passing) -> None:
    matter = calm()
    matter.sends_nothing_more()
    matter.waits(hours=4, seconds=5)
    receipt = Matter(sends=False).receipt()
    others = [
        replace(receipt, notice_id=f"other-{number}")
        for number in range(MAX_OWED - len(Channel) - free)
    ]
    matter.case = replace(matter.case, owed=tuple(others))
    matter.waits(hours=3)

    assert passing(matter)["warn 80%"] is told
    assert len(matter.case.owed) <= MAX_OWED - len(Channel)


# While the customer has the turn


def test_a_next_answer_that_is_late_is_told_though_the_customer_has_the_turn() -> None:
    matter = calm()
    matter.replies()
    matter.waits(hours=1)
    matter.writes()
    matter.pauses()
    matter.waits(hours=10)

    stages = {one.stage: one.passing for one in matter.run(NEXT).stages}
    assert stages["warn 50%"] is Passing.PAUSED
    assert stages["breach"] is Passing.TOLD
    assert stages["breach + 2h"] is None
    matter.resumes()
    assert matter.stages_told(NEXT) == ["breach"] * 3 + ["breach + 2h"]


def test_a_clock_that_no_pause_stops_tells_that_it_was_broken_in_one() -> None:
    program = program_of(
        ("sla:\n", "sla:\n  pause_while: []\n"), ("repeat: {every: 30m, times: 3}, ", "")
    )
    matter = Matter(program=program)
    matter.replies()
    matter.pauses()
    matter.waits(hours=60)

    assert matter.stages_told(RESOLVE) == ["breach"] * 3


# Mail that comes late


def test_what_was_broken_before_it_reached_us_is_warned_of_by_nobody() -> None:
    matter = Matter(inquiry(received_at=later(0)), at=later(24 * HOUR), sends=False)

    assert matter.stages_told(FIRST) == []
    assert passing(matter)["warn 80%"] is Passing.OVERTAKEN
    matter.waits(seconds=10)
    assert [one.stage for one in matter.alerts if one.clock is FIRST][:3] == ["breach"] * 3


def test_of_two_warnings_that_come_at_once_the_newer_is_told() -> None:
    matter = Matter(inquiry(received_at=later(0)), at=later(7 * HOUR), sends=False)

    assert matter.stages_told(FIRST) == ["warn 80%"]
    assert passing(matter)["warn 50%"] is Passing.OVERTAKEN


# Which promise it is of


def twice_asked() -> Matter:
    """Return a matter with a broken second answer whose alerts have not gone out, and a third one promised."""
    matter = calm()
    matter.replies()
    matter.waits(minutes=1)
    matter.writes("second")
    matter.sends_nothing_more()
    matter.waits(hours=4, minutes=1)
    matter.replies()
    matter.settles(matter.reply())
    matter.waits(minutes=1)
    matter.writes("third")
    return matter


def test_an_alert_that_is_lost_is_passed_on_for_the_promise_that_it_was_of() -> None:
    matter = twice_asked()
    old = next(one for one in alerts(matter.case) if one.clock is NEXT and one.to == LEAD)
    for one in alerts(matter.case):
        matter.settles(one, Outcome.FAILED)
    while lost := alerts(matter.case):
        assert {one.starts_at for one in lost} == {old.starts_at}
        matter.settles(lost[0], Outcome.FAILED)

    assert {one.passing for one in matter.run(NEXT).stages} == {None}


def test_what_nobody_has_got_of_an_old_promise_keeps_no_new_one_from_being_told() -> None:
    matter = twice_asked()
    fresh = matter.run(NEXT).starts_at
    matter.waits(hours=4, minutes=1)

    told = Counter(one.to for one in alerts(matter.case) if one.starts_at == fresh)
    assert set(told) == {LEAD, *DEPARTMENT}
    assert len({one.notice_id for one in alerts(matter.case)}) == len(alerts(matter.case))


def test_an_alert_of_an_earlier_version_is_passed_on_by_its_name() -> None:
    matter = calm()
    matter.sends_nothing_more()
    matter.waits(hours=8, minutes=5)
    lost = next(one for one in alerts(matter.case) if one.clock is FIRST and one.to == LEAD)
    older = tuple(
        replace(one, starts_at=None) if isinstance(one, Alert) else one for one in matter.case.owed
    )
    matter.case = replace(matter.case, owed=older)
    known = [one.to for one in alerts(matter.case) if one.clock is FIRST]
    matter.settles(replace(lost, starts_at=None), Outcome.FAILED)

    assert Counter(one.to for one in alerts(matter.case) if one.clock is FIRST) == Counter(
        [one for one in known if one != LEAD]
    )
    assert CENTRE not in known


# How urgent it is


def test_what_a_ladder_has_raised_is_not_lowered_by_another_word_for_the_matter() -> None:
    matter = calm()
    matter.waits(hours=9)
    matter.does(company.reclassify(matter.case, Kind.INVOICE_QUERY))

    assert matter.case.priority is Priority.URGENT


def test_what_staff_have_lowered_stays_so() -> None:
    matter = calm()
    matter.waits(hours=9)
    matter.acts(CasePrioritized, priority=Priority.LOW)
    matter.does(company.reclassify(matter.case, Kind.INVOICE_QUERY))

    assert matter.case.priority is Priority.LOW


def test_a_receipt_that_is_late_is_told_whoever_has_the_turn() -> None:
    matter = Matter(sends=False)
    matter.pauses()
    matter.waits(minutes=20)

    assert {one.stage for one in matter.alerts if one.clock is ACK} == {"breach"}
    assert matter.alerts[0].owed_at - later(15 * MINUTE) <= MINUTE
