"""A request that ends a transaction arrives twice, the second time late: in the middle of another.

aiokafka cannot tell one transaction of a producer from the next, and neither can the broker then. What
saves us is that a step's output and its position are one record set in one partition.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from switchboard.bus.port import Draft
from switchboard.contracts.topics import DEAD_LETTERS, Topic
from tests.bus.ground_kafka import LASTING, KafkaGround
from tests.bus.kafka_faults import END, PRODUCE, Ambush, late_abort, late_commit
from tests.bus.talk import heard
from tests.bus.tally import DEAD, caught_up, folded, made, pumping

GRAVES = Topic(name=DEAD_LETTERS, partitions=1, keep=LASTING)

Strike = Callable[[Any], Awaitable[None]]

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.parametrize(
        ("before", "strike", "met"),
        [
            pytest.param(PRODUCE, late_commit, 1, id="commits-nothing-yet"),
            pytest.param(PRODUCE, late_abort, 1, id="aborts-nothing-yet"),
            pytest.param(END, late_abort, 1, id="aborts-all"),
            # All records stand and the commit was about to be sent: too early, and right.
            pytest.param(END, late_commit, 0, id="commits-all"),
        ],
    ),
]


async def pumped(
    ground: KafkaGround, ambush: Ambush, inputs: list[bytes]
) -> tuple[Topic, Topic, list[Exception]]:
    """Pump the inputs, a transaction each, through the ambush; return what the pump met."""
    source, sink = await ground.topic(), await ground.topic(compacted=True)
    bus = await ground.open()
    await bus.create([GRAVES])
    await ground.alter(GRAVES, {})
    ambush.lie_in_wait(bus)
    async with pumping(bus, source, sink) as faults:
        for value in inputs:
            await bus.publish([Draft(source.name, 0, b"key", value)])
            await caught_up(bus, source, sink)
    return source, sink, faults


async def test_a_late_request_costs_no_record(
    kafka_ground: KafkaGround, before: type[Any], strike: Strike, met: int
) -> None:
    ambush = Ambush(before, 3, strike)

    source, sink, faults = await pumped(kafka_ground, ambush, [b"%d" % n for n in range(6)])

    assert (ambush.struck, len(faults)) == (1, met)
    bus = await kafka_ground.open()
    assert await made(bus, sink) == folded(await heard(bus, source))


async def test_a_late_request_beside_a_dead_letter_costs_no_record(
    kafka_ground: KafkaGround, before: type[Any], strike: Strike, met: int
) -> None:
    ambush = Ambush(before, 3, strike)
    inputs = [b"0", b"1", DEAD + b"2", b"3", DEAD + b"4"]

    source, sink, faults = await pumped(kafka_ground, ambush, inputs)

    assert (ambush.struck, len(faults)) == (1, met)
    bus = await kafka_ground.open()
    assert await made(bus, sink) == folded(await heard(bus, source))
    graves = [
        each for each in await heard(bus, GRAVES) if each.key.startswith(source.name.encode())
    ]
    assert {grave.value for grave in graves} == {DEAD + b"2", DEAD + b"4"}
