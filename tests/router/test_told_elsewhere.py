"""Cases that are put together or taken apart: what begins anew is told, what has gone into another tells nothing more."""

from typing import Any

from msgspec.structs import replace

from switchboard.contracts.case import Case, Flag
from switchboard.contracts.events import Forwarded, InquiryReceived
from switchboard.contracts.notices import Announce, Assign, Forward, Inform, Survey, Update
from switchboard.contracts.values import Milestone, Occasion, Reminder, Status
from tests.router.attentive import (
    GOLD,
    PROGRAM,
    SERVICE,
    after,
    due,
    opened,
    owed,
    quiet,
    resolve,
    told,
)
from tests.router.company import BEN, FAULT, inquiry, later, merge, split
from tests.router.partition import Partition

ELSEWHERE = inquiry("elsewhere").reference
_TOLD = (Assign, Inform, Update, Survey)


def sent(said: InquiryReceived, *, apart: bool = False) -> InquiryReceived:
    """Return an inquiry that another case sends on."""
    forwarded = Forwarded(to=said.reference, through=(ELSEWHERE,), action_id="m", split=apart)
    return replace(said, forwarded=forwarded)


def test_a_case_that_begins_with_what_left_another_is_told_to_its_department() -> None:
    begun = opened(sent(inquiry(), apart=True))

    assert told(begun, Assign) == list(SERVICE)
    assert {one.occasion for one in owed(begun, Assign)} == {Occasion.ROUTED}
    assert [one.milestone for one in owed(begun, Announce)] == [Milestone.OPENED]


def test_what_joins_by_a_merge_tells_nobody_anew() -> None:
    case = quiet(opened())

    joined = after(case, sent(inquiry("second", customer=GOLD)))

    assert len(joined.inquiries) == 2
    assert [told(joined, kind) for kind in _TOLD] == [[], [], [], []]


def test_a_merged_case_owes_nothing_but_that_its_contacts_arrive() -> None:
    case = opened(inquiry(customer=GOLD))

    part = after(case, merge(case, ELSEWHERE))
    later_on = after(quiet(part), inquiry("late", customer=GOLD, verified_case=case.reference))

    assert part.status is Status.MERGED
    assert [told(part, kind) for kind in _TOLD] == [[], [], [], []]
    assert part.reminders == ()
    assert [told(later_on, kind) for kind in _TOLD] == [[], [], [], []]
    assert len(owed(later_on, Forward)) >= 1


def test_a_merge_that_is_undone_is_told_as_opened_again() -> None:
    case = quiet(opened())
    part = after(case, merge(case, ELSEWHERE))
    home = Forwarded(
        to=case.reference, through=(case.reference, ELSEWHERE), action_id="s", split=True
    )

    back = after(quiet(part), replace(inquiry(), forwarded=home))

    assert back.status is Status.OPEN
    assert {one.occasion for one in owed(back, Assign)} <= {Occasion.REOPENED}


def test_who_has_been_split_off_hears_nothing_of_the_case_any_more() -> None:
    case = quiet(opened())
    second = inquiry("ben", sender=BEN, verified_case=case.reference, text=FAULT)
    both = quiet(after(case, second))

    alone = after(both, split(both, second.inquiry_id))
    done = after(alone, resolve(case, "blob/done"))

    assert [one.to for one in owed(done, Update)] == [case.participants[0]]
    assert BEN not in done.participants


def test_a_question_of_a_case_that_became_a_part_of_another_is_not_asked() -> None:
    case = quiet(opened())
    over = quiet(after(case, resolve(case)))
    stale = replace(over, status=Status.MERGED, merged_into=ELSEWHERE)

    assert owed(after(stale, due(over, Reminder.SURVEY), later(9 * 86_400)), Survey) == []


def heard(partition: Partition, said: Any) -> Case:
    case = partition.hears(said, later(0))
    assert case is not None
    return case


def test_staff_find_the_words_where_they_stand_in_the_log() -> None:
    partition = Partition({PROGRAM.strategy_id: PROGRAM})
    partition.book.initial = PROGRAM.strategy_id
    partition.offset = 41

    case = heard(partition, inquiry(customer=GOLD))
    again = heard(partition, inquiry("second", customer=GOLD))

    assert {one.position for one in owed(case, Assign)} == {41}
    assert {one.position for one in owed(case, Inform)} == {41}
    assert {one.position for one in owed(again, Inform, case)} == {42}


def test_an_exercise_is_told_as_one() -> None:
    drill = opened(inquiry(drill="d-1"))

    assert Flag.DRILL in drill.flags
    assert told(drill, Assign) == list(SERVICE)
    assert all(one.matter.drill for one in owed(drill, Assign))
    assert owed(drill, Announce) == []
    assert drill.reminders == ()
