"""How far an exercise has come: told from its case alone, step by step."""

from typing import Any

import httpx
import pytest

from services.cli.drilled import Step, steps
from services.cli.drilling import closed
from services.router.alarm import alert_id
from switchboard.contracts.case import ClockRun, ClockState
from switchboard.contracts.reference import grouped, inquiry_id, reference_of
from switchboard.contracts.values import Channel, Clock, Recipient, Seconds, Slot, UnixSeconds
from switchboard.strategy.moments import parse_moment

REFERENCE = reference_of(Slot(7), inquiry_id(b"k" * 32, Channel.WEB, "drill:1", b""))
STARTS = "2026-11-23T09:00:00.250Z"
LEAD, FRONT = Recipient("staff:a.meier"), Recipient("mailto:front@example.com")


def named(stage: str, to: Recipient, again: int = 0) -> str:
    starts_at = parse_moment(STARTS, "UTC")
    run = ClockRun(
        clock=Clock.FIRST_RESPONSE,
        state=ClockState.RUNNING,
        within=Seconds(20.0),
        starts_at=starts_at,
        due_at=UnixSeconds(starts_at + 20),
    )
    return alert_id(REFERENCE, run, stage, to, again)


def alert(stage: str, to: Recipient, outcome: str, reason: str = "") -> dict[str, Any]:
    return {
        "notice_id": named(stage, to), "purpose": "alert", "outcome": outcome, "reason": reason,
        "to": to,
    }  # fmt: skip


def case(*deliveries: dict[str, Any], receipt: str = "sent", **passed: str | None) -> Any:
    names = {"warn": "warn 50%", "breach": "breach", "later": "breach + 2h"}
    stages = [{"stage": names[name], "passing": passing} for name, passing in passed.items()]
    return {
        "reference": grouped(REFERENCE),
        "department": "front_desk",
        "decision": {"rule": "default"},
        "rest": {"acknowledgement": {"state": receipt, "because": ""}},
        "clocks": [{"clock": "first_response", "starts_at": STARTS, "stages": stages}],
        "deliveries": list(deliveries),
        "notices": [],
    }


def last(shown: Any) -> Step:
    return steps(shown)[-1]


def test_before_there_is_a_case_nothing_is_done() -> None:
    assert [(one.step, one.done, one.failed) for one in steps(None)] == [
        ("routed", False, False),
        ("acknowledged", False, False),
        ("the ladder", False, False),
    ]


def test_each_stage_that_somebody_is_told_of_is_a_step() -> None:
    shown = case(alert("warn 50%", FRONT, "sent"), warn="told", breach=None, later="not_asked")

    assert [(one.step, one.done) for one in steps(shown)] == [
        ("routed", True),
        ("acknowledged", True),
        ("first response, warn 50%", True),
        ("first response, breach", False),
    ]


def test_who_was_told_instead_is_named_with_why_and_makes_up_for_nobody() -> None:
    lost = alert("breach", LEAD, "failed", "not among our staff")
    given = alert("breach", FRONT, "sent")

    assert last(case(lost, given, breach="told")) == Step(
        "first response, breach",
        failed=True,
        said="mailto:front@example.com, not staff:a.meier (not among our staff)",
    )


def test_a_step_is_done_once_all_who_are_told_have_it() -> None:
    lead = alert("breach", LEAD, "sent")
    waits = case(lead, breach="told") | {
        "notices": [{"notice_id": named("breach", FRONT), "to": FRONT}]
    }
    whole = case(lead, alert("breach", FRONT, "sent"), breach="told")
    part = case(lead, alert("breach", FRONT, "failed", "gone"), breach="told")

    told = [last(one) for one in (waits, whole, part)]

    assert [(one.done, one.failed) for one in told] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_a_repeated_alert_counts_for_its_stage_and_no_other() -> None:
    again = alert("breach", FRONT, "sent") | {"notice_id": named("breach", FRONT, 2)}

    shown = case(again, warn="told", breach="told")

    assert [one.done for one in steps(shown)[2:]] == [False, True]


@pytest.mark.parametrize("passing", ["unreachable", "silenced", "paused", "overtaken"])
def test_a_stage_that_nobody_can_be_told_of_any_more_has_failed(passing: str) -> None:
    step = last(case(breach=passing))

    assert (step.done, step.failed, step.said) == (False, True, passing)


@pytest.mark.parametrize(
    ("state", "done", "failed"),
    [("sent", True, False), ("owed", False, False), ("suppressed", False, True), ("failed", False, True)],
)  # fmt: skip
def test_the_acknowledgement_is_a_step(state: str, *, done: bool, failed: bool) -> None:
    step = steps(case(receipt=state, breach="told"))[1]

    assert (step.done, step.failed) == (done, failed)


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (200, {}, Step("closed", done=True)),
        (202, {}, Step("closed", failed=True, said="the case does not say so within 10s")),
        (409, {"detail": "Refused: so."}, Step("closed", failed=True, said="Refused: so.")),
        (404, {"detail": "No such case."}, Step("closed", failed=True, said="No such case.")),
    ],
)
def test_that_the_case_is_closed_is_a_step_too(
    status: int, said: dict[str, str], expected: Step
) -> None:
    desk = httpx.MockTransport(lambda _: httpx.Response(status, json=said))

    with httpx.Client(base_url="http://desk", transport=desk) as client:
        assert closed(client, grouped(REFERENCE)) == expected


def test_a_ladder_that_tells_nobody_and_an_sla_without_promise_fail_loudly() -> None:
    silent = last(case(breach="not_asked"))
    nothing = last(case() | {"clocks": []})

    assert (silent.failed, silent.said) == (True, "no step of it tells anybody")
    assert (nothing.failed, nothing.said) == (True, "the SLA promises no response")
