"""Back-pressure: who may go on, who waits, and that nothing leaks when a caller goes away."""

import asyncio

from switchboard.bus.sqlite.gate import Gate


async def _started(gate: Gate, *weights: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(gate.enter(weight)) for weight in weights]
    await asyncio.sleep(0)
    return tasks


async def _inside(tasks: list[asyncio.Task[int]]) -> list[bool]:
    await asyncio.sleep(0)
    return [task.done() for task in tasks]


async def test_whoever_fits_goes_on_at_once() -> None:
    gate = Gate(10)

    assert [await gate.enter(4), await gate.enter(6)] == [4, 6]
    assert gate.waiting == 0


async def test_a_small_call_does_not_overtake_a_big_one_that_waits() -> None:
    gate = Gate(10)
    await gate.enter(8)
    tasks = await _started(gate, 9, 1)
    assert await _inside(tasks) == [False, False]

    gate.leave(8)

    assert await _inside(tasks) == [True, True]


async def test_a_call_bigger_than_all_the_room_has_the_room_to_itself() -> None:
    gate = Gate(10)
    assert await gate.enter(99) == 10
    tasks = await _started(gate, 1)
    assert await _inside(tasks) == [False]

    gate.leave(10)

    assert await _inside(tasks) == [True]


async def test_a_caller_who_goes_away_while_waiting_lets_the_next_one_in() -> None:
    gate = Gate(10)
    await gate.enter(5)
    tasks = await _started(gate, 9, 5)

    tasks[0].cancel()
    await asyncio.wait(tasks)

    assert tasks[1].result() == 5
    gate.leave(5)
    gate.leave(5)
    assert await gate.enter(10) == 10


async def test_a_caller_who_goes_away_in_the_moment_of_being_let_in_keeps_no_room() -> None:
    gate = Gate(10)
    await gate.enter(10)
    (task,) = await _started(gate, 10)

    gate.leave(10)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    assert await gate.enter(10) == 10


async def test_room_that_is_free_is_given_at_once() -> None:
    gate = Gate(10)

    assert gate.enter_at_once(4) == 4
    assert gate.enter_at_once(7) is None
    assert gate.enter_at_once(6) == 6
    gate.leave(10)
    assert gate.enter_at_once(99) == 10


async def test_who_need_not_wait_overtakes_nobody_who_waits() -> None:
    gate = Gate(10)
    assert gate.enter_at_once(5) == 5
    (task,) = await _started(gate, 9)

    assert gate.enter_at_once(1) is None
    gate.leave(5)
    assert await task == 9
    assert gate.enter_at_once(1) == 1
