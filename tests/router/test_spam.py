"""Who holds a case for spam, and who gets word once it is genuine after all."""

import pytest
from msgspec.structs import replace

from switchboard.contracts.case import Case, ClockState, Flag
from switchboard.contracts.course import CaseClearedOfSpam, CaseMarkedSpam
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Say
from switchboard.contracts.values import Identity, Nature
from tests.router.company import ANA, after, by_hand, inquiry, later, letters, opened

ROBOT = inquiry(
    "notice",
    sender=Identity("mailto:no-reply@list.example"),
    nature=Nature.MACHINE_NOTICE,
    acknowledgeable=False,
)


def begun(by: InquiryReceived = ROBOT) -> Case:
    """Return a case that a machine began, and in which Ana has a part."""
    return replace(opened(by), participants=(*by.sender.identities, ANA))


def held(case: Case, at: float = 120) -> Case:
    """Return the case after a member of staff has marked it."""
    return after(case, by_hand(case, CaseMarkedSpam), later(at))


def cleared(case: Case, at: float = 600) -> Case:
    return after(case, by_hand(case, CaseClearedOfSpam, "clear"), later(at))


def test_cleared_of_spam_nobody_is_acknowledged_but_whose_receipt_was_withheld() -> None:
    spam = held(after(begun(), inquiry("ana"), later(60)))
    again = replace(ROBOT, inquiry_id=inquiry("again").inquiry_id)
    heard = after(after(spam, again, later(180)), inquiry("late"), later(240))

    owed = letters(cleared(heard))

    assert [(one.to, one.thread.message_id) for one in owed] == [(ANA, "<ana@example.com>")]


@pytest.mark.parametrize("nature", [Nature.MAILING_LIST, Nature.MACHINE_NOTICE, Nature.AUTO_REPLY])
def test_no_machine_is_ever_acknowledged_after_all(nature: Nature) -> None:
    spam = held(opened())
    turned = replace(spam, inquiries=(replace(spam.inquiries[0], nature=nature),))

    assert letters(cleared(turned)) == []


@pytest.mark.parametrize("nature", [Nature.MACHINE_NOTICE, Nature.MAILING_LIST, Nature.SPAM])
def test_what_staff_hold_for_spam_stays_so_whoever_writes_and_whoever_began_it(
    nature: Nature,
) -> None:
    unmarked = replace(begun(replace(ROBOT, nature=nature)), flags=())

    heard = after(held(unmarked), inquiry("ana"), later(180))

    assert (heard.flags, heard.spam_by) == ((Flag.SPAM,), "k.vogel")
    assert not any(run.state is ClockState.RUNNING for run in heard.clocks)
    assert [(one.outcome, one.reason) for one in heard.deliveries][-1:] == [
        (Outcome.SUPPRESSED, Say.SPAM)
    ]
    assert [one.to for one in letters(cleared(heard))] == [ANA]
    assert cleared(heard).spam_by == ""
