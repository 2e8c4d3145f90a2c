"""What one inquiry costs the processor, no log around it: judging alone, and the router's whole turn."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from services.router.book import Book
from services.router.turn import Router
from services.router.windows import WINDOWS
from switchboard.bus.port import Record
from switchboard.contracts.codec import decode_event
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.topics import INTAKE
from switchboard.strategy.judge import judge
from tests.bench.figures import Figure
from tests.bench.inquiries import SINCE, draft, program

_COUNT: Final = 3_000
_ROUNDS: Final = 5


def records(count: int, crowd: str) -> list[Record]:
    """Return inquiries as one partition of `intake` holds them."""
    drafts = (draft(number, crowd, 1) for number in range(count))
    return [Record(INTAKE, 0, n, SINCE, d.key, d.value, d.headers) for n, d in enumerate(drafts)]


def router() -> Router:
    """Return a router with an empty book, under the strategy of the benchmarks."""
    compiled = program()
    book = Book(0, 1)
    book.initial = compiled.strategy_id
    return Router(book, {compiled.strategy_id: compiled}, WINDOWS)


async def alone() -> list[Figure]:
    """Measure judging, and the whole turn."""
    intake = records(_COUNT, "alone")
    events = [decode_event(record.value) for record in intake]
    inquiries = [event for event in events if isinstance(event, InquiryReceived)]
    compiled = program()
    size = sum(len(record.value or b"") for record in intake) / len(intake)
    return [
        Figure("an inquiry's size", size, "bytes"),
        Figure("judge alone", _each(inquiries, lambda one: judge(compiled, one, SINCE)), "µs"),
        Figure("the router's turn alone", min(_turns(intake) for _ in range(_ROUNDS)), "µs"),
    ]


def _turns(intake: Sequence[Record]) -> float:
    fresh = router()
    began = time.perf_counter()
    for record in intake:
        fresh.take(record)
    return (time.perf_counter() - began) / len(intake) * 1e6


def _each(inquiries: Sequence[InquiryReceived], run: Callable[[InquiryReceived], object]) -> float:
    """Return the microseconds of one call, of the best round."""
    best = float("inf")
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        for one in inquiries:
            run(one)
        best = min(best, time.perf_counter() - began)
    return best / len(inquiries) * 1e6
