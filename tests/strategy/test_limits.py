"""How much a strategy may say: the most that is allowed passes, one more is refused at its place."""

import pytest

from switchboard.contracts.case import MAX_STAGES
from switchboard.strategy import limits
from tests.strategy.small import findings

END = "fast: {first_response: 1h}"
LATER = "{at: breach + #h, notify: lead}"


@pytest.mark.parametrize(
    ("most", "each", "said"),
    [
        (limits.MAX_RUNGS, LATER, "}\nladders: {l: [#]}"),
        (limits.MAX_WARNINGS, "#%", ", warn_at: [#]}"),
        (limits.MAX_TASKS, "task #", "}\nplaybooks: {p: [#]}"),
        (limits.MAX_WEBHOOKS, '{to: "destination:d#"}', "}\nwebhooks: [#]"),
        (limits.MAX_ADDRESSES, '"tel:+49911555#00"', "}\ncontrol_centre: {alert: [#]}"),
        (limits.MAX_CAPS, "#h: 3", "}\nacknowledge: {suppress: {per_address: {#}}}"),
        (limits.MAX_CAPS, "#h: 3", "}\nacknowledge: {suppress: {per_domain_and_subject: {#}}}"),
    ],
)
def test_of_as_many_things_as_may_be_one_more_is_too_much(most: int, each: str, said: str) -> None:
    allowed, refused = (_said(said.replace("#", many(count, each))) for count in (most, most + 1))

    assert [line for line in allowed if " E" in line] == []
    assert [line.split()[1] for line in refused] == ["E103"]


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (limits.MAX_TIMES, "}\nacknowledge: {suppress: {per_address: {1h: #}}}"),
        (limits.MAX_TIMES, "}\nladders: {l: [{at: breach, notify: lead, repeat: {every: 1m, times: #}}]}"),
        (limits.LONGEST_CAP / 3_600, "}\nacknowledge: {suppress: {per_address: {#h: 3}}}"),
        (limits.LONGEST_MEMORY / 86_400, "}\nfollow_up: {survey: {after: 1d, valid: #d}}"),
        (limits.LONGEST_MEMORY / 86_400, "}\nfollow_up: {survey: {after: 1d, not_within: #d}}"),
    ],
)  # fmt: skip
def test_of_the_largest_number_one_more_is_too_much(most: float, said: str) -> None:
    allowed, refused = (_said(said.replace("#", f"{count:g}")) for count in (most, most + 1))

    assert [line for line in allowed if " E" in line] == []
    assert [line.split()[1] for line in refused] == ["E103"]


def many(count: int, each: str) -> str:
    return ", ".join(each.replace("#", str(number)) for number in range(1, count + 1))


def _said(rest: str) -> list[str]:
    return findings((END, f"fast: {{first_response: 1h{rest}"))


def test_a_case_keeps_every_moment_that_a_promise_may_have() -> None:
    breach = 1

    assert limits.MAX_WARNINGS + breach + limits.MAX_RUNGS <= MAX_STAGES
