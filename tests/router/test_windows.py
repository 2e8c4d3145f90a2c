"""How long contacts belong together is the strategy's word; where it says nothing, ours."""

import pytest

from services.router.windows import WINDOWS, within
from switchboard.contracts.case import Case, LinkKind
from switchboard.contracts.values import Seconds
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program
from tests.router.company import BUNDLE, PROGRAM, YAML, inquiry, later, resolve
from tests.router.partition import Partition

MINUTE, DAY = 60.0, 86_400.0
WORDS = "The pump stops after ten seconds and shows the code E17, since Monday, at our plant in Hamburg."


def strategy_with(joining: str) -> Program:
    files = {**BUNDLE.files, "strategy.yaml": f"{YAML.rstrip()}\njoining: {joining}\n"}
    return compile_bundle(Bundle(files))


def hears(partition: Partition, name: str, text: str, seconds: float) -> Case:
    case = partition.hears(inquiry(name, text=text), later(seconds))
    assert case is not None
    return case


def under(joining: str) -> Partition:
    """Return a partition whose strategy in force says so."""
    program = strategy_with(joining)
    partition = Partition({program.strategy_id: program})
    partition.book.initial = program.strategy_id
    return partition


def test_a_strategy_that_says_nothing_leaves_the_windows_as_they_are() -> None:
    assert within(PROGRAM, WINDOWS) == WINDOWS


def test_what_a_strategy_says_goes_before_and_the_rest_stays() -> None:
    found = within(strategy_with("{burst: 10m, reopen: 3d}"), WINDOWS)

    assert found == WINDOWS._replace(burst=Seconds(600.0), reopen=Seconds(3 * DAY))


@pytest.mark.parametrize(("burst", "joined"), [("10m", True), ("2m", False)])
def test_messages_join_within_the_burst_that_the_strategy_says(burst: str, *, joined: bool) -> None:
    partition = under(f"{{burst: {burst}}}")

    first = hears(partition, "one", "The pump stops.", 0)
    second = hears(partition, "two", "And it is loud.", 9 * MINUTE)

    assert (first.reference == second.reference) is joined


@pytest.mark.parametrize(("likeness", "joined"), [("4d", True), ("1d", False)])
def test_the_same_words_join_within_the_span_that_the_strategy_says(
    likeness: str, *, joined: bool
) -> None:
    partition = under(f"{{likeness: {likeness}}}")

    first = hears(partition, "one", WORDS, 0)
    second = hears(partition, "two", WORDS, 3 * DAY)

    assert (first.reference == second.reference) is joined


@pytest.mark.parametrize(("reopen", "reopened"), [("40d", True), ("10d", False)])
def test_an_answer_reopens_a_case_within_the_span_that_the_strategy_says(
    reopen: str, *, reopened: bool
) -> None:
    partition = under(f"{{reopen: {reopen}}}")
    first = hears(partition, "one", WORDS, 0)
    partition.hears(resolve(first), later(MINUTE))

    answer = inquiry("two", text="It stops again.", verified_case=first.reference)
    case = partition.hears(answer, later(31 * DAY))

    assert case is not None
    assert (case.reference == first.reference) is reopened
    kinds = [link.kind for link in case.links]
    assert kinds == ([] if reopened else [LinkKind.FOLLOWS_CLOSED])
