"""Promises that fall due: what 5,000 within one second cost, and what 10,000 open cases cost while nothing does.

Processor time, not time on the wall: it says what one core has to do, whoever else is at work on it.
"""

import time
from typing import Final

from services.router.book import Book
from services.router.stages import wakes
from services.router.timer import AGAIN, GRACE
from services.router.turn import Router
from services.router.windows import WINDOWS
from switchboard.bus.port import Record
from switchboard.contracts.codec import encode_case, encode_event
from switchboard.contracts.events import DeadlinePassed
from switchboard.contracts.topics import INTAKE
from switchboard.contracts.values import Clock, Identity, UnixSeconds
from tests.bench.figures import Figure, below
from tests.harness.clock import SUNDAY_NOON
from tests.router.company import inquiry
from tests.router.matter import HOUR, PROGRAM, Matter

DUE: Final = 5_000
OPEN: Final = 10_000
_CHANGES: Final = 2_000


async def promises() -> list[Figure]:
    """Measure both on a book of cases that promise everything."""
    taken, alerts = _five_thousand()
    return [
        Figure("5,000 deadlines of a second", taken, "s of one core", below(5.0)),
        Figure("alerts that they owe", alerts, "alerts"),
        Figure("looking for alarms, a change of 10,000 cases", _idle() * 1e6, "µs of one core"),
    ]


def _held(count: int) -> tuple[Router, list[Matter]]:
    book = Book(0, 1)
    book.initial = PROGRAM.strategy_id
    matters = [
        Matter(inquiry(str(number), sender=Identity(f"mailto:c{number}@example.org")))
        for number in range(count)
    ]
    for matter in matters:
        book.restore(matter.case, encode_case(matter.case))
    return Router(book, {PROGRAM.strategy_id: PROGRAM}, WINDOWS), matters


def _five_thousand() -> tuple[float, int]:
    """Return how long the alarms of one moment take, from the book to the records that follow, and what they owe."""
    router, _ = _held(DUE)
    moment = UnixSeconds(SUNDAY_NOON + 4 * HOUR)
    at = UnixSeconds(moment + GRACE)
    began = time.process_time()
    due = router.book.take_due(moment, UnixSeconds(moment + AGAIN))
    assert len(due) == DUE
    alerts = 0
    for number, one in enumerate(due):
        assert isinstance(one.what, Clock)
        event = DeadlinePassed(reference=one.reference, clock=one.what, due_at=one.due_at)
        value, headers = encode_event(event, source="/router/timer", at=at)
        router.take(Record(INTAKE, 0, number, at, b"0000", value, headers))
        assert router.change is not None
        alerts += len(router.change.after.owed)
    return time.process_time() - began, alerts


def _idle() -> float:
    """Return what it costs to find out, after a change, that no alarm is to be given earlier."""
    router, matters = _held(OPEN)
    book = router.book
    began = time.process_time()
    for matter in matters[:_CHANGES]:
        wakes(matter.case)
        book.next_due()
    return (time.process_time() - began) / _CHANGES
