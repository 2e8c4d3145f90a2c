"""What the grammar allows and sense forbids: each finding has its code, its place and its cure."""

import pytest

from switchboard.strategy.load import check
from tests.strategy.small import bundle, changed, findings

FAULTS = "- {id: faults, when: {kind: incident}"


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("id: faults", "id: gold-faults", "E202", "gold-faults stands here twice"),
        ("id: faults", "id: default", "E202", "choose another id"),
        ("id: buying", "id: fault", "E202", "fault stands here twice"),
        ("[en, de]", "[en, de, de]", "E202", "a language stands here twice"),
        ("when: {kind: incident}", "when: {}", "E203", "a rule needs a condition"),
        ("when: {words: {en: [fire]}}", "when: {}", "E203", "evidence needs a condition"),
        ("fact: {signal: safety}", "fact: {}", "E203", "say what it is evidence for"),
        ("when: {words: {en: [fire]}}", "when: {kind: order}", "E204", "kind is found by evidence"),
        ("when: {words: {en: [fire]}}", "when: {stage: pre_deal}", "E204", "stage is found by evidence"),
        ("fact: {signal: safety}, weight: 1", "fact: {signal: safety}, weight: 1, capture: x", "E205", "only a pattern can capture"),
        ("[fire]", '["*"]', "E301", "neither letter nor digit"),
        ("[fire]", "[fi*re]", "E301", "* within"),
        ("[fire]", "[fi*]", "E301", "would match too much"),
        ("(INV-\\d+)", "(?=INV)", "E302", "no lookaround"),
        ("(INV-\\d+)", "(INV", "E302", "missing )"),
        ("(INV-\\d+)", "(a+)+", "", ""),
        ("(INV-\\d+)", "x*", "E302", "matches even an empty text"),
        ("(INV-\\d+)", "((a{30}){30}){30}", "E302", "RE2 refuses the pattern"),
        ("mon-fri: [", "monday: [", "E401", "no day of the week"),
        ('mon-fri: ["08:00-17:00"]', 'mon-fri: ["08:00-17:00"], fri: []', "E402", "fri stands in an earlier line too"),
        ('["08:00-17:00"]', "[]", "E403", "never opens"),
        ('["08:00-17:00"]', '["08:00-17:00", "16:00-18:00"]', "E404", "overlap"),
        ("}}\ndepart", "}, holidays: XX}\ndepart", "E405", "no holidays are known for XX"),
        ("calendar: office}\n  service", "calendar: ofice}\n  service", "E201", "did you mean office (line 5)?"),
        ("fast: {first_response: 1h}", "fast: {first_response: 1h, clock: nights}", "E201", 'calendar "nights"'),
        ("sla: fast}", "sla: fast, playbook: p}", "E201", 'playbook "p" is not declared; there is none'),
        ("tier: gold", "relationship: friend", "E201", 'relationship "friend"'),
        ("[order*]}}, fact: {kind: order}", "[order*]}}, fact: {kind: question}", "", ""),
        ("[en, de]", "[en, de, fr]", "W603", "fr can't be told from a text"),
        ("kind: incident, tier: gold", "kind: complaint, tier: gold", "W606", "no evidence speaks for this kind"),
        ("kind: incident, tier: gold", "signal: churn_risk, tier: gold", "W606", "no evidence speaks for this signal"),
    ],
)  # fmt: skip
def test_a_finding_is_told(old: str, new: str, code: str, says: str) -> None:
    found = [line for line in findings((old, new)) if code and f" {code} " in line]

    assert bool(found) == bool(code)
    assert all(says in line for line in found)


@pytest.mark.parametrize(
    ("earlier", "later", "shadowed"),
    [
        ("kind: incident", "kind: incident, tier: gold", True),
        ("kind: [incident, order]", "kind: order", True),
        ("kind: order", "kind: [incident, order]", False),
        ("kind: incident, tier: gold", "kind: incident", False),
        ("kind: incident, tier: gold", "kind: incident, tier: standard", False),
        ("attribute: {product: [a, b]}", "attribute: {product: b}, kind: order", True),
        ("words: {en: [fire]}", "words: {en: [fire]}, kind: order", True),
        ("words: {en: [fire]}", "words: {en: [smoke]}", False),
        ("channel: fax", "channel: [fax, web]", False),
    ],
)
def test_a_rule_that_an_earlier_one_shadows_is_told(
    earlier: str, later: str, *, shadowed: bool
) -> None:
    said = findings(
        ("kind: incident, tier: gold", earlier),
        ("{kind: incident}, to", f"{{{later}}}, to"),
    )

    told = "strategy.yaml:18:5 W601 never reached: gold-faults (line 17) holds wherever it would"
    assert (told in said) == shadowed


def test_stages_end_with_one_that_always_holds_and_only_end_so() -> None:
    stages = "understand:\n  stage: [{{when: {{deal: delivered}}, stage: post_deal}}, {}]\n"
    good = stages.format("{stage: pre_deal}")
    open_end = stages.format("{when: {deal: exploring}, stage: pre_deal}")
    early = stages.format("{stage: pre_deal}, {stage: operational}")

    told = [findings(("understand:\n", text)) for text in (good, open_end, early)]

    assert [[line.split()[1] for line in lines] for lines in told] == [[], ["E206"], ["E206"]]


def test_acknowledgements_are_withheld_on_a_condition_only() -> None:
    said = findings(("route:", "acknowledge: {unless: [{}, {tier: none}]}\nroute:"))

    assert [line.split()[1] for line in said] == ["E203", "E201"]


def test_a_missing_template_of_the_default_language_is_an_error_of_another_a_warning() -> None:
    files = bundle().files
    without = {
        language: bundle(changed()).files.keys() - {f"templates/reply/general.{language}.txt"}
        for language in ("en", "de")
    }

    told = {
        language: [str(p) for p in check(type(bundle())({path: files[path] for path in kept}))]
        for language, kept in without.items()
    }

    assert told == {
        "en": [
            "strategy.yaml:3:55 E508 templates/reply/general.en.txt is missing: what every reply falls back to"
        ],
        "de": [
            "strategy.yaml:2:39 W604 templates/reply/general.de.txt is missing: customers get en instead"
        ],
    }


def test_a_template_in_a_language_that_nobody_declared_is_told() -> None:
    said = check(bundle(**{"reply__general.fr.txt": "Subject: x\n\ny"}))

    assert [problem.code for problem in said] == ["W605"]


def test_tests_that_cannot_be_run_are_told() -> None:
    tests = """tests:
  - {name: a, at: yesterday, inquiry: {text: x}, expect: {rule: falts}}
  - {name: a, at: "2026-11-23T09:00:00", inquiry: {text: x, tier: iron}, expect: {}}
"""
    said = [str(problem) for problem in check(bundle(changed() + tests))]

    assert said == [
        "strategy.yaml:23:19 E702 'yesterday' is no moment; write it as 2026-12-24T19:00:00+01:00",
        'strategy.yaml:23:65 E201 rule "falts" is not declared; did you mean faults?',
        "strategy.yaml:24:12 E202 a stands here twice",
        'strategy.yaml:24:67 E201 tier "iron" is not declared; there is gold, standard',
        "strategy.yaml:24:82 E701 it expects nothing",
    ]
