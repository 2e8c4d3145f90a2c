"""Whether those who are to be told can be: what is good passes, and what tells nobody is found at its place."""

import pytest

from tests.strategy.small import findings

END = "fast: {first_response: 1h}"
DESK = "Zentrale}, calendar: office}"


def said(rest: str) -> list[str]:
    """Return the codes of what is said of the small strategy with more at its end."""
    return [line.split()[1] for line in findings((END, f"{END}\n{rest}"))]


def of_desk(assignments: str) -> list[str]:
    told = f"Zentrale}}, calendar: office, assignments: {assignments}}}"
    return [line.split()[1] for line in findings((DESK, told))]


@pytest.mark.parametrize(
    ("assignments", "codes"),
    [
        ("{}", []),
        ('{person: false, to: ["mailto:desk@example.com"]}', []),
        ('{person: false, to: ["destination:chat", "tel:+49911555001", "https://example.com/hook"]}', []),
        ("{person: false}", ["W622"]),
        ("{person: false, to: []}", ["W622"]),
        ("{digest: {priorities: [low, normal], every: 7d}}", []),
        ("{digest: {priorities: low, every: 7d1m}}", ["W623"]),
        ("{digest: {priorities: [low, urgent], every: 4h}}", ["W623"]),
        ("{digest: {priorities: [], every: 4h}}", ["E103"]),
        ("{digest: {priorities: low}}", ["E102"]),
        ("{to: [desk@example.com]}", ["E103"]),
        ('{to: ["staff:a.meier"]}', ["E103"]),
        ('{to: ["destination:Chat"]}', ["E103"]),
        ('{to: ["http://example.com"]}', ["E103"]),
    ],
)  # fmt: skip
def test_who_is_told_of_a_case(assignments: str, codes: list[str]) -> None:
    assert of_desk(assignments) == codes


@pytest.mark.parametrize(
    ("rest", "codes"),
    [
        ("alerts: {quiet: [low, normal, high]}", []),
        ("alerts: {quiet: [low, urgent]}", ["W624"]),
        ('webhooks: [{to: "https://example.com/hook"}, {to: "destination:crm", on: breached, departments: desk}]', []),
        ('webhooks: [{to: "tel:+49911555001"}]', ["E210"]),
        ('webhooks: [{to: "destination:crm", departments: [desk, dsk]}]', ["E201"]),
        ('webhooks: [{to: "destination:crm", on: closed}]', ["E103"]),
        ("follow_up: {on: {alienated: {reopen: true}}}", []),
        ("follow_up: {on: {alienated: {notify: lead}}}", []),
        ("follow_up: {on: {alienated: {ladder: duty}}}", ["E201"]),
        ("follow_up: {on: {alienated: {}}}", ["W625"]),
        ("follow_up: {on: {furious: {reopen: true}}}", ["E103"]),
        ("follow_up: {survey: {after: 1d}, on: {alienated: {reopen: true}}}", []),
        ("follow_up: {survey: {after: 1d, outcomes: []}}", ["E103"]),
        ("follow_up: {survey: {after: 1d, outcomes: [delighted]}, on: {alienated: {reopen: true}}}", ["W626"]),
        ("follow_up: {survey: {after: 1d}}\nmedia: [sms]", []),
        ("follow_up: {survey: {after: 1d}}\nmedia: [fax]", ["W627"]),
        ("media: []", ["W627"]),
        ("media: [chat]", ["E103"]),
        ("keep_informed: {progress: {every: 5d, stages: operational}, resolved: true}", []),
        ("keep_informed: {resolved: yes}", []),
        ("keep_informed: {progress: {every: 0d}}", ["E103"]),
        ("playbooks: {p: [{do: the cause, record: true}, plain words]}", []),
        ("playbooks: {p: [{record: true}]}", ["E102"]),
        ("playbooks: {p: [{do: x, by: me}]}", ["E101"]),
        ("acknowledge: {follow_ups: true}", []),
        ("acknowledge: {suppress: {per_address: {10m: 0}}}", ["E103"]),
        ("acknowledge: {suppress: {per_adress: {10m: 1}}}", ["E101"]),
    ],
)  # fmt: skip
def test_who_is_told_of_time_and_of_what_comes_after(rest: str, codes: list[str]) -> None:
    assert said(rest) == codes


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ("{at: breach, notify: control_centre, raise: urgent}", []),
        ("{at: breach, notify: control_centre, raise: low}", ["W620"]),
        ("{at: breach, notify: control_centre, until: acknowledged, repeat: {every: 1m, times: 1}}", []),
        ("{at: breach, notify: control_centre, until: acknowledged}", ["W621"]),
        ("{at: breach, notify: control_centre, until: acknowledged}, {at: breach + 1m, notify: control_centre}", []),
        ("{at: breach, notify: control_centre, until: answered}", ["E103"]),
        ("{at: breach, notify: control_centre, repeat: {every: 1m}}", ["E102"]),
        ("{at: breach, notify: everybody}", ["E103"]),
    ],
)  # fmt: skip
def test_how_a_ladder_is_climbed(steps: str, codes: list[str]) -> None:
    rest = f'ladders: {{l: [{steps}]}}\ncontrol_centre: {{alert: ["mailto:control@example.com"]}}'

    assert said(rest) == codes


def test_a_warning_is_told_at_its_place() -> None:
    (told,) = findings((END, f"{END}\nalerts: {{quiet: [low, urgent]}}"))

    assert told == (
        "strategy.yaml:22:23 W624 urgent cases alert nobody while their department is closed"
    )
