"""Every code of docs/strategy.md is given for its example there, at the place where the fault is."""

import re
from pathlib import Path

import pytest

from switchboard.strategy.bundle import Bundle
from switchboard.strategy.load import check
from tests.strategy.small import SMALL, bundle, changed

PAGE = (Path(__file__).parents[2] / "docs/strategy.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"^\| ([EWN]\d{3}) \|[^|]*\|[^`|]*`([^`]+)`", PAGE, re.MULTILINE))
GOLD = "{id: gold-faults, when: {kind: incident, tier: gold}, to: {department: service}, priority: urgent}"
END = "    fast: {first_response: 1h}\n".strip()
STEEP = "\nladders:\n  steep: "
WARNED = "fast: {first_response: 1h, warn_at: [50%], ladder: steep}"

CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "E001": (("switchboard: 1\n", "switchboard: 1\na: [1\n"),),
    "E002": (("fast: {first_response: 1h}", "fast: {first_response: 1h, first_response: 2h}"),),
    "E003": (("office: {weekly", "office: &office {weekly"),),
    "E004": (("priority: urgent", "priority: !!python/object urgent"),),
    "E005": (("route:", "---\nroute:"),),
    "E101": (("tier: gold", "teir: gold"),),
    "E102": (("{department: desk, sla: standard, language: en}", "{department: desk, language: en}"),),
    "E103": (("weight: 1}", "weight: much}"),),
    "E201": (("to: {department: service}, sla", "to: {department: salse}, sla"),),
    "E202": (("id: gold-faults", "id: faults"),),
    "E203": (("when: {kind: incident}", "when: {}"),),
    "E204": (("when: {words: {en: [fire]}}", "when: {kind: incident}"),),
    "E205": (("fact: {signal: safety}", "fact: {signal: safety}, capture: invoice"),),
    "E206": (("understand:\n", "understand:\n  stage: [{when: {deal: delivered}, stage: post_deal}]\n"),),
    "E207": (("Zentrale}, calendar: office}", "Zentrale}, calendar: office, overflow: {after: 50%, to: desk}}"),),
    "E208": ((GOLD, GOLD[:-1] + ", need: [{after: 50%}, {after: 25%}]}"),),
    "E209": ((GOLD, GOLD[:-1] + ', need: [{technical: ">=9"}]}'), ("route:", "skills: {technical: 1-5}\nroute:")),
    "E210": ((END, END + '\nwebhooks: [{to: "mailto:crm@example.com"}]'),),
    "E301": (("[fire]", '["*"]'),),
    "E302": (("(INV-\\d+)", "(?=x)"),),
    "E401": (("mon-fri: [", "monday: ["),),
    "E402": (('mon-fri: ["08:00-17:00"]', 'mon-fri: ["08:00-17:00"], fri: []'),),
    "E403": (('mon-fri: ["08:00-17:00"]', "mon-fri: []"),),
    "E404": (('"08:00-17:00"', "08:00-12:00, 11:00-13:00"),),
    "E405": (('["08:00-17:00"]}', '["08:00-17:00"]}, holidays: XX'),),
    "E406": (('mon-fri: ["08:00-17:00"]', "mon: [09:00-09:01]"), (END, "fast: {first_response: 99999h}")),
    "E701": ((END, END + '\ntests: [{name: a, at: "2026-11-23T09:00:00", inquiry: {text: x}, expect: {}}]'),),
    "E702": ((END, END + "\ntests: [{name: a, at: yesterday, inquiry: {text: x}, expect: {triage: true}}]"),),
    "N801": ((END, "fast: {first_response: 1h, weight: 2}"),),
    "W601": (("{kind: incident, tier: gold}", "{kind: incident}"),),
    "W602": (("name: {en: Front desk, de: Zentrale}", "name: {en: Sales}"),),
    "W603": (("[en, de]", "[en, de, fr]"),),
    "W606": (("kind: incident, tier: gold", "kind: complaint"),),
    "W607": (("kind: incident, tier: gold", "deal: exploring, stage: post_deal"),),
    "W608": (("kind: incident, tier: gold", "kind: invoice_query"),),
    "W611": ((END, WARNED + STEEP + "[{at: breach, notify: assignee}]"),),
    "W612": ((END, WARNED + STEEP + "[{at: warn 60%, notify: lead}]"),),
    "W613": ((END, WARNED + STEEP + "[{at: breach, notify: lead}, {at: warn 50%, notify: lead}]"),),
    "W614": ((END, "fast: {first_response: 15m, clock: always}"), ("  office: {w", "  always: {weekly: {mon-sun: [00:00-24:00]}}\n  office: {w")),
    "W615": ((END, "fast: {acknowledge: 2h, first_response: 1h}"),),
    "W620": ((END, WARNED + STEEP + "[{at: breach, notify: lead, raise: low}]"),),
    "W621": ((END, WARNED + STEEP + "[{at: breach, notify: lead, until: acknowledged}]"),),
    "W622": (("Zentrale}, calendar: office}", "Zentrale}, calendar: office, assignments: {person: false}}"),),
    "W623": (("Zentrale}, calendar: office}", "Zentrale}, calendar: office, assignments: {digest: {priorities: low, every: 8d}}}"),),
    "W624": ((END, END + "\nalerts: {quiet: [urgent]}"),),
    "W625": ((END, END + "\nfollow_up: {on: {alienated: {}}}"),),
    "W626": ((END, END + "\nfollow_up: {survey: {after: 1d, outcomes: [delighted]}, on: {alienated: {reopen: true}}}"),),
    "W627": ((END, END + "\nmedia: [fax]\nfollow_up: {survey: {after: 1d}}"),),
    "W628": (("[en, de]", "[en, de, fr]"),),
    "W618": ((END, END + "\nacknowledge: {include: [department]}"),),
}  # fmt: skip
LETTERS: dict[str, dict[str, str]] = {
    "E501": {"acknowledgement__generel.en.txt": "x"},
    "E502": {"acknowledgement__order.en.html": "x"},
    "E503": {"acknowledgement__order.en.txt": "Dear customer"},
    "E504": {"acknowledgement__order.en.txt": "Subject: x\n\n{% if %}"},
    "E505": {"acknowledgement__order.en.txt": "Subject: x\n\n{{ name.upper() }}"},
    "E506": {"acknowledgement__order.en.txt": "Subject: x\n\n{{ words }}"},
    "E507": {"acknowledgement__order.en.txt": "Subject: x\n\n{% if name < 3 %}x{% endif %}"},
    "W605": {"acknowledgement__general.fr.txt": "Subject: x\n\nx"},
    "W619": {"acknowledgement__incident.en.txt": "Subject: x\n\nx"},
}
ELSEWHERE = {
    "E006": "files: test_command, test_reload",
    "E508": "a missing template: test_check",
    "E509": "the classifier: test_classifier",
    "E703": "running tests: test_approval",
    "W604": "a missing template: test_check",
    "W616": "the directory: test_skills",
    "W617": "the directory: test_skills",
}


@pytest.mark.parametrize("code", CHANGES)
def test_the_example_of_a_code_gives_it(code: str) -> None:
    text = changed(*CHANGES[code])

    found = [problem for problem in check(bundle(text)) if problem.code == code]

    assert found
    assert found[0].line <= len(text.splitlines())
    if code in EXAMPLES:
        assert EXAMPLES[code].split("`")[0] in text


@pytest.mark.parametrize("code", LETTERS)
def test_the_example_of_a_letters_code_gives_it(code: str) -> None:
    files = bundle(SMALL, **LETTERS[code])

    found = [problem for problem in check(files) if problem.code == code]

    assert found
    assert EXAMPLES.get(code, "") in " ".join((*files.files, *LETTERS[code].values()))


def test_the_small_strategy_gives_none_of_them() -> None:
    assert check(bundle()) == ()


def test_every_code_is_shown_here_or_where_it_can_be() -> None:
    codes = set(re.findall(r"^\| ([EWN]\d{3}) \|", PAGE, re.MULTILINE))

    assert codes == {*CHANGES, *LETTERS, *ELSEWHERE}


def test_a_bundle_without_a_strategy_says_so() -> None:
    assert [problem.code for problem in check(Bundle({}))] == ["E001"]
