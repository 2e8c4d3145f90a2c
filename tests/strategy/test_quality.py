"""A text that was read badly or heard badly: what it seems to say is told, and people decide."""

import pytest
from msgspec.structs import replace

from switchboard.contracts.judgement import Reason
from switchboard.contracts.values import Channel, Kind
from switchboard.strategy.judge import judge
from tests.strategy.small import MONDAY_NINE, inquiry, program


@pytest.mark.parametrize(("quality", "triage"), [(0.0, True), (0.699, True), (0.7, False)])
def test_a_text_that_can_be_trusted_too_little_goes_to_triage(
    quality: float, *, triage: bool
) -> None:
    said = replace(inquiry("The pump is broken", channel=Channel.FAX), quality=quality)

    judged = judge(program(), said, MONDAY_NINE)

    assert judged.triage is triage
    assert judged.kind is Kind.INCIDENT
    assert (judged.reason is Reason.POOR_QUALITY) is triage
    assert judged.department == ("desk" if triage else "service")


def test_from_where_a_text_is_trusted_the_strategy_says() -> None:
    patient = program(("understand:\n", "understand:\n  poor_below: 0.3\n"))
    said = replace(inquiry("The pump is broken"), quality=0.5)

    assert judge(patient, said, MONDAY_NINE).rule == "faults"


def test_a_rule_that_asks_for_no_kind_decides_over_a_bad_line_too() -> None:
    noisy = (
        "route:\n",
        "route:\n  - {id: noisy, when: {signal: safety, quality: poor}, to: {department: service}}\n",
    )
    said = replace(inquiry("crackle fire crackle", channel=Channel.PHONE), quality=0.2)

    judged = judge(program(noisy), said, MONDAY_NINE)

    assert (judged.rule, judged.department, judged.triage) == ("noisy", "service", False)
