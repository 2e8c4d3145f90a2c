"""Ten thousand conditions at once give what asking each by itself would give."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from switchboard.strategy.conditions import (
    Condition,
    Facts,
    failing,
    holding,
    lacking_one,
    numbers,
    tabulate,
)

FIELDS = ("kind", "tier", "words", "attribute product")
VALUES = ("a", "b", "c", "d")

values = st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True).map(tuple)
conditions = st.lists(st.dictionaries(st.sampled_from(FIELDS), values, max_size=4), max_size=40)
facts = st.dictionaries(
    st.sampled_from((*FIELDS, "other")),
    st.lists(st.sampled_from((*VALUES, "e")), max_size=3).map(tuple),
)


def naive(condition: Condition, known: Facts) -> int:
    """Return in how many fields a condition fails, by asking it."""
    return sum(not set(wanted) & set(known.get(name, ())) for name, wanted in condition.items())


@given(conditions, facts)
def test_what_holds_is_what_each_by_itself_would_say(
    every: list[Mapping[str, tuple[str, ...]]], known: dict[str, tuple[str, ...]]
) -> None:
    table = tabulate(every)

    holds, once = lacking_one(table, known)

    assert holding(table, known) == holds
    assert list(numbers(holds)) == [n for n, one in enumerate(every) if naive(one, known) == 0]
    assert list(numbers(once)) == [n for n, one in enumerate(every) if naive(one, known) == 1]


def test_a_condition_that_asks_nothing_always_holds() -> None:
    table = tabulate([{}, {"tier": ("gold",)}])

    assert list(numbers(holding(table, {}))) == [0]


def test_of_several_values_any_will_do_and_of_several_fields_all_must() -> None:
    table = tabulate([{"tier": ("gold", "vip"), "kind": ("incident",)}])

    assert holding(table, {"tier": ("vip",), "kind": ("incident",)}) == 1
    assert holding(table, {"tier": ("vip",), "kind": ("order",)}) == 0
    assert holding(table, {"kind": ("incident",)}) == 0


def test_no_conditions_are_no_trouble() -> None:
    assert lacking_one(tabulate([]), {"tier": ("gold",)}) == (0, 0)


def test_what_fails_is_named() -> None:
    condition = {"tier": ("gold",), "kind": ("incident",), "stage": ("post_deal",)}

    assert failing(condition, {"kind": ("incident",), "tier": ("vip",)}) == ("tier", "stage")
