"""What leaves a case and what reaches it afterwards: bounded, in waves, and home again where it can't arrive."""

import pytest
from msgspec.structs import replace

from services.router.forwards import WAVE
from services.router.merging import MAX_CHAIN, parts
from services.router.park import faulted
from services.router.resting import resting
from switchboard.contracts.case import Case, Flag, Link, LinkKind
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import Forwarded
from switchboard.contracts.notices import Forward
from switchboard.contracts.reference import grouped, reference_of, slot_of_reference
from switchboard.contracts.values import (
    Identity,
    InquiryId,
    Nature,
    Reference,
    Slot,
    Status,
    UnixSeconds,
)
from tests.router.company import (
    ANA,
    BEN,
    after,
    inquiry,
    later,
    merge,
    opened,
    reopen,
    report,
    split,
)

WINNER = reference_of(Slot(4_000), InquiryId("winner"))


def forwards(case: Case) -> list[Forward]:
    return [one for one in case.owed if isinstance(one, Forward)]


def full(contacts: int) -> Case:
    case = opened()
    for number in range(1, contacts):
        case = after(case, inquiry(str(number)), later(number))
    return case


def paid(case: Case, outcome: Outcome = Outcome.SENT) -> Case:
    """Have everything arrive that is on its way."""
    for notice in forwards(case):
        case = after(case, report(case, notice, outcome), later(5_000))
    return case


def refusal(case: Case, event: object) -> str:
    return after(case, event, later(4_000)).actions[-1].refused_because


def test_a_merged_case_points_to_the_other_and_promises_nothing_any_more() -> None:
    case = after(opened(), merge(opened(), WINNER), later(60))

    assert (case.status, case.merged_into) == (Status.MERGED, WINNER)
    assert case.links == (Link(kind=LinkKind.MERGED_INTO, reference=WINNER),)
    assert resting(case) == []
    (notice,) = forwards(case)
    assert notice.inquiry.slot == slot_of_reference(WINNER)
    assert notice.inquiry.text == ""
    assert notice.inquiry.forwarded is not None
    assert (notice.inquiry.forwarded.to, notice.inquiry.forwarded.through) == (
        WINNER,
        (case.reference,),
    )


def test_the_first_contact_goes_alone_and_the_others_in_waves() -> None:
    case = after(full(60), merge(opened(), WINNER), later(4_000))
    sizes = []
    while forwards(case):
        sizes.append(len(forwards(case)))
        case = paid(case)

    assert sizes[:2] == [1, WAVE]
    assert all(one.gone_at is not None for one in case.inquiries)
    assert case.status is Status.MERGED


def test_what_reaches_a_merged_case_later_goes_after_the_others() -> None:
    case = paid(after(opened(), merge(opened(), WINNER), later(60)))

    again = after(case, inquiry("later", sender=BEN, verified_case=case.reference), later(6_000))

    (notice,) = forwards(again)
    assert again.status is Status.MERGED
    assert again.inquiries[-1].gone_to == WINNER
    assert notice.inquiry.forwarded is not None
    assert notice.inquiry.forwarded.foreign
    assert again.cause.how == "joined"


def test_what_cannot_leave_stays_where_somebody_sees_it() -> None:
    case = after(opened(), merge(opened(), WINNER), later(60))

    kept = paid(case, Outcome.FAILED)

    assert (kept.status, kept.merged_into, kept.owed) == (Status.OPEN, None, opened().owed)
    assert [one.inquiry_id for one in resting(kept)] == [inquiry().inquiry_id]
    assert Flag.FAULT in kept.flags
    assert "could not be sent on" in kept.faults[0]
    assert kept.clocks[0].state == "running"


def test_a_case_is_not_merged_into_itself_or_into_what_is_no_reference() -> None:
    case = opened()

    assert refusal(case, merge(case, case.reference)) == "a case can't be merged into itself"
    assert refusal(case, merge(case, Reference("nothing"))) == "nothing is no reference"


def test_a_case_is_not_merged_into_what_has_become_a_part_of_it() -> None:
    whole = replace(opened(), links=(Link(kind=LinkKind.MERGED_FROM, reference=WINNER),))

    assert parts(whole) == {WINNER}
    assert refusal(whole, merge(whole, WINNER)).startswith(f"{grouped(WINNER)} has been merged")


@pytest.mark.parametrize(("passed", "refused"), [(MAX_CHAIN - 1, False), (MAX_CHAIN, True)])
def test_a_chain_of_merges_has_an_end(passed: int, refused: bool) -> None:  # noqa: FBT001 - a row
    through = tuple(reference_of(Slot(1), InquiryId(str(number))) for number in range(passed))
    contact = replace(opened().inquiries[0], through=through)
    case = replace(opened(), inquiries=(contact,))

    assert bool(refusal(case, merge(case, WINNER))) == refused


def test_a_merged_case_is_not_reopened_but_split_off_where_it_went() -> None:
    case = after(opened(), merge(opened(), WINNER), later(60))

    assert refusal(case, reopen(case)) == "the case is merged"


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ((), "no inquiry is named"),
        (("unheard",), "the inquiry unheard doesn't rest in this case"),
        (("first", "second"), "one inquiry has to stay, or it is no other matter"),
    ],
)
def test_a_split_that_makes_no_sense_says_why(named: tuple[str, ...], why: str) -> None:
    said = {"first": inquiry(), "second": inquiry("second")}
    case = after(opened(), said["second"], later(10))
    ids = [said[one].inquiry_id if one in said else InquiryId(one) for one in named]

    assert refusal(case, split(case, *ids)) == why


def test_what_is_another_matter_leaves_for_a_case_of_its_own_in_the_same_slot() -> None:
    second = inquiry("second")
    case = after(opened(), second, later(10))

    parted = after(case, split(case, second.inquiry_id), later(60))

    (link,) = parted.links
    assert link.kind is LinkKind.SPLIT_INTO
    assert slot_of_reference(link.reference) == slot_of_reference(case.reference)
    assert [one.inquiry_id for one in resting(parted)] == [inquiry().inquiry_id]
    assert parted.status is Status.OPEN
    assert parted.clocks == case.clocks


def test_what_came_back_in_a_circle_is_not_sent_to_where_it_is() -> None:
    second = inquiry("second")
    case = after(opened(), second, later(10))
    first, back = case.inquiries
    round_about = replace(back, through=(WINNER, case.reference))
    case = replace(case, inquiries=(first, round_about))

    parted = after(case, split(case, second.inquiry_id), later(60))

    (notice,) = forwards(parted)
    assert notice.inquiry.forwarded is not None
    assert notice.inquiry.forwarded.to != case.reference


def test_who_came_by_a_token_alone_is_unknown_in_the_other_case_too() -> None:
    stranger = Identity("mailto:stranger@example.net")
    token = opened().reference
    case = after(opened(), inquiry("stranger", sender=stranger, verified_case=token), later(9))

    case = paid(after(case, merge(case, WINNER), later(60)))

    sent = [one.inquiry.forwarded for one in forwards(case)]
    assert [one.foreign for one in sent if one] == [True]
    assert ANA in case.participants


def test_what_could_not_be_decided_on_a_merged_case_goes_after_the_others_all_the_same() -> None:
    case = paid(after(opened(), merge(opened(), WINNER), later(60)))
    said = inquiry("odd", verified_case=case.reference)

    noted = faulted(case, said, later(6_000), "ValueError: no", Flag.FAULT)

    assert (noted.status, noted.inquiries[-1].gone_to) == (Status.MERGED, WINNER)
    assert [one.inquiry.inquiry_id for one in forwards(noted)] == [said.inquiry_id]


def test_what_can_be_decided_neither_here_nor_there_opens_the_case_for_somebody_to_see() -> None:
    case = paid(after(opened(), merge(opened(), WINNER), later(60)))
    sent = Forwarded(to=case.reference, through=(WINNER,), action_id="m")
    said = inquiry("odd", forwarded=sent)

    noted = faulted(case, said, later(6_000), "ValueError: no", Flag.FAULT)

    assert (noted.status, noted.merged_into, noted.cause.how) == (Status.OPEN, None, None)
    assert [one.moves for one in resting(noted)] == [("m/1",)]


def test_a_machine_that_answers_goes_along_and_opens_nothing() -> None:
    case = after(opened(), inquiry("away", nature=Nature.OUT_OF_OFFICE), later(9))

    merged = paid(after(case, merge(case, WINNER), UnixSeconds(later(60))))

    assert [one.inquiry.nature for one in forwards(merged)] == [Nature.OUT_OF_OFFICE]
