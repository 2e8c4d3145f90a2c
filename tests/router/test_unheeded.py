"""A letter to staff comes back: it has failed, its address is marked, and an alert goes to the next who answers for it."""

from msgspec.structs import replace

from services.router.returned import CAME_BACK
from switchboard.contracts.case import Case, Flag, Passing, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.handling import CaseAssigned
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import Clock, Identity, Nature, NoticeId, Recipient
from tests.router.company import ANA, inquiry
from tests.router.matter import ONCE, Matter, program_of

PROGRAM = program_of(ONCE)
DAEMON = Identity("mailto:mailer-daemon@relay.example")
DESK = Identity("mailto:service@acme.example")
GONE = Identity("mailto:somebody@acme.example")
OURS = "<staff.one@acme.example>"


def sent(matter: Matter, purpose: Purpose, to: str, name: str = "n-1") -> None:
    """Have the case know a letter to staff that went out."""
    told = Settled(
        notice_id=NoticeId(name),
        purpose=purpose,
        outcome=Outcome.SENT,
        at=matter.at,
        message_id=OURS,
        to=Recipient(to),
    )
    others = [one for one in matter.case.deliveries if one.notice_id != name]
    matter.case = replace(matter.case, deliveries=(*others, told))


def comes_back(matter: Matter, *lost: Identity, message_id: str = OURS) -> Case:
    """Return the case after the postmaster has sent back a letter."""
    said = inquiry(f"bounce {matter.at}", sender=DAEMON, nature=Nature.BOUNCE, undeliverable=lost)
    return matter.does(replace(said, verified_case=matter.case.reference, references=(message_id,)))


def alerted() -> tuple[Matter, Alert]:
    """Return a matter whose first warning has gone out to its assignee."""
    matter = Matter(program=PROGRAM, sends=False)
    matter.acts(CaseAssigned, assignee="k.vogel")
    matter.settles(matter.receipt())
    matter.waits(hours=4, seconds=5)
    (alert,) = owed(matter)
    matter.settles(alert)
    sent(matter, Purpose.ALERT, alert.to, alert.notice_id)
    return matter, alert


def owed(matter: Matter) -> list[Alert]:
    return [one for one in matter.case.owed if isinstance(one, Alert)]


def outcome(case: Case, name: str) -> tuple[Outcome, str]:
    (found,) = [one for one in case.deliveries if one.notice_id == name]
    return found.outcome, found.reason


def test_an_alert_that_comes_back_is_given_to_the_next_who_answers_for_it() -> None:
    matter, alert = alerted()

    case = comes_back(matter, GONE)

    (given,) = owed(matter)
    assert outcome(case, alert.notice_id) == (Outcome.FAILED, CAME_BACK)
    assert (given.to, given.stage) == ("staff:a.meier", "warn 50%")
    assert given.instead_of == f"staff:k.vogel: {CAME_BACK}"


def test_whom_nobody_can_stand_in_for_was_not_reached_and_a_second_bounce_changes_nothing() -> None:
    matter, _ = alerted()
    comes_back(matter, GONE)
    while alerts := owed(matter):
        matter.settles(alerts[0], Outcome.FAILED)
    stands = matter.case

    again = comes_back(matter, GONE)

    assert matter.stage(Clock.FIRST_RESPONSE, "warn 50%").passing is Passing.UNREACHABLE
    assert (again.deliveries, again.owed) == (stands.deliveries, stands.owed)


def test_a_letter_to_an_address_marks_it_and_tells_nothing_of_the_customer() -> None:
    for purpose in (Purpose.ASSIGNMENT, Purpose.INFORMATION, Purpose.ALERT):
        matter = Matter(program=PROGRAM)
        sent(matter, purpose, DESK)

        case = comes_back(matter, DESK)

        assert outcome(case, "n-1") == (Outcome.FAILED, CAME_BACK)
        assert [one.identity for one in case.bounced] == [DESK]
        assert Flag.UNDELIVERABLE not in case.flags


def test_by_a_letter_to_somebody_by_name_no_address_is_marked() -> None:
    matter, _ = alerted()

    assert comes_back(matter, ANA).bounced == ()


def test_a_bounce_that_names_another_letter_another_address_or_none_changes_nothing() -> None:
    for lost, name in (((DESK,), "<guessed@acme.example>"), ((GONE,), OURS), ((), OURS)):
        matter = Matter(program=PROGRAM)
        sent(matter, Purpose.ALERT, DESK)

        case = comes_back(matter, *lost, message_id=name)

        assert outcome(case, "n-1") == (Outcome.SENT, "")
        assert case.bounced == ()
