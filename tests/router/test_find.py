"""Which case does an inquiry belong to? The strongest tie first, and strangers never by accident."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.router.find import By, Found, find_case
from services.router.windows import WINDOWS
from switchboard.contracts.case import Case
from switchboard.contracts.events import Sender
from switchboard.contracts.reference import reference_of
from switchboard.contracts.values import Identity, InquiryId, Nature, Reference, Slot, UnixSeconds
from tests.router.company import ANA, BEN, BILL, FAULT, days, inquiry, later, resolve
from tests.router.partition import Partition

UNKNOWN = reference_of(Slot(1), InquiryId("nobody's"))
CEC = Identity("mailto:cec@example.net")


def has(partition: Partition, name: str, at: UnixSeconds, **more: Any) -> Case:
    """Return the case that an inquiry came to rest in."""
    case = partition.hears(inquiry(name, received_at=at, **more), at)
    assert case is not None
    return case


def found(
    partition: Partition, at: UnixSeconds, sender_said: Sender | None = None, **more: Any
) -> Found | None:
    said = inquiry("new", **{"received_at": at} | more)
    return find_case(partition.book, replace(said, sender=sender_said or said.sender), at, WINDOWS)


def by(partition: Partition, at: UnixSeconds, **more: Any) -> tuple[Reference, By] | None:
    tie = found(partition, at, **more)
    return (tie.case.reference, tie.by) if tie else None


def test_token_thread_reference_burst_and_likeness_count_in_this_order() -> None:
    partition = Partition()
    alike = has(partition, "alike", days(0))
    named = has(partition, "named", days(0.5), text=BILL)
    threaded = has(partition, "threaded", days(0.6), text="Other words")
    token = has(partition, "token", days(0.7), text="More words")
    burst = has(partition, "burst", days(1), text="New words")
    assert len({one.reference for one in (alike, named, threaded, token, burst)}) == 5

    ties: dict[str, Any] = {
        "verified_case": token.reference,
        "references": ("<threaded@example.com>",),
        "named_case": named.reference,
    }
    soon = UnixSeconds(days(1) + 60)
    order = [by(partition, soon, **ties)]
    for tie in list(ties):
        del ties[tie]
        order.append(by(partition, soon, **ties))
    order.append(by(partition, days(1.1)))

    assert order == [
        (token.reference, By.TOKEN),
        (threaded.reference, By.THREAD),
        (named.reference, By.REFERENCE),
        (burst.reference, By.BURST),
        (alike.reference, By.LIKENESS),
    ]


@given(st.sets(st.sampled_from(["token", "thread", "reference", "burst", "likeness"])))
def test_whatever_speaks_for_a_case_the_strongest_tie_decides(ties: set[str]) -> None:
    partition = Partition()
    alike = has(partition, "alike", days(0), new_case=True)
    named = has(partition, "named", days(0.2), text=BILL, new_case=True)
    threaded = has(partition, "threaded", days(0.4), text="Other words", new_case=True)
    token = has(partition, "token", days(0.6), text="More words", new_case=True)
    burst = has(partition, "burst", days(1), text="New words", new_case=True)
    said: dict[str, Any] = {
        "verified_case": token.reference if "token" in ties else None,
        "references": ("<threaded@example.com>",) if "thread" in ties else (),
        "named_case": named.reference if "reference" in ties else None,
        "text": FAULT if "likeness" in ties else "?",
    }
    at = UnixSeconds(days(1) + 60) if "burst" in ties else days(1.1)

    cases = {
        By.TOKEN: token,
        By.THREAD: threaded,
        By.REFERENCE: named,
        By.BURST: burst,
        By.LIKENESS: alike,
    }
    expected = next(((cases[one].reference, one) for one in By if one in ties), None)
    assert by(partition, at, **said) == expected


def test_strangers_with_an_equal_subject_and_equal_words_have_two_cases() -> None:
    partition = Partition()
    has(partition, "ana", later(0))

    assert by(partition, later(1), sender=BEN) is None


def test_whoever_withholds_who_they_are_is_matched_with_nobody() -> None:
    partition = Partition()
    has(partition, "ana", later(0), sender=None)

    assert by(partition, later(1), sender=None) is None


def test_a_token_opens_its_case_to_whoever_holds_it() -> None:
    partition = Partition()
    case = has(partition, "ana", later(0))

    assert by(partition, days(1), sender=BEN, verified_case=case.reference) == (
        case.reference,
        By.TOKEN,
    )


@pytest.mark.parametrize("tie", ["named_case", "references"])
def test_naming_a_case_or_its_letter_opens_nothing_to_strangers(tie: str) -> None:
    partition = Partition()
    case = has(partition, "ana", later(0))
    named = {"named_case": case.reference, "references": ("<ana@example.com>",)}[tie]

    assert by(partition, days(3), sender=BEN, text=BILL, **{tie: named}) is None
    assert by(partition, days(3), sender=ANA, text=BILL, **{tie: named}) is not None


@pytest.mark.parametrize("tie", ["named_case", "references", "nothing"])
def test_wanting_answers_at_somebodys_address_makes_nobody_that_person(tie: str) -> None:
    partition = Partition()
    case = has(partition, "ana", later(0))
    ties = {"named_case": case.reference, "references": ("<ana@example.com>",)}

    said: dict[str, Any] = {name: value for name, value in ties.items() if name == tie}
    assert by(partition, later(1), sender=BEN, reply_to=ANA, **said) is None


def test_whoever_was_let_in_by_a_token_may_name_the_case_from_then_on() -> None:
    partition = Partition()
    case = has(partition, "ana", later(0))
    has(partition, "ben", later(10), sender=BEN, verified_case=case.reference)

    assert by(partition, days(3), sender=BEN, text=BILL, named_case=case.reference) == (
        case.reference,
        By.REFERENCE,
    )


def test_a_reference_that_we_never_gave_out_leads_nowhere() -> None:
    ties: dict[str, Any] = {"verified_case": UNKNOWN, "named_case": UNKNOWN, "references": ("<x>",)}

    assert by(Partition(), later(0), **ties) is None


def test_the_reference_of_a_later_inquiry_leads_to_the_same_case() -> None:
    partition = Partition()
    case = has(partition, "ana", later(0))
    second = inquiry("second", text=BILL)
    partition.hears(second, later(60))

    assert second.reference != case.reference
    assert by(partition, days(3), text="?", named_case=second.reference) == (
        case.reference,
        By.REFERENCE,
    )


@pytest.mark.parametrize(
    ("after", "joins"), [(0.0, True), (119.9, True), (120.0, True), (120.1, False)]
)
def test_a_burst_is_two_minutes(after: float, joins: bool) -> None:  # noqa: FBT001  (what is expected)
    partition = Partition()
    has(partition, "ana", later(0))

    assert (by(partition, later(after), text="short words") is not None) == joins


@pytest.mark.parametrize(("before", "joins"), [(120.0, True), (120.1, False), (4 * 3600.0, False)])
def test_calls_of_a_day_that_come_together_at_night_are_as_many_matters(
    before: float,
    joins: bool,  # noqa: FBT001  (what is expected)
) -> None:
    partition = Partition()
    has(partition, "afternoon", later(0))
    found = by(partition, later(1), text="short words", received_at=later(-before))

    assert (found is not None) == joins


def test_a_burst_goes_on_while_the_customer_does() -> None:
    partition = Partition()
    first = has(partition, "0", later(0))
    for minute in range(1, 10):
        assert (
            has(partition, str(minute), later(60 * minute), text="?").reference == first.reference
        )


def test_one_sender_in_another_spelling_is_one_sender() -> None:
    partition = Partition()
    has(partition, "ana", later(0))

    assert by(partition, later(60), sender=Identity("mailto:ANA@example.com"), text="?") is not None


@pytest.mark.parametrize("late", [days(1.99), days(2)])
def test_nearly_the_same_words_within_two_days_are_the_same_matter(late: UnixSeconds) -> None:
    partition = Partition()
    case = has(partition, "ana", later(0))

    assert by(partition, late, text=FAULT + ".") == (case.reference, By.LIKENESS)


def test_the_same_words_after_two_days_are_a_new_matter() -> None:
    partition = Partition()
    has(partition, "ana", later(0))

    assert by(partition, days(2.01)) is None


def test_a_source_that_wants_a_case_of_its_own_gets_one_unless_it_names_another() -> None:
    partition = Partition()
    case = has(partition, "ana", later(0))

    assert by(partition, later(1), new_case=True) is None
    assert by(partition, later(1), new_case=True, named_case=case.reference) is not None


@pytest.mark.parametrize("nature", [nature for nature in Nature if nature is not Nature.INQUIRY])
def test_machines_are_joined_by_threads_and_never_by_time_or_words(nature: Nature) -> None:
    partition = Partition()
    has(partition, "ana", later(0))

    assert by(partition, later(1), nature=nature) is None
    assert by(partition, later(1), nature=nature, references=("<ana@example.com>",)) is not None


def test_a_resolved_case_is_joined_by_an_answer_and_not_by_chance() -> None:
    partition = Partition()
    case = has(partition, "ana", later(0))
    partition.hears(resolve(case), later(10))

    assert by(partition, later(20)) is None
    assert by(partition, later(20), references=("<ana@example.com>",)) is not None


def test_the_newest_letter_that_we_know_decides_the_thread() -> None:
    partition = Partition()
    one = has(partition, "one", days(0))
    other = has(partition, "other", days(1), text=BILL)
    assert one.reference != other.reference

    thread = ("<lost@example.com>", "<other@example.com>", "<one@example.com>")
    assert by(partition, days(5), references=thread) == (other.reference, By.THREAD)


def test_of_two_cases_of_a_burst_the_one_written_to_last_is_meant() -> None:
    partition = Partition()
    has(partition, "one", later(0))
    other = has(partition, "other", later(10), new_case=True, text=BILL)

    assert by(partition, later(20), text="?") == (other.reference, By.BURST)


def test_what_several_people_use_joins_nothing_by_time_or_words() -> None:
    partition = Partition()
    case = has(partition, "ana", later(0))
    office = Sender(identities=(ANA,), shared=(ANA,))

    assert by(partition, later(1), sender_said=office) is None
    assert by(partition, later(1), sender_said=office, named_case=case.reference) == (
        case.reference,
        By.REFERENCE,
    )


def test_who_calls_from_a_shared_number_is_joined_by_what_is_theirs_alone() -> None:
    partition = Partition()
    case = has(partition, "cec", later(0), sender=CEC)
    both = Sender(identities=(ANA, CEC), shared=(ANA,))
    has(partition, "other", later(1))

    assert by(partition, later(2), sender_said=both, text="?") == (case.reference, By.BURST)


def test_a_sender_of_thousands_of_cases_is_still_found_in_the_latest() -> None:
    partition = Partition()
    cases = [has(partition, str(n), later(n), text=f"{n}", new_case=True) for n in range(60)]
    has(partition, "stranger", later(60), sender=CEC)

    assert by(partition, later(61), text="?") == (cases[-1].reference, By.BURST)
