"""A case that holds much: it goes on in another before its record is full, and what it owes leaves it whatever it weighs."""

from msgspec.structs import replace

from switchboard.contracts.case import Case, LinkKind
from switchboard.contracts.codec import encode_case
from switchboard.contracts.events import Event, Forwarded, InquiryReceived
from switchboard.contracts.handling import NoteWritten
from switchboard.contracts.notices import Forward, Message
from switchboard.contracts.reference import reference_of
from switchboard.contracts.topics import HEAVY_CASE_BYTES, MAX_CASE_BYTES
from switchboard.contracts.values import Identity, InquiryId, Slot, Status
from tests.router.company import (
    ANA,
    BEN,
    BILL,
    by_hand,
    inquiry,
    later,
    merge,
    opened,
    reply,
    report,
    split,
)
from tests.router.partition import Partition
from tests.router.test_merging import WINNER, forwards

MANY = (ANA, *(Identity(f"mailto:{'x' * 50}{one}@{'y' * 100}.example") for one in range(7)))


def heavy(there: Partition) -> tuple[Case, Case]:
    """Return a case that goes on in another for its weight, and the other."""
    case = there.hears(_large(0, opened()), later(0))
    assert case is not None
    for number in range(1, 200):
        other = there.hears(_large(number, case), later(number))
        assert other is not None
        if other.reference != case.reference:
            return case, other
        case = other
    raise AssertionError("the case was not heavy")


def _large(number: int, case: Case) -> InquiryReceived:
    said = inquiry(f"m{number}", verified_case=case.reference if number else None)
    return replace(said, sender=replace(said.sender, identities=MANY))


def hears(there: Partition, event: Event, at: float) -> Case:
    case = there.hears(event, later(at))
    assert case is not None
    return case


def filled(there: Partition, case: Case, size: int) -> Case:
    """Have the case of that size all the same, as one that an earlier version wrote."""
    padded = replace(case, faults=())
    missing = size - len(encode_case(padded))
    padded = replace(padded, faults=("x" * (missing - len(',"faults":[""]')),))
    assert len(encode_case(padded)) == size
    there.book.restore(padded, encode_case(padded))
    return padded


def test_a_heavy_case_goes_on_in_another_and_is_not_merged_or_split() -> None:
    there = Partition()
    case, other = heavy(there)

    assert len(encode_case(case)) > HEAVY_CASE_BYTES
    assert [(one.kind, one.reference) for one in other.links] == [
        (LinkKind.CONTINUES, case.reference)
    ]
    why = "the case takes more than 180 kB: nothing can be moved out of it"
    merged = hears(there, merge(case, WINNER), 4_000)
    assert (merged.status, merged.actions[-1].refused_because) == (Status.OPEN, why)
    parted = hears(there, split(case, case.inquiries[-1].inquiry_id), 4_001)
    assert parted.actions[-1].refused_because == why


def test_a_case_just_below_goes_with_all_that_it_holds() -> None:
    there = Partition()
    case, _ = heavy(there)
    fewer = replace(case, inquiries=case.inquiries[:-1])
    light = filled(there, fewer, HEAVY_CASE_BYTES)

    gone = hears(there, merge(light, WINNER), 4_000)

    assert gone.status is Status.MERGED
    while under_way := forwards(gone):
        gone = hears(there, report(gone, under_way[0]), 5_000)
        assert len(encode_case(gone)) < MAX_CASE_BYTES
    assert all(one.gone_at is not None for one in gone.inquiries)
    assert there.dead == []


def test_what_has_arrived_is_owed_no_more_whatever_the_case_weighs() -> None:
    there = Partition()
    case, _ = heavy(there)
    light = filled(there, replace(case, inquiries=case.inquiries[:-1]), HEAVY_CASE_BYTES)
    gone = hears(there, merge(light, WINNER), 4_000)
    full = filled(there, gone, MAX_CASE_BYTES - 10)

    told = hears(there, report(full, forwards(full)[0]), 5_000)

    assert told.inquiries[0].gone_at is not None
    assert forwards(told) == []
    assert there.dead == []


def test_an_action_that_no_record_can_hold_is_refused_and_says_so() -> None:
    there = Partition()
    case = filled(there, hears(there, inquiry(), 0), MAX_CASE_BYTES - 400)

    refused = hears(there, replace(reply(case), body="blob/" + "x" * 500), 60)

    assert refused.actions[-1].refused_because == "the case would take more than 256000 bytes"
    assert not refused.actions[-1].accepted
    assert [one for one in refused.owed if isinstance(one, Message)] == list(case.owed)
    assert (refused.flags, there.dead) == (case.flags, [])
    assert refused.version == case.version + 1


def test_what_waits_behind_unsent_letters_leaves_once_they_are_sent() -> None:
    there = Partition()
    case, number = hears(there, inquiry(), 0), 0
    while case.actions == () or case.actions[-1].accepted:
        number += 1
        case = hears(there, reply(case, f"r{number}"), number)
    gone = hears(there, merge(case, WINNER), 500)
    assert (gone.status, forwards(gone)) == (Status.MERGED, [])

    letter = next(one for one in gone.owed if isinstance(one, Message))
    gone = hears(there, report(gone, letter), 600)

    assert [one.inquiry.inquiry_id for one in forwards(gone)] == [inquiry().inquiry_id]


def test_what_reaches_a_full_case_that_was_merged_goes_after_the_others() -> None:
    there = Partition()
    case = hears(there, inquiry(), 0)
    for number in range(199):
        case = hears(there, inquiry(f"m{number}", verified_case=case.reference), number + 1)
    gone = hears(there, merge(case, WINNER), 900)
    said = inquiry("late", verified_case=gone.reference, text=BILL, sender=BEN)

    part = hears(there, said, 1_000)

    assert (part.status, part.merged_into) == (Status.MERGED, WINNER)
    assert [(one.kind, one.reference) for one in part.links] == [
        (LinkKind.CONTINUES, gone.reference),
        (LinkKind.MERGED_INTO, WINNER),
    ]
    (notice,) = forwards(part)
    assert isinstance(notice, Forward)
    assert notice.inquiry.inquiry_id == said.inquiry_id
    assert all(run.state == "not_applicable" for run in part.clocks)
    again = hears(there, inquiry("later", verified_case=gone.reference, sender=BEN), 1_100)
    assert (again.reference, again.inquiries[-1].gone_to) == (part.reference, WINNER)


def test_what_comes_from_elsewhere_to_a_full_case_that_was_merged_goes_after_the_others() -> None:
    there = Partition()
    case = hears(there, inquiry(), 0)
    for number in range(199):
        case = hears(there, inquiry(f"m{number}", verified_case=case.reference), number + 1)
    hears(there, merge(case, WINNER), 900)
    elsewhere = reference_of(Slot(4_000), InquiryId("elsewhere"))
    sent = Forwarded(to=case.reference, through=(elsewhere,), action_id="merge-2")

    part = hears(there, inquiry("sent", forwarded=sent), 1_000)

    assert part.merged_into == WINNER
    assert forwards(part)[0].inquiry.forwarded is not None


def test_a_note_still_fits_a_heavy_case() -> None:
    there = Partition()
    case, _ = heavy(there)

    noted = hears(there, by_hand(case, NoteWritten, "n", body="blob/n"), 4_000)

    assert noted.actions[-1].accepted
