"""A partition's alarm clock: in time, behind what was accepted before, again while it has no effect, and never twice at once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.router.book import Book
from services.router.timer import AGAIN, GRACE, Timer
from switchboard.bus.port import Bus
from switchboard.contracts.aftercare import Remind
from switchboard.contracts.case import Case
from switchboard.contracts.codec import decode_event, encode_case
from switchboard.contracts.events import DeadlinePassed, Event, ReminderDue
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, Topic, slot_key
from switchboard.contracts.values import Clock, Reminder
from tests.bus.ground import SqliteGround
from tests.bus.talk import SOON, heard
from tests.harness.clock import HandClock
from tests.router.company import EIGHT_HOURS, after, inquiry, later, opened, reply

TOPIC = Topic(name=INTAKE, partitions=1)


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[SqliteGround]:
    here = SqliteGround(tmp_path)
    yield here
    await here.close()


@pytest.fixture
async def bus(ground: SqliteGround) -> Bus:
    opened_bus = await ground.open()
    await opened_bus.create([TOPIC])
    return opened_bus


class Watch:
    """A timer at work on a book, and what it has said in the log."""

    def __init__(self, bus: Bus, clock: HandClock) -> None:
        self.book = Book(0, 1)
        self.clock = clock
        self.timer = Timer(self.book, clock)
        self._bus = bus

    def holds(self, case: Case) -> None:
        self.book.restore(case, encode_case(case))
        self.timer.look()

    async def alarms(self, count: int) -> list[Event]:
        """Return what was said, once it is so much."""
        async with asyncio.timeout(SOON):
            while len(said := await heard(self._bus, TOPIC)) < count:  # noqa: ASYNC110  (a log rings no bell)
                await asyncio.sleep(0.01)
        assert {record.key for record in said} <= {
            slot_key(slot_of_reference(case)) for case in self.book._cases
        }
        return [decode_event(record.value) for record in said]


@pytest.fixture
async def watch(ground: SqliteGround, bus: Bus) -> AsyncIterator[Watch]:
    watching = Watch(bus, ground.clock)
    task = asyncio.create_task(watching.timer.run(bus))
    yield watching
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def alarm(case: Case) -> DeadlinePassed:
    return DeadlinePassed(
        reference=case.reference, clock=Clock.FIRST_RESPONSE, due_at=later(EIGHT_HOURS)
    )


async def test_a_deadline_is_said_in_the_log_a_little_after_it_has_passed(watch: Watch) -> None:
    case = opened()
    watch.holds(case)
    watch.clock.advance(EIGHT_HOURS + GRACE)

    assert await watch.alarms(1) == [alarm(case)]


async def test_nothing_is_said_before(watch: Watch) -> None:
    early, late = opened(), opened(inquiry("late", received_at=later(60)), later(60))
    watch.holds(early)
    watch.holds(late)
    watch.clock.advance(EIGHT_HOURS + GRACE + 59)

    assert await watch.alarms(1) == [alarm(early)]


async def test_a_kept_promise_gives_no_alarm(watch: Watch) -> None:
    kept, other = opened(), opened(inquiry("other"))
    for case in (kept, other, after(kept, reply(kept), later(10))):
        watch.holds(case)
    watch.clock.advance(EIGHT_HOURS + GRACE)

    assert await watch.alarms(1) == [alarm(other)]


async def test_an_alarm_without_effect_is_given_again_a_minute_later(watch: Watch) -> None:
    case = opened()
    watch.holds(case)
    watch.clock.advance(EIGHT_HOURS + GRACE)
    await watch.alarms(1)
    watch.timer.look()
    watch.clock.advance(AGAIN)

    assert await watch.alarms(2) == [alarm(case)] * 2


def test_a_book_gives_each_clock_once_and_again_only_when_told() -> None:
    book = Book(0, 1)
    cases = [opened(inquiry(str(number))) for number in range(3)]
    for case in cases + cases:
        book.restore(case, encode_case(case))
    due = later(EIGHT_HOURS)

    assert book.next_due() == due
    assert book.take_due(later(EIGHT_HOURS - 1), due) == []
    assert {one.reference for one in book.take_due(due, later(EIGHT_HOURS + 60))} == {
        case.reference for case in cases
    }
    assert book.take_due(due, due) == []
    assert len(book.take_due(later(EIGHT_HOURS + 60), later(EIGHT_HOURS + 120))) == 3


def test_a_clock_that_stopped_and_runs_again_is_due_once() -> None:
    book = Book(0, 1)
    case = opened()
    stopped = after(case, reply(case), later(10))
    for state in (case, stopped, case):
        book.restore(state, encode_case(state))

    assert len(book.take_due(later(EIGHT_HOURS), later(EIGHT_HOURS + 60))) == 1


async def test_a_reminder_is_said_like_a_deadline(watch: Watch) -> None:
    due = Remind(reminder=Reminder.PROGRESS, at=later(60))
    case = replace(opened(), reminders=(due,))
    watch.holds(case)
    watch.clock.advance(60 + GRACE)

    said = ReminderDue(reference=case.reference, reminder=Reminder.PROGRESS, due_at=later(60))
    assert await watch.alarms(1) == [said]


async def test_a_change_that_brings_no_earlier_alarm_wakes_nobody(watch: Watch) -> None:
    watch.holds(opened())
    async with asyncio.timeout(SOON):
        while watch.timer.is_stirred:  # noqa: ASYNC110  (a rest rings no bell)
            await asyncio.sleep(0)
    for number in range(100):
        watch.holds(opened(inquiry(str(number), received_at=later(60)), later(60)))

    assert not watch.timer.is_stirred
    watch.holds(opened(inquiry("earlier", received_at=later(-60)), later(0)))
    assert watch.timer.is_stirred


def test_an_alarm_that_was_moved_leaves_nothing_behind_for_long() -> None:
    book = Book(0, 1)
    case = opened()
    for number in range(20_000):
        due = Remind(reminder=Reminder.PROGRESS, at=later(60 + number))
        book.restore(replace(case, reminders=(due,)), b"")

    assert len(book._due) < 10_000
    assert book.next_due() == later(60 + 19_999)


def test_a_partition_that_is_taken_over_wants_what_the_newest_records_say() -> None:
    lived, fresh = Book(0, 1), Book(0, 1)
    case = opened()
    answered = after(case, reply(case), later(10))
    for state in (case, answered):
        lived.restore(state, encode_case(state))
    fresh.restore(answered, encode_case(answered))

    assert lived.next_due() == fresh.next_due() is None
