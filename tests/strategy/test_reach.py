"""Rules that nothing reaches are told, with what stands in their way; and what the grammar's small words mean."""

from collections.abc import Callable

import pytest

from switchboard.strategy.load import check, load
from switchboard.strategy.notation import (
    Duration,
    Moment,
    Scale,
    parse_level,
    parse_moment_of_promise,
    parse_scale,
    parse_share,
    parse_span,
)
from tests.strategy.small import SMALL, bundle, changed

FIRST = "{kind: incident, tier: gold}, to: {department: service}, priority: urgent}"


def said(*conditions: str) -> list[str]:
    """Return what the check says of rules with these conditions, which stand before all others."""
    rules = "".join(
        f"  - {{id: r{n}, when: {when}, to: {{department: desk}}}}\n"
        for n, when in enumerate(conditions)
    )
    problems = check(bundle(changed(("route:\n", f"route:\n{rules}"))))
    return [f"{one.line - 17}: {one.code} {one.message}" for one in problems]


def test_rules_that_share_out_all_stages_leave_none_for_a_later_one() -> None:
    shared = said(
        "{kind: order, stage: pre_deal}", "{kind: order, stage: [operational, post_deal]}", "{kind: order}"
    )  # fmt: skip

    assert shared == ["2: W601 never reached: r0 (line 17) and r1 (line 18) hold wherever it would"]


def test_a_tier_is_never_shared_out_for_a_customer_may_have_none() -> None:
    assert said("{kind: order, tier: gold}", "{kind: order, tier: standard}", "{kind: order}") == []


def test_kinds_are_shared_out_only_where_a_rule_asks_for_them() -> None:
    both = ("{kind: order, channel: fax}", "{kind: question, channel: fax}")

    assert "2: W601" in said(*both, "{kind: [order, question], channel: fax}")[-1]
    assert [line for line in said(*both, "{channel: fax}") if "W601" in line] == []


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("{deal: exploring, stage: post_deal}", "W607 never holds: such a deal is at another stage"),
        ("{deal: [exploring, delivered], stage: post_deal}", ""),
        ("{deal: delivered, stage: post_deal}", ""),
        ("{kind: incident, quality: poor}", "W607 never holds: the kind of a text of poor quality is always in doubt"),
        ("{language: de, words: {en: [pump]}}", "W607 hardly ever holds: it looks for no words in de"),
        ("{language: de, words: {de: [Pumpe]}}", ""),
        ("{kind: invoice_query}", "W608 never reached: all evidence for it weighs less than minimum 2"),
        ("{kind: [invoice_query, order]}", ""),
    ],
)  # fmt: skip
def test_a_condition_that_nothing_fulfils_is_told(when: str, told: str) -> None:
    assert said(when) == ([f"0: {told}"] if told else [])


def test_a_stage_that_no_rule_gives_is_told() -> None:
    text = changed(
        ("understand:\n", "understand:\n  stage: [{stage: pre_deal}]\n"),
        ("kind: incident, tier: gold", "stage: post_deal"),
    )

    assert [problem.message for problem in check(bundle(text))] == [
        "never holds: no stage rule gives post_deal"
    ]


def test_an_order_without_words_for_it_is_no_trouble_where_a_model_reads_the_text() -> None:
    text = changed(
        ("kind: incident, tier: gold", "kind: complaint"),
        ("understand:\n", "understand:\n  classifier: {model: none}\n"),
    )

    assert [problem.code for problem in check(bundle(text)) if problem.code == "W606"] == []


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_share, "80%", 0.8),
        (parse_share, "100 %", 1.0),
        (parse_level, ">=4", 4),
        (parse_level, "4", 4),
        (parse_scale, "1-5", Scale(1, 5)),
        (parse_span, "2m", 120.0),
        (parse_span, "30d", 2_592_000.0),
        (parse_moment_of_promise, "warn 80%", Moment(0.8)),
        (parse_moment_of_promise, "breach", Moment(1.0)),
        (parse_moment_of_promise, "breach + 2h", Moment(1.0, Duration(0, 7200))),
        (parse_moment_of_promise, "breach +30m", Moment(1.0, Duration(0, 1800))),
    ],
)
def test_small_words_mean_what_they_say(
    parse: Callable[[object], object], text: str, value: object
) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_share, "0%"),
        (parse_share, "101%"),
        (parse_share, "0.8"),
        (parse_level, "<4"),
        (parse_scale, "5-1"),
        (parse_span, "2 weeks"),
        (parse_moment_of_promise, "warn"),
        (parse_moment_of_promise, "breach + soon"),
        (parse_moment_of_promise, None),
    ],
)
def test_other_words_are_refused_with_what_to_write(
    parse: Callable[[object], object], text: object
) -> None:
    with pytest.raises(ValueError, match="write"):
        parse(text)


def test_what_joins_contacts_and_who_is_told_is_kept_as_written() -> None:
    more = """joining: {burst: 5m, reopen: 14d}
control_centre: {alert: ["mailto:a@b.example", "tel:+4991112345", "https://hook.example/x"]}
acknowledge: {suppress: {per_address: {10m: 3}}}
"""
    strategy = load(bundle(SMALL + more))

    assert (strategy.joining.burst, strategy.joining.likeness) == (300.0, None)
    assert len(strategy.control_centre.alert) == 3
    assert strategy.acknowledge.suppress.per_address == {600.0: 3}


@pytest.mark.parametrize("address", ["a@b.example", "tel:112", "http://hook.example", "mailto:a"])
def test_an_address_that_nobody_can_be_reached_at_is_refused(address: str) -> None:
    more = f'control_centre: {{alert: ["{address}"]}}\n'

    assert [problem.code for problem in check(bundle(SMALL + more))] == ["E103"]
