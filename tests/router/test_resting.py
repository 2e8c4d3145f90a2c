"""A case speaks of those alone whose contacts rest in it: who has left is told nothing of it, and it bears no name of theirs."""

from msgspec.structs import replace

from services.router.resting import opener, ours
from switchboard.contracts.case import Case
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import Forwarded
from switchboard.contracts.notices import Reply
from switchboard.contracts.values import Nature
from tests.router.company import ANA, BEN, BILL, after, inquiry, later, merge, opened, reply, split
from tests.router.test_merging import WINNER, paid

FIRST = inquiry(customer=CustomerFacts(customer_id="ANA"), reply_to=ANA)
SECOND = inquiry(
    "second", sender=BEN, text=BILL, verified_case=FIRST.reference, subject="The invoice"
)


def both() -> Case:
    return after(opened(FIRST), SECOND, later(10))


def parted() -> Case:
    """A case merged into another, of which only the second contact has come home."""
    case = paid(after(both(), merge(opened(), WINNER), later(60)))
    home = Forwarded(to=case.reference, through=(WINNER,), action_id="home", split=True)
    return after(case, replace(SECOND, forwarded=home), later(6_000))


def replied(case: Case) -> Reply:
    answered = after(case, reply(case), later(7_000))
    return next(one for one in answered.owed if isinstance(one, Reply))


def test_whoever_began_a_case_keeps_it_and_the_others_leave() -> None:
    refused = after(both(), split(both(), FIRST.inquiry_id), later(60))

    assert (
        refused.actions[-1].refused_because
        == "the case is that of its first inquiry: split off the others instead"
    )


def test_who_is_split_off_takes_no_part_any_more() -> None:
    case = after(both(), split(both(), SECOND.inquiry_id), later(60))

    assert case.participants == (ANA,)
    assert case.unconfirmed == ()
    assert (case.name, case.subject, case.customer) == (
        "Ana Ortiz",
        "The pump",
        FIRST.customer,
    )


def test_a_reply_names_no_message_of_who_has_left() -> None:
    letter = replied(after(both(), split(both(), SECOND.inquiry_id), later(60)))

    assert (letter.to, letter.thread.message_id) == (ANA, FIRST.message_id)
    assert letter.thread.references == ()


def test_where_the_first_is_elsewhere_a_reply_goes_to_who_is_here() -> None:
    letter = replied(parted())

    assert (letter.to, letter.name, letter.thread.subject) == (BEN, "Ana Ortiz", "The invoice")
    assert letter.thread.message_id == SECOND.message_id
    assert parted().customer is None
    assert parted().participants == (BEN,)


def test_whose_case_it_was_has_it_again_once_they_are_home() -> None:
    home = Forwarded(to=FIRST.reference, through=(WINNER,), action_id="home-2", split=True)

    case = after(parted(), replace(FIRST, forwarded=home), later(8_000))

    assert (case.name, case.subject, case.customer) == ("Ana Ortiz", "The pump", FIRST.customer)
    assert set(case.participants) == {ANA, BEN}
    assert replied(case).to == ANA


def test_one_of_the_same_address_who_stays_keeps_the_name() -> None:
    other = inquiry("other", verified_case=FIRST.reference)
    case = after(opened(FIRST), other, later(10))
    gone = replace(case.inquiries[0], gone_to=WINNER)

    alone = ours(replace(case, inquiries=(gone, case.inquiries[1])))

    assert (alone.name, alone.participants) == ("Ana Ortiz", (ANA,))


def test_a_machine_answers_for_nobody_where_a_person_is_left() -> None:
    case = after(both(), inquiry("away", nature=Nature.OUT_OF_OFFICE), later(20))
    first, ben, away = case.inquiries

    left = replace(case, inquiries=(replace(first, gone_to=WINNER), away, ben))

    assert opener(left) == ben
    assert opener(case) == first
