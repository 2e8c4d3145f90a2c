"""A strategy may come into force only where its own tests come out as they say."""

import pytest

from switchboard.strategy.approval import FAILED, approved
from switchboard.strategy.problems import BrokenStrategy
from tests.strategy.small import bundle, changed

TESTS = """
tests:
  - name: a fault goes to service
    at: 2026-11-23T09:00
    inquiry: {text: It is broken}
    expect: {department: %s, sla: %s}
  - name: a purchase
    at: 2026-11-23T09:00
    inquiry: {text: We order two}
    expect: {kind: %s}
"""


def with_tests(department: str = "service", sla: str = "fast", kind: str = "order") -> str:
    return changed() + TESTS % (department, sla, kind)


def problems(text: str) -> list[str]:
    with pytest.raises(BrokenStrategy) as broken:
        approved(bundle(text))
    return [str(problem) for problem in broken.value.problems]


def test_a_strategy_whose_tests_pass_is_approved() -> None:
    assert len(approved(bundle(with_tests())).strategy.tests) == 2


def test_a_strategy_without_tests_is_approved() -> None:
    assert approved(bundle()).strategy.tests == []


def test_a_failing_test_is_told_with_its_place_and_all_that_differs() -> None:
    line = len(changed().splitlines()) + 3

    (told,) = problems(with_tests("desk", "standard"))

    assert told == (
        f'strategy.yaml:{line}:11 {FAILED} test "a fault goes to service" fails: '
        "department: expected desk, came service; sla: expected standard, came fast"
    )


def test_every_failing_test_is_told_in_the_order_of_the_file() -> None:
    told = problems(with_tests("desk", kind="complaint"))

    assert ['"a fault' in told[0], '"a purchase" fails: kind' in told[1]] == [True, True]


def test_a_file_that_does_not_compile_is_told_as_the_check_tells_it() -> None:
    (told,) = problems(changed(("to: {department: service}, sla: fast", "to: {department: x}")))

    assert 'E201 department "x" is not declared' in told
