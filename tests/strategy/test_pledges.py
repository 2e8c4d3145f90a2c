"""Promises that can't be kept and ladders that lead to nobody are told before anybody waits in vain."""

import pytest

from switchboard.strategy.hours import Calendar
from switchboard.strategy.load import check, load
from switchboard.strategy.model import Strategy
from switchboard.strategy.notation import parse_range, zone
from switchboard.strategy.pledges import longest_closure
from tests.strategy.small import SMALL, bundle

OFFICE = (parse_range("08:00-17:00"),)
NIGHT = (parse_range("22:00-06:00"),)
HOUR = 3600.0


def calendar(*days: tuple[object, ...]) -> Calendar:
    return Calendar(zone("Europe/Berlin"), days)  # type: ignore[arg-type]  # ranges, seven times


@pytest.mark.parametrize(
    ("weekly", "hours"),
    [
        ((OFFICE,) * 7, 15),
        ((*(OFFICE,) * 5, (), ()), 63),
        ((NIGHT,) * 7, 16),
        (((parse_range("00:00-24:00"),),) * 7, 0),
        ((OFFICE, *((),) * 6), 159),
    ],
)
def test_the_longest_closure_is_that_of_an_ordinary_week(
    weekly: tuple[tuple[object, ...], ...], hours: float
) -> None:
    assert longest_closure(calendar(*weekly)) == hours * HOUR


def told(sla: str, more: str = "") -> list[str]:
    """Return what the check says of an SLA that the department `service` uses."""
    text = SMALL.replace("fast: {first_response: 1h}", f"fast: {{{sla}}}{more}").replace(
        "  office: {weekly", '  always: {weekly: {mon-sun: ["00:00-24:00"]}}\n  office: {weekly'
    )
    found = check(bundle(text))
    return [f"{one.code} {one.message}" for one in found if one.code != "N801"]


@pytest.mark.parametrize(
    ("sla", "kept"),
    [
        ("first_response: 15m", True),
        ("first_response: 15m, clock: office", True),
        ("first_response: 15m, clock: always", False),
        ("acknowledge: 1m, clock: always", True),
        ("first_response: 3d, clock: always", True),
        ("next_response: 8h, clock: always", False),
    ],
)
def test_a_promise_that_runs_while_everybody_is_at_home_is_told(sla: str, *, kept: bool) -> None:
    said = told(sla)

    assert (said == []) is kept
    assert all("can't be kept by service: it runs on always" in line for line in said)


@pytest.mark.parametrize(
    ("sla", "said"),
    [
        ("acknowledge: 5m, first_response: 5m", []),
        ("acknowledge: 2h, first_response: 1h", ["W615 acknowledge comes due after first_response"]),
        ("first_response: 3d, resolve: 2d", ["W615 first_response comes due after resolve"]),
        ("first_response: 30h, resolve: 1d", []),
    ],
)  # fmt: skip
def test_promises_come_due_in_their_order(sla: str, said: list[str]) -> None:
    assert told(sla) == said


def ladder(*rungs: str, lead: str = "", centre: str = "") -> list[str]:
    text = SMALL.replace(
        "fast: {first_response: 1h}",
        f"fast: {{first_response: 1h, warn_at: [50%], ladder: steep}}\nladders: {{steep: [{', '.join(rungs)}]}}\n{centre}",
    ).replace("name: Service,", f"name: Service,{lead}")
    found = check(bundle(text))
    return [f"{one.code} {one.message}" for one in found if one.code != "N801"]


LEAD = " lead: ana,"
CENTRE = 'control_centre: {alert: ["mailto:control@example.com"]}\n'


@pytest.mark.parametrize(
    ("rung", "lead", "centre", "why"),
    [
        ("{at: breach, notify: lead}", LEAD, "", ""),
        ("{at: breach, notify: lead}", "", "", "service has no lead"),
        ("{at: breach, notify: assignee, else: lead}", LEAD, "", ""),
        ("{at: breach, notify: assignee}", LEAD, CENTRE, "a case may have no assignee"),
        ("{at: breach, notify: control_centre}", "", CENTRE, ""),
        ("{at: breach, notify: control_centre}", "", "", "control_centre has no alert address"),
        ("{at: breach, notify: department}", LEAD, "", "service has no alert address"),
        ("{at: breach, notify: [assignee, lead]}", "", "", "a case may have no assignee; service has no lead"),
    ],
)  # fmt: skip
def test_a_step_that_may_tell_nobody_is_told(rung: str, lead: str, centre: str, why: str) -> None:
    assert ladder(rung, lead=lead, centre=centre) == (
        [f"W611 it may tell nobody: {why}"] if why else []
    )


def test_steps_come_in_order_and_from_warnings_that_are_given() -> None:
    half, breach = "{at: warn 50%, notify: lead}", "{at: breach, notify: lead}"
    later, never = "{at: breach + 2h, notify: lead}", "{at: warn 60%, notify: lead}"

    assert ladder(half, breach, later, lead=LEAD) == []
    assert ladder(half, later, breach, lead=LEAD) == ["W613 this comes before the step above it"]
    assert ladder(never, lead=LEAD) == ["W612 never comes: fast has no warning at 60%"]


def test_a_strategy_keeps_what_its_ladders_say() -> None:
    text = SMALL + "ladders: {a: [{at: breach + 1h, notify: lead, until: acknowledged, repeat: {every: 10m, times: 3}}]}\n"  # fmt: skip

    strategy: Strategy = load(bundle(text))
    (rung,) = strategy.ladders["a"]

    assert (rung.at.share, rung.until, rung.notify) == (1.0, "acknowledged", ["lead"])
    assert rung.at.later is not None
    assert rung.at.later.seconds == HOUR
    assert rung.repeat is not None
    assert (rung.repeat.every, rung.repeat.times) == (600.0, 3)
