"""An alert that reached nobody goes to the next who answers for it, until somebody has it or nobody is left."""

import pytest

from switchboard.contracts.case import Passing
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.handling import CaseAssigned
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import Clock
from tests.router.matter import Matter, program_of

FIRST = Clock.FIRST_RESPONSE
LEAD, CENTRE = "staff:a.meier", "mailto:centre@acme.example"
MAIL, PHONE = "mailto:service@acme.example", "tel:+491701234567"
PROGRAM = program_of(("until: acknowledged, repeat: {every: 30m, times: 3}, ", ""))


def warned() -> Matter:
    """Return a matter of whose first warning its assignee is owed word."""
    matter = Matter(program=PROGRAM, sends=False)
    matter.acts(CaseAssigned, assignee="k.vogel")
    matter.settles(matter.receipt())
    matter.waits(hours=4, seconds=5)
    return matter


def owed(matter: Matter) -> list[Alert]:
    return [one for one in matter.case.owed if isinstance(one, Alert)]


def test_an_alert_names_those_who_are_told_where_it_does_not_arrive() -> None:
    (alert,) = owed(warned())

    assert (alert.to, alert.otherwise) == ("staff:k.vogel", (LEAD, MAIL, PHONE, CENTRE))


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.SUPPRESSED])
def test_one_that_is_lost_goes_to_the_next_and_says_in_whose_place(outcome: Outcome) -> None:
    matter = warned()
    matter.settles(owed(matter)[0], outcome)

    (alert,) = owed(matter)
    assert (alert.to, alert.stage, alert.otherwise) == (LEAD, "warn 50%", (MAIL, PHONE, CENTRE))
    assert alert.instead_of == "staff:k.vogel: so it is"


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.UNKNOWN])
def test_one_that_may_have_arrived_goes_to_nobody_else(outcome: Outcome) -> None:
    matter = warned()
    matter.settles(owed(matter)[0], outcome)

    assert owed(matter) == []


def test_where_all_are_lost_the_case_says_that_nobody_could_be_reached() -> None:
    matter = warned()
    tried = []
    while alerts := owed(matter):
        tried.append(alerts[0].to)
        matter.settles(alerts[0], Outcome.FAILED)

    assert tried == ["staff:k.vogel", LEAD, MAIL, PHONE, CENTRE]
    assert matter.stage(FIRST, "warn 50%").passing is Passing.UNREACHABLE


def test_whoever_has_it_already_is_not_told_again() -> None:
    matter = Matter(program=PROGRAM, sends=False)
    matter.settles(matter.receipt())
    matter.waits(hours=8, seconds=5)
    lead, mail, phone = owed(matter)
    matter.settles(mail)
    matter.settles(lead, Outcome.FAILED)

    assert [one.to for one in owed(matter)] == [phone.to]


def test_a_matter_that_has_been_settled_meanwhile_is_nobodys_any_more() -> None:
    matter = Matter(program=PROGRAM, sends=False)
    matter.waits(hours=8, seconds=5)
    lost = next(one for one in owed(matter) if one.to == LEAD)
    matter.replies()
    matter.resolves()
    matter.settles(lost, Outcome.FAILED)

    assert CENTRE not in [one.to for one in owed(matter) if one.clock is FIRST]
