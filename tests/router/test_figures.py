"""What the router counts: once it is durable, each inquiry once, each promise when it ends."""

from itertools import pairwise

import pytest

from services.router.figures import Figures
from services.router.turn import Change
from switchboard.contracts.case import Case, Flag
from switchboard.metrics import Metrics
from tests.router.company import EIGHT_HOURS, after, inquiry, later, opened, passed, reply
from tests.router.matter import Matter


class Counted:
    """The figures of a process, and what they show."""

    def __init__(self) -> None:
        self._metrics = Metrics()
        self.figures = Figures(self._metrics)

    def figure(self, name: str, **labels: str) -> float | None:
        return self._metrics.registry.get_sample_value(f"switchboard_{name}", labels)


@pytest.fixture
def counted() -> Counted:
    return Counted()


def test_nothing_is_counted_before_it_is_durable(counted: Counted) -> None:
    counted.figures.note(Change(None, opened()), later(0))
    assert counted.figure("inquiries_settled_total", channel="email", how="opened") is None

    counted.figures.show(later(2))
    counted.figures.show(later(9))
    assert counted.figure("inquiries_settled_total", channel="email", how="opened") == 1
    assert counted.figure("decisions_total", rule="faults") == 1
    assert counted.figure("case_events_total", type="inquiry.received") == 1
    assert counted.figure("routing_delay_seconds_sum") == 2


def test_an_event_that_concerns_no_case_counts_nowhere(counted: Counted) -> None:
    counted.figures.note(None, later(0))
    counted.figures.show(later(1))

    assert counted.figure("routing_delay_seconds_count") == 0


def test_a_parked_inquiry_counts_under_what_parked_it(counted: Counted) -> None:
    case = opened(inquiry(text="", unreadable="torn"))
    assert set(case.flags) == {Flag.UNREADABLE, Flag.TRIAGE}

    counted.figures.note(Change(None, case), later(0))
    counted.figures.show(later(0))

    assert counted.figure("inquiries_parked_total", channel="email", reason="unreadable") == 1


def test_a_repeat_is_settled_as_one_and_decides_nothing(counted: Counted) -> None:
    case = opened()
    counted.figures.note(Change(case, after(case, inquiry(), later(5))), later(5))
    counted.figures.show(later(5))

    assert counted.figure("inquiries_settled_total", channel="email", how="repeated") == 1
    assert counted.figure("decisions_total", rule="faults") is None


@pytest.mark.parametrize(("late", "breaches"), [(0.0, None), (0.001, 1.0)])
def test_a_promise_counts_once_when_it_ends(
    counted: Counted, late: float, breaches: float | None
) -> None:
    case = opened()
    moment = later(EIGHT_HOURS + late)
    answered = after(case, reply(case), moment)
    again = after(answered, passed(case), later(EIGHT_HOURS + 60))
    counted.figures.note(Change(case, answered), moment)
    counted.figures.note(Change(answered, again), moment)
    counted.figures.show(moment)

    labels = {"promise": "first_response", "department": "service"}
    assert counted.figure("sla_due_total", **labels) == 1
    assert counted.figure("sla_breaches_total", **labels) == breaches


def test_an_exercise_counts_in_no_figure(counted: Counted) -> None:
    counted.figures.note(Change(None, opened(inquiry(drill="d1"))), later(0))
    counted.figures.show(later(2))

    assert counted.figure("inquiries_settled_total", channel="email", how="opened") is None
    assert counted.figure("decisions_total", rule="faults") is None
    assert counted.figure("routing_delay_seconds_count") == 0


def _sums(counted: Counted, promise: str) -> tuple[float | None, float | None]:
    labels = {"promise": promise, "department": "service"}
    return counted.figure("sla_due_total", **labels), counted.figure("sla_breaches_total", **labels)


def _told(counted: Counted, *cases: Case) -> None:
    for before, after_ in pairwise(cases):
        counted.figures.note(Change(before, after_), later(0))
    counted.figures.show(later(0))


def test_a_promise_that_was_kept_and_is_open_again_counts_no_second_time(counted: Counted) -> None:
    matter = Matter()
    cases = [matter.case, matter.replies(), matter.resolves(), matter.reopens()]
    matter.waits(hours=41)
    _told(counted, *cases, matter.case)

    assert _sums(counted, "first_response") == (1, None)
    assert _sums(counted, "resolve") == (1, 1)


def test_each_next_answer_counts_for_itself(counted: Counted) -> None:
    matter = Matter()
    cases = [matter.case, matter.replies()]
    for number in range(3):
        matter.waits(hours=1)
        cases += [matter.writes(str(number)), matter.waits(hours=number * 2), matter.replies()]
    _told(counted, *cases)

    assert _sums(counted, "next_response") == (3, None)


def test_an_exercise_counts_nowhere(counted: Counted) -> None:
    matter = Matter(inquiry(drill="d1"))
    begun = matter.case
    matter.waits(hours=1)
    _told(counted, begun, matter.case)

    assert _sums(counted, "first_response") == (None, None)
