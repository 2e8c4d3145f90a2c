"""What lies ahead of a judgement: each moment of its promises with who is told, and nothing that the file doesn't say."""

from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.judgement import Judgement
from switchboard.contracts.values import Clock, Seconds, UnixSeconds
from switchboard.strategy.explain import as_json
from switchboard.strategy.judge import judge
from switchboard.strategy.moments import parse_moment, show_moment
from switchboard.strategy.program import Program
from switchboard.strategy.prospect import (
    ahead,
    next_response,
    tasks,
    together_every,
    told_of_case,
)
from tests.strategy.small import MONDAY_NINE, inquiry, program

LADDER = """
ladders:
  duty:
    - {at: warn 50%, notify: assignee, else: lead}
    - {at: breach, notify: [lead, department], until: acknowledged, repeat: {every: 10m, times: 3}, raise: urgent}
    - {at: breach + 30m, notify: control_centre}
control_centre: {alert: ["mailto:control@example.com"]}
alerts: {quiet: [low]}
playbooks:
  fault: [an apology, {do: the cause, record: true}, {do: content, by_customer: true}]"""
SERVICE = (
    "service: {name: Service, calendar: office, lead: a.meier, alert: ['tel:+49911555001'], "
    "assignments: {to: ['mailto:service@example.com'], digest: {priorities: [low], every: 4h}}}"
)
CLIMBED = (
    ("fast: {first_response: 1h}", "fast: {first_response: 1h, next_response: 2h, warn_at: [50%, 90%], ladder: duty}" + LADDER),
    ("service: {name: Service, calendar: office}", SERVICE),
    ("to: {department: service}, sla: fast}", "to: {department: service}, sla: fast, playbook: fault}"),
)  # fmt: skip
DUTY = program(*CLIMBED)
LOW = program(*CLIMBED, ("playbook: fault}", "playbook: fault, priority: low}"))
PLAIN = program()


def judged(strategy: Program, at: UnixSeconds = MONDAY_NINE, person: str = "") -> Judgement:
    known = CustomerFacts(customer_id="c", relationship="dedicated", dedicated=person)
    return judge(strategy, inquiry("broken", customer=known if person else None), at)


def told(strategy: Program, at: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = ahead(strategy, judged(strategy, parse_moment(at, "Europe/Berlin")))
    return [
        (one.stage, show_moment(one.told_at, "Europe/Berlin")[5:16], tuple(one.to)) for one in found
    ]


def test_each_moment_comes_with_who_is_told() -> None:
    assert told(DUTY, "2026-11-23T16:15") == [
        ("warn 50%", "11-23T16:45", ("staff:a.meier",)),
        ("warn 90%", "11-24T08:09", ()),
        ("breach", "11-24T08:15", ("staff:a.meier", "tel:+49911555001")),
        ("breach + 30m", "11-24T08:45", ("mailto:control@example.com",)),
    ]


def test_who_has_the_case_goes_before_who_is_told_instead() -> None:
    warned = ahead(DUTY, judged(DUTY, person="k.vogel"))[0]

    assert warned.to == ("staff:k.vogel",)


def test_repeats_and_what_is_raised_are_told() -> None:
    breach = ahead(DUTY, judged(DUTY))[2]

    assert (breach.until_acknowledged, breach.every, breach.times, breach.raise_to) == (
        True, 600.0, 3, "urgent",
    )  # fmt: skip


def test_what_may_wait_is_told_when_they_open() -> None:
    always = (
        ("office: {weekly", "always: {weekly: {mon-sun: ['00:00-24:00']}}\n  office: {weekly"),
    )
    clock = (("fast: {first_response: 1h,", "fast: {first_response: 1h, clock: always,"),)
    quiet, loud = (
        program(*CLIMBED, *always, *clock, ("playbook: fault}", f"playbook: fault, priority: {one}}}"))
        for one in ("low", "high")
    )  # fmt: skip

    at = "2026-11-23T22:00"

    assert [moment for _, moment, _ in told(loud, at)] == [
        "11-23T22:30", "11-23T22:54", "11-23T23:00", "11-23T23:30",
    ]  # fmt: skip
    assert {moment for _, moment, _ in told(quiet, at)} == {"11-24T08:00"}


def test_without_a_ladder_there_is_the_breach_and_nobody_is_told() -> None:
    assert [(one.clock, one.stage, one.to) for one in ahead(PLAIN, judged(PLAIN))] == [
        (Clock.FIRST_RESPONSE, "breach", ())
    ]
    assert told_of_case(PLAIN, judged(PLAIN)) == ()
    assert next_response(PLAIN, judged(PLAIN), MONDAY_NINE) is None


def test_a_later_message_has_a_promise_of_its_own() -> None:
    promise = next_response(DUTY, judged(DUTY), MONDAY_NINE)

    assert promise
    assert (promise.clock, promise.due_at - MONDAY_NINE) == (Clock.NEXT_RESPONSE, 7200.0)


def test_who_is_told_of_the_case_and_when() -> None:
    assert told_of_case(DUTY, judged(DUTY, person="k.vogel")) == (
        "mailto:service@example.com",
        "staff:k.vogel",
    )
    assert together_every(DUTY, judged(DUTY)) is None
    assert together_every(LOW, judged(LOW)) == Seconds(14_400.0)


def test_the_playbook_is_told_task_by_task() -> None:
    assert [(one.do, one.record, one.by_customer) for one in tasks(DUTY, judged(DUTY))] == [
        ("an apology", False, False),
        ("the cause", True, False),
        ("content", False, True),
    ]


def test_programs_read_all_of_it() -> None:
    shown = as_json(DUTY, judged(DUTY))

    assert shown["assignments"] == {"to": ["mailto:service@example.com"], "together_every": None}
    assert shown["stages"] == [
        _shown("warn 50%", "09:30", ["staff:a.meier"]),
        _shown("warn 90%", "09:54", []),
        _shown("breach", "10:00", ["staff:a.meier", "tel:+49911555001"])
        | {"until_acknowledged": True, "repeat": {"every": 600.0, "times": 3}, "raise": "urgent"},
        _shown("breach + 30m", "10:30", ["mailto:control@example.com"]),
    ]
    assert isinstance(shown["next_response"], dict)
    assert shown["next_response"]["due_at"] == "2026-11-23T11:00:00+01:00"
    assert isinstance(shown["checklist"], list)
    assert shown["checklist"][1] == {"task": "the cause", "record": True, "by_customer": False}


def _shown(stage: str, time: str, to: list[str]) -> dict[str, object]:
    at = f"2026-11-23T{time}:00+01:00"
    nothing: dict[str, object] = {"until_acknowledged": False, "repeat": None, "raise": None}
    return {
        "promise": "first_response", "stage": stage, "at": at, "told_at": at, "to": to, **nothing,
    }  # fmt: skip
