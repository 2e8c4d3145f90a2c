"""The queue: what is to be answered, in the order in which; and exercises, which are in no list but their own."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.desk import listing, questions
from services.desk.filters import Cursor, Filters, Sort, seal
from switchboard.contracts.case import Case, ClockRun, ClockState, Flag
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Clock, Priority, Seconds, Status
from tests.desk.matter import ANA, case, gone, inquiry, later, stood
from tests.desk.office import Office

HOUR = 3_600.0


def waiting(name: str, priority: Priority, due: float | None, status: Status = Status.OPEN) -> Case:
    """Return a case that is due so many hours from noon."""
    run = ClockRun(
        clock=Clock.FIRST_RESPONSE,
        state=ClockState.RUNNING,
        within=Seconds(HOUR),
        starts_at=later(0),
        due_at=later(0 if due is None else due * HOUR),
    )
    clocks = () if due is None else (run,)
    return replace(case(inquiry(name)), priority=priority, clocks=clocks, status=status)


CASES = {
    "late long": waiting("late long", Priority.HIGH, -9),
    "late": waiting("late", Priority.HIGH, -1),
    "soon": waiting("soon", Priority.HIGH, 1),
    "no promise": waiting("no promise", Priority.HIGH, None),
    "urgent": waiting("urgent", Priority.URGENT, 8),
    "normal": waiting("normal", Priority.NORMAL, -20),
    "waiting": waiting("waiting", Priority.NORMAL, 3, Status.WAITING),
    "low": waiting("low", Priority.LOW, -30),
    "over": waiting("over", Priority.URGENT, -40, Status.RESOLVED),
}
ORDER = ["urgent", "late long", "late", "soon", "no promise", "normal", "waiting", "low"]
NAMES = {grouped(one.reference): name for name, one in CASES.items()}


async def queued(office: Office, **query: str) -> list[str]:
    page = await office.get("/v1/cases", sort="queue", **query)
    return [NAMES[one["reference"]] for one in page["cases"]]


async def test_the_most_urgent_comes_first_then_what_is_late_longest_then_what_falls_due(
    office: Office,
) -> None:
    await office.read(*map(stood, CASES.values()))

    assert await queued(office) == ORDER


async def test_the_queue_goes_on_page_by_page(office: Office) -> None:
    await office.read(*map(stood, CASES.values()))

    found: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(len(ORDER)):
        page: dict[str, Any] = await office.get("/v1/cases", sort="queue", limit="3", **cursor)
        found += [NAMES[one["reference"]] for one in page["cases"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert found == ORDER


async def test_filters_hold_in_the_queue_too(office: Office) -> None:
    await office.read(*map(stood, CASES.values()))

    assert await queued(office, priority="high", due_before="now") == ["late long", "late"]
    assert await queued(office, status="resolved") == ["over"]
    assert await queued(office, status="waiting") == ["waiting"]


async def test_a_case_that_is_answered_or_raised_moves_in_the_queue(office: Office) -> None:
    await office.read(*map(stood, CASES.values()))
    raised = replace(CASES["low"], version=2, priority=Priority.URGENT)
    ended = replace(CASES["late long"], version=2, status=Status.CLOSED)

    await office.read(stood(raised), stood(ended))

    assert await queued(office) == ["low", "urgent", *ORDER[2:-1]]


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [
        ("queue", Cursor(later(0), inquiry().reference)),
        ("newest", Cursor(later(0), inquiry().reference, 1)),
    ],
)
async def test_a_cursor_of_another_order_is_refused(
    office: Office, sort: str, cursor: Cursor
) -> None:
    problem = await office.get("/v1/cases", 422, sort=sort, cursor=seal(cursor))

    assert problem["errors"][0]["pointer"] == "query/cursor"
    assert "another order" in problem["detail"]


async def test_an_unknown_order_is_refused(office: Office) -> None:
    assert (await office.get("/v1/cases", 422, sort="random"))["errors"]


async def test_an_exercise_is_in_no_list_but_its_own_and_in_no_figure(office: Office) -> None:
    real = case(inquiry("real"))
    drill = replace(waiting("drill", Priority.URGENT, -5), flags=(Flag.DRILL,))
    await office.read(stood(real), stood(drill))

    async def listed(**query: str) -> list[str]:
        page = await office.get("/v1/cases", **query)
        return [one["reference"] for one in page["cases"]]

    assert await listed() == await listed(sort="queue") == [grouped(real.reference)]
    assert await listed(drill="true") == [grouped(drill.reference)]
    assert await listed(sort="queue", drill="true") == [grouped(drill.reference)]
    assert await listed(customer=ANA) == [grouped(real.reference)]
    counts = await office.desk.store.ask(questions.open_cases)
    assert sum(counts.values()) == 1
    assert await office.desk.store.ask(questions.oldest_due) != later(-5 * HOUR)
    assert (await office.get(f"/v1/cases/{drill.reference}"))["flags"] == ["drill"]


async def test_an_exercise_that_is_gone_leaves_nothing_behind(office: Office) -> None:
    drill = replace(case(inquiry("drill")), flags=(Flag.DRILL,))
    await office.read(stood(drill), gone(drill.reference))

    left = await office.desk.store.ask(
        lambda db: db.execute("SELECT COUNT(*) FROM drills").fetchone()
    )

    assert left == (0,)


async def test_the_index_of_the_queue_is_in_the_order_of_the_list(office: Office) -> None:
    asked: list[str] = []

    def note(_: object, sql: str, __: object) -> bool:
        asked.append(sql)
        return True

    def plan(db: Any) -> str:
        db.exec_trace = note
        listing.page(db, Filters(sort=Sort.QUEUE), None, 50)
        db.exec_trace = None
        rows = db.execute(f"EXPLAIN QUERY PLAN {asked[0]}", (-1, 0.0, "", 51))
        return " ".join(str(row[-1]) for row in rows)

    told = await office.desk.store.ask(plan)

    assert "cases_in_queue" in told
    assert "TEMP B-TREE" not in told
    assert set(listing.URGENCY) == set(Priority)
