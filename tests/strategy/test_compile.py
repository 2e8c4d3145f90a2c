"""What a program holds beyond its file: an id, stages, calendars; and what it looks for, once each."""

import pytest

from switchboard import __version__
from switchboard.contracts.values import Stage
from switchboard.strategy.bundle import bundle_id, pack, unpack
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.judge import judge
from switchboard.strategy.load import load
from switchboard.strategy.model import When
from switchboard.strategy.problems import BrokenStrategy
from switchboard.strategy.terms import Terms, says
from tests.strategy.small import MONDAY_NINE, bundle, changed, inquiry, program


def test_a_program_knows_its_bundle_and_its_code() -> None:
    compiled = compile_bundle(bundle(), tzdata_version="2026f")

    assert compiled.strategy_id == bundle_id(bundle())
    assert (compiled.code_version, compiled.tzdata_version) == (__version__, "2026f")
    found = judge(compiled, inquiry("broken"), MONDAY_NINE)
    assert (found.strategy_id, found.code_version, found.tzdata_version) == (
        compiled.strategy_id, __version__, "2026f",
    )  # fmt: skip


def test_a_bundle_that_went_through_a_blob_judges_the_same() -> None:
    there_and_back = compile_bundle(unpack(pack(bundle())))

    asked = inquiry("My order is broken, INV-1")
    assert judge(there_and_back, asked, MONDAY_NINE) == judge(program(), asked, MONDAY_NINE)


def test_what_a_rule_says_is_put_into_words_once() -> None:
    compiled = program()

    one, other = (judge(compiled, inquiry("broken"), MONDAY_NINE) for _ in range(2))

    assert one.matched[0] is other.matched[0] is compiled.rules[1].match
    assert one.nearest_misses[0] is other.nearest_misses[0] is compiled.rules[0].misses[1][2]


def test_what_captures_is_told_before_what_weighs_more() -> None:
    found = judge(program(), inquiry("Order broken, INV-7"), MONDAY_NINE)

    assert [one.id for one in found.evidence] == ["number", "fault", "buying"]


def test_a_broken_bundle_is_refused_with_all_that_is_wrong() -> None:
    with pytest.raises(BrokenStrategy) as caught:
        compile_bundle(bundle(changed(("tier: gold", "tier: iron"), ("sla: fast}", "sla: slow}"))))

    assert [problem.code for problem in caught.value.problems] == ["E201", "E201"]


def test_stages_may_be_told_otherwise() -> None:
    told = program(
        (
            "understand:\n",
            "understand:\n  stage: [{when: {words: {en: [warranty]}}, stage: post_deal}, {stage: operational}]\n",
        )
    )

    stages = [
        judge(told, inquiry(text), MONDAY_NINE).stage for text in ("Under warranty?", "Hello")
    ]
    assert stages == [Stage.POST_DEAL, Stage.OPERATIONAL]


def test_calendars_have_a_zone_of_their_own_or_the_organizations() -> None:
    two = program(
        (
            "calendars:\n",
            "calendars:\n  jakarta: {timezone: Asia/Jakarta, weekly: {mon-fri: ['08:00-17:00']}}\n",
        )
    )

    assert {name: calendar.zone.key for name, calendar in two.calendars.items()} == {
        "jakarta": "Asia/Jakarta",
        "office": "Europe/Berlin",
    }


def test_a_word_that_several_conditions_ask_for_is_looked_for_once() -> None:
    terms = Terms()
    first = terms.condition(When(words={"en": ["broken", "burst"]}))
    second = terms.condition(When(words={"en": ["broken"]}, pattern="broken"))
    again = terms.condition(When(words={"de": ["broken"]}))

    assert len(terms.numbers) == 3
    assert first["words"] != second["words"] == again["words"]


def test_a_condition_is_told_in_one_line() -> None:
    terms = Terms()
    condition = terms.condition(
        When(words={"en": [f"word{number}" for number in range(40)]}, tier=["gold", "vip"])
    )

    told = [says(name, values, terms.labels) for name, values in condition.items()]

    assert told[1] == "tier = gold or vip"
    assert told[0].startswith("words = word0, word1, ")
    assert len(told[0]) < 80


def test_names_may_be_one_text_for_all_languages() -> None:
    assert load(bundle()).departments["service"].name == {"*": "Service"}
