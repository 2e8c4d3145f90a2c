"""All that is wrong with a strategy is told in one run, each at its line and column, with what to write instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.values import Priority
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.load import check, load, read
from switchboard.strategy.problems import BrokenStrategy, Severity
from tests.strategy.small import SMALL, bundle, changed, findings


def test_a_sound_strategy_loads_without_a_word() -> None:
    strategy = load(bundle())

    assert check(bundle()) == ()
    assert strategy.defaults.priority is Priority.NORMAL
    assert [route.id for route in strategy.route] == ["gold-faults", "faults"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tier: gold", "teir: gold", "17:46 E101 unknown key teir; did you mean tier?"),
        ("switchboard: 1", "switchboard: 2", "1:14 E103 switchboard: '2' is not possible; there is 1"),
        (", sla: standard", "", "3:11 E102 sla is missing here"),
        ("kind: order}", "kind: oder}", "13:64 E103 kind: 'oder' is not possible; did you mean order?"),
        ("weight: 3}\n    - {id: buying", "weight: much}\n    - {id: buying", "12:114 E103 weight: must be a number"),
        ("weight: 3}\n    - {id: buying", "weight: -1}\n    - {id: buying", "12:114 E103 weight: Input should be greater than 0"),
        ("08:00-17:00", "8-17", "5:31 E103 mon-fri: '8-17' is no range of hours; write it as 08:00-12:00"),
        ("first_response: 1h", "first_response: soon", "21:26 E103 first_response: 'soon' is no length of time; write 90m, 8h, 5d or 1d4h"),
        ("Europe/Berlin", "Berlin", "2:59 E103 timezone: 'Berlin' is no time zone; write it as Europe/Berlin"),
        ("  desk: {name", "  Front desk: {name", "7:3 E103 Front desk: 'Front desk' does not fit; it must match ^[a-z0-9][a-z0-9_.-]{0,62}$"),
        ("{first_response: 1h}", "{first_response: 1h, ladder: x}", '21:38 E201 ladder "x" is not declared; there is none'),
        ("languages: [en, de]", "languages: []", "2:39 E103 languages: must not be empty"),
        ("route:\n  - {id: gold", "route:\n  - [1]\n  - {id: gold", "17:5 E103 route: must be a mapping of keys to values"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_grammar_is_told_where_it_stands(
    old: str, new: str, said: str
) -> None:
    assert findings((old, new)) == [f"strategy.yaml:{said}"]


def test_what_nothing_acts_on_yet_is_noted_rather_than_passed_over() -> None:
    text = SMALL.replace("fast: {", "fast: {weight: 2, ")
    text = text.replace("service: {", "service: {overflow: {after: 50%, to: desk}, ")

    problems = check(bundle(text))

    assert {problem.severity for problem in problems} == {Severity.NOTE}
    assert [(problem.line, problem.message.split()[0]) for problem in problems] == [
        (8, "overflow"),
        (21, "weight"),
    ]


def test_what_acts_is_not_noted() -> None:
    text = SMALL + (
        "ladders: {}\ncontrol_centre: {}\nfollow_up: {}\nalerts: {quiet: [low]}\nmedia: [email, sms]\n"
        "keep_informed: {resolved: true}\nacknowledge: {suppress: {per_address: {1h: 5}}}\n"
    )

    assert (
        check(bundle(text.replace("fast: {", "fast: {next_response: 2h, warn_at: [50%], "))) == ()
    )


def test_a_key_has_its_place_only_in_its_own_section() -> None:
    said = findings(("tier: gold}", "tier: gold, overflow: x}"))

    assert [line.split()[1] for line in said] == ["E101"]


def test_all_errors_come_in_one_run_and_in_the_order_of_the_file() -> None:
    broken = changed(
        ("tier: gold", "teir: gold"), ("08:00-17:00", "8-17"), ("kind: order}", "kind: oder}")
    )

    with pytest.raises(BrokenStrategy) as caught:
        load(bundle(broken))

    assert [(one.line, one.code) for one in caught.value.problems] == [
        (5, "E103"),
        (13, "E103"),
        (17, "E101"),
    ]
    assert str(caught.value).count("\n") == 2


def test_dangling_references_are_all_told_too() -> None:
    broken = changed(
        ("defaults: {department: desk", "defaults: {department: dsek"),
        ("tier: gold", "tier: silver"),
        ("sla: fast}", "sla: fats}"),
        ("de: [kaputt]", "fr: [casse]"),
    )

    assert [str(problem) for problem in check(bundle(broken))] == [
        'strategy.yaml:3:24 E201 department "dsek" is not declared; did you mean desk (line 7)?',
        'strategy.yaml:12:70 E201 language "fr" is not declared; there is de, en',
        'strategy.yaml:17:52 E201 tier "silver" is not declared; there is gold, standard',
        'strategy.yaml:18:74 E201 SLA "fats" is not declared; did you mean fast (line 21)?',
    ]


def test_a_bundle_without_its_file_says_so() -> None:
    with pytest.raises(BrokenStrategy, match=r"the bundle holds no strategy\.yaml"):
        load(Bundle({}))


def test_a_warning_does_not_keep_a_strategy_out_of_force() -> None:
    warned = bundle(changed(("name: {en: Front desk, de: Zentrale}", "name: {en: Front desk}")))

    assert load(warned).route
    assert [problem.severity for problem in check(warned)] == [Severity.WARNING]


@given(
    st.integers(0, len(SMALL) - 1),
    st.text(alphabet="ab1:-[]{},\"'\n #*", max_size=4),
    st.integers(0, 12),
)
def test_a_file_with_any_slip_loads_or_says_why(at: int, slip: str, lost: int) -> None:
    text = SMALL[:at] + slip + SMALL[at + lost :]

    strategy, problems = read(bundle(text))

    assert strategy or problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


def test_two_thousand_rules_load_quickly_enough_to_be_checked_at_each_save() -> None:
    rules = "".join(
        f"  - {{id: r{n}, when: {{kind: incident, attribute: {{product: p{n}}}}}, to: {{department: service}}}}\n"
        for n in range(2000)
    )

    assert len(load(bundle(changed(("route:\n", f"route:\n{rules}")))).route) == 2002


@pytest.mark.parametrize(
    ("shape", "other"),
    [
        (("tier: gold", "teir: gold"), ("calendar: office}", "calendar: ofice}")),
        (("desk: {name: {en: Front desk, de: Zentrale}, calendar", "desk: {name: {en: Front desk, de: Zentrale}, calender"), ("sla: fast}", "sla: fats}")),
        (("weight: 1, capture", "weight: much, capture"), ("department: desk", "department: dsek")),
        (("priority: urgent", "priority: urgnt"), ("(INV-", "(INV-(")),
    ],
)  # fmt: skip
def test_a_mistake_of_shape_hides_no_other(shape: tuple[str, str], other: tuple[str, str]) -> None:
    together = findings(shape, other)

    assert sorted(together) == sorted({*findings(shape), *findings(other)})
    assert len(together) > 1


@pytest.mark.parametrize(
    "change",
    [
        ("  office: {weekly", "  office: 5 # {weekly"),
        ("  fast: {first", "  Fast: {first"),
        ("tiers: [standard, gold]", "tiers: 5"),
        ("when: {kind: incident, tier: gold}", "when: {kind: 5}"),
        ("when: {words: {en: [order*]}}", "when: {wrods: 5}"),
    ],
)
def test_nothing_is_called_wrong_only_because_something_else_is(change: tuple[str, str]) -> None:
    assert {line.split()[1] for line in findings(change)} <= {"E101", "E103"}
