"""Quiet hours: what waits for the morning is told in the morning, again from there, and to those above after that."""

from switchboard.contracts.case import Passing
from switchboard.contracts.notices import Alert
from tests.router.company import BILL, inquiry, later
from tests.router.matter import FIRST, HOUR, Matter, program_of

NIGHT = program_of((", raise: urgent", ""), ("resolve: 40h", "resolve: 40h\n    clock: always"))
OPENS = 19
"""Hours after Sunday noon: Monday, 8:00 in Berlin."""


def at_night(hours: float) -> Matter:
    matter = Matter(inquiry(text=BILL), program=NIGHT, sends=False)
    matter.settles(matter.receipt())
    matter.waits(hours=hours)
    return matter


def owed(matter: Matter) -> list[Alert]:
    return [one for one in matter.case.owed if isinstance(one, Alert) and one.clock is FIRST]


def opens(matter: Matter) -> None:
    """Have the notifier send what waited for the morning."""
    for one in owed(matter):
        if one.not_before is None or one.not_before <= matter.at:
            matter.settles(one)


def test_no_repetition_is_used_up_while_the_department_sleeps() -> None:
    matter = at_night(OPENS)
    breach = matter.stage(FIRST, "breach")

    assert (breach.times, breach.again_at) == (1, later((OPENS + 0.5) * HOUR))
    opens(matter)
    matter.waits(hours=0.6)
    assert [one.again for one in owed(matter) if one.stage == "breach"] == [1]


def test_who_is_above_hears_of_it_once_those_who_open_have_had_their_time() -> None:
    matter = at_night(11)

    assert {one.stage: one.not_before for one in owed(matter)} == {
        "breach": later(OPENS * HOUR),
        "breach + 2h": later((OPENS + 2) * HOUR),
    }


def test_who_sees_to_it_in_the_morning_keeps_it_from_those_above() -> None:
    matter = at_night(OPENS)
    opens(matter)
    assert {one.stage for one in owed(matter)} == {"breach + 2h"}
    matter.waits(minutes=20)
    matter.acknowledges(FIRST)

    assert owed(matter) == []


def test_what_was_told_in_the_evening_goes_up_when_the_department_opens() -> None:
    # Broken on Monday at 16:00, while accounts are there; two hours later they are gone.
    at = later(19 * HOUR)
    matter = Matter(inquiry(text=BILL, received_at=at), program=NIGHT, at=at)
    matter.waits(hours=11)

    above = next(one for one in matter.alerts if one.stage == "breach + 2h" and one.clock is FIRST)
    assert above.not_before == later((OPENS + 24) * HOUR)


def test_what_is_told_again_by_nobody_who_exists_comes_to_rest() -> None:
    nobody = program_of(
        (', alert: ["mailto:desk@acme.example"]', ""),
        ('control_centre: {alert: ["mailto:centre@acme.example"]}\n', ""),
    )
    matter = Matter(inquiry(text="Hello there"), program=nobody)
    matter.waits(hours=30)

    breach = matter.stage(FIRST, "breach")
    assert (breach.passing, breach.again_at) == (Passing.UNREACHABLE, None)
