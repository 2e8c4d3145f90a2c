"""Whoever has a case hears of it once: the department that it comes to, and the person to whom it is given."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.router.facts import at_work
from services.router.park import parked
from switchboard.contracts.case import Case, Flag
from switchboard.contracts.course import (
    CaseClearedOfSpam,
    CaseClosed,
    CaseMarkedSpam,
    CasePaused,
    CaseReopened,
    CaseResumed,
)
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.handling import (
    CaseAssigned,
    CasePrioritized,
    CaseReleased,
    CaseTransferred,
    NoteWritten,
)
from switchboard.contracts.notices import Assign
from switchboard.contracts.values import Kind, Nature, Occasion, Priority, Recipient, Status
from tests.router.attentive import (
    ACCOUNTS,
    PROGRAM,
    SERVICE,
    after,
    opened,
    owed,
    quiet,
    resolve,
    told,
)
from tests.router.company import (
    BILL,
    STRATEGY,
    by_hand,
    claim,
    inquiry,
    later,
    merge,
    reclassify,
    reopen,
    reply,
    transfer,
)

VOGEL = Recipient("staff:k.vogel")
MEIER = Recipient("staff:a.meier")
MACHINES = [
    *(Nature.BOUNCE, Nature.AUTO_REPLY, Nature.OUT_OF_OFFICE, Nature.FEEDBACK_REPORT),
    *(Nature.OWN_ECHO, Nature.MAILING_LIST, Nature.MACHINE_NOTICE),
]


def given(case: Case, to: str = "a.meier", by: str = "k.vogel", action_id: str = "give") -> Any:
    return CaseAssigned(action_id=action_id, reference=case.reference, by=by, assignee=to)


def test_a_department_hears_of_a_case_that_comes_to_it() -> None:
    case = opened()

    (first, second) = owed(case, Assign)

    assert (first.to, second.to) == SERVICE
    assert first == replace(second, notice_id=first.notice_id, to=first.to)
    assert (first.occasion, first.because) == (Occasion.ROUTED, "faults")
    assert (first.inquiry_id, first.not_before) == (case.inquiries[0].inquiry_id, None)
    assert first.matter.department == "service"
    assert (first.matter.kind, first.matter.priority) == (Kind.INCIDENT, Priority.HIGH)
    assert (first.matter.subject, first.matter.name) == ("The pump", "Ana Ortiz")
    assert [due.due_at for due in first.matter.dues] == [later(8 * 3_600)]


def test_a_department_without_assignments_looks_for_itself() -> None:
    assert told(opened(inquiry(text="Hello, it is me.")), Assign) == []


def test_a_transfer_tells_the_new_department_and_why() -> None:
    case = opened()

    there = after(
        case,
        CaseTransferred(
            action_id="t", reference=case.reference, by="x", department="accounts", why="a bill"
        ),
    )

    assert told(there, Assign) == [ACCOUNTS]
    (notice,) = owed(there, Assign)
    assert (notice.occasion, notice.because) == (Occasion.TRANSFERRED, "a bill")


def test_what_is_still_owed_to_the_old_department_is_taken_back() -> None:
    case = opened()

    there = after(case, transfer(case, "sales"))

    assert told(case, Assign) == list(SERVICE)
    assert told(there, Assign) == []


def test_a_case_that_comes_back_is_told_again() -> None:
    case = opened()
    away = after(case, transfer(case, "accounts", "away"))

    back = after(away, transfer(case, "service", "back"))

    assert told(back, Assign) == list(SERVICE)
    assert {one.notice_id for one in owed(back, Assign)}.isdisjoint(
        one.notice_id for one in owed(case, Assign)
    )


def test_what_staff_say_a_case_is_about_brings_it_to_another_department() -> None:
    case = quiet(opened())

    there = after(case, reclassify(case, Kind.INVOICE_QUERY, text=BILL, why="she rang"))

    assert told(there, Assign) == [ACCOUNTS]
    assert owed(there, Assign)[0].because == "she rang"


def test_a_person_hears_what_another_hand_gives_them() -> None:
    case = quiet(opened())

    with_her = after(case, given(case))

    assert told(with_her, Assign) == [MEIER]
    (notice,) = owed(with_her, Assign)
    assert (notice.occasion, notice.matter.assignee) == (Occasion.ASSIGNED, "a.meier")


def test_whoever_takes_a_case_knows_it() -> None:
    case = quiet(opened())

    claimed = after(case, claim(case))
    himself = after(case, given(case, "k.vogel"))

    assert told(claimed, Assign) == told(himself, Assign) == []


def test_a_person_who_has_it_no_more_is_told_nothing_any_more() -> None:
    case = quiet(opened())
    with_her = after(case, given(case))

    other = after(with_her, given(case, "b.lang", action_id="other"))
    free = after(with_her, by_hand(case, CaseReleased))

    assert told(other, Assign) == [Recipient("staff:b.lang")]
    assert told(free, Assign) == []


def test_the_person_of_a_customer_is_told_with_the_department() -> None:
    facts = CustomerFacts(customer_id="C-7", relationship="dedicated", dedicated="d.own")
    case = opened(inquiry(customer=facts))

    assert told(case, Assign) == [*SERVICE, Recipient("staff:d.own")]


def test_a_case_that_is_opened_again_is_told_to_those_who_had_it() -> None:
    case = quiet(opened())
    had = quiet(after(case, given(case)))
    done = after(had, resolve(case))

    again = after(done, reopen(case))
    by_her = after(done, CaseReopened(action_id="r", reference=case.reference, by="a.meier"))

    assert told(again, Assign) == [*SERVICE, MEIER]
    assert {one.occasion for one in owed(again, Assign)} == {Occasion.REOPENED}
    assert told(by_her, Assign) == list(SERVICE)


def test_a_customer_who_answers_a_resolved_case_opens_it_for_those_who_had_it() -> None:
    case = quiet(opened())
    done = after(case, resolve(case))

    again = after(done, inquiry("again"), later(3_600))

    assert told(again, Assign) == list(SERVICE)
    assert owed(again, Assign)[0].inquiry_id == again.inquiries[-1].inquiry_id


@pytest.mark.parametrize("nature", [*MACHINES, Nature.SPAM])
def test_nobody_is_told_of_what_machines_write(nature: Nature) -> None:
    case = opened(inquiry(nature=nature))

    assert told(case, Assign) == []
    assert not at_work(case)


def test_a_person_who_writes_into_a_machines_case_makes_it_one_to_be_told() -> None:
    case = opened(inquiry(nature=Nature.MACHINE_NOTICE))

    theirs = after(case, inquiry("person"))

    assert told(theirs, Assign) == list(SERVICE)
    assert owed(theirs, Assign)[0].occasion is Occasion.ROUTED


def test_spam_is_told_once_it_is_none() -> None:
    case = opened()
    spam = after(case, by_hand(case, CaseMarkedSpam, "spam"))

    genuine = after(spam, by_hand(case, CaseClearedOfSpam, "genuine"))

    assert told(spam, Assign) == []
    assert told(genuine, Assign) == list(SERVICE)


def test_a_case_that_becomes_a_part_of_another_tells_nothing_more() -> None:
    case = opened()
    other = inquiry("elsewhere").reference

    part = after(case, merge(case, other))

    assert part.status is Status.MERGED
    assert told(part, Assign) == []


def test_what_is_over_before_anybody_was_told_is_not_told() -> None:
    case = opened()

    assert told(after(case, by_hand(case, CaseClosed)), Assign) == []


def test_a_parked_inquiry_is_told_once_it_is_decided() -> None:
    said = inquiry()
    lies = parked(
        said,
        said.reference,
        later(0),
        "a fault",
        Flag.FAULT,
        department="front_desk",
        strategy_id=STRATEGY,
    )

    decided = after(lies, said)

    assert told(decided, Assign) == list(SERVICE)
    assert owed(decided, Assign)[0].occasion is Occasion.ROUTED


@pytest.mark.parametrize("kind", [CasePaused, NoteWritten, CasePrioritized])
def test_what_moves_no_case_tells_nobody(kind: Any) -> None:
    more: dict[str, Any] = {NoteWritten: {"body": "b"}, CasePrioritized: {"priority": "low"}}.get(
        kind, {}
    )
    case = quiet(opened())

    assert told(after(case, by_hand(case, kind, **more)), Assign) == []


def test_a_second_copy_a_reply_and_a_resumption_tell_nobody_again() -> None:
    case = quiet(opened())
    waiting = after(case, by_hand(case, CasePaused, "wait"))

    assert told(after(case, inquiry()), Assign) == []
    assert told(after(case, reply(case)), Assign) == []
    assert told(after(waiting, by_hand(case, CaseResumed, "resume")), Assign) == []


def test_what_can_wait_waits_for_the_next_round_time() -> None:
    low = quiet(opened(inquiry(text=BILL)))
    low = after(low, by_hand(low, CasePrioritized, priority=Priority.LOW))

    there = after(low, transfer(low, "service"), later(61 * 60))

    # Noon in UTC is 13:00 in Berlin: at 14:01 the next even hour is 16:00 there.
    assert {one.not_before for one in owed(there, Assign)} == {later(3 * 3_600)}


def test_an_exercise_waits_for_no_digest() -> None:
    low = replace(quiet(opened(inquiry(text=BILL))), priority=Priority.LOW, flags=(Flag.DRILL,))

    there = after(low, transfer(low, "service"))

    assert {one.not_before for one in owed(there, Assign)} == {None}
    assert all(one.matter.drill for one in owed(there, Assign))


def test_the_same_step_owes_the_same_notices() -> None:
    assert owed(opened(), Assign) == owed(opened(), Assign)
    assert PROGRAM.strategy.departments["service"].assignments is not None
