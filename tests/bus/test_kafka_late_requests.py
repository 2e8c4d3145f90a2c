"""A request that ends a transaction arrives twice, the second time late: in the middle of another.

aiokafka cannot tell one transaction of a producer from the next, and neither can the broker then. What
saves us is that a step's output and its position are one record set in one partition.
"""

from typing import Any

import pytest
from aiokafka.producer.transaction_manager import TransactionResult

from switchboard.bus.kafka import KafkaBus
from switchboard.bus.kafka.writing import KafkaWriter
from switchboard.bus.port import Draft
from switchboard.contracts.topics import DEAD_LETTERS, Topic
from tests.bus.ground_kafka import KafkaGround
from tests.bus.kafka_faults import END, PRODUCE, LateRequest
from tests.bus.talk import heard
from tests.bus.tally import DEAD, caught_up, folded, made, pumping

GRAVES = Topic(name=DEAD_LETTERS, partitions=1)
pytestmark = pytest.mark.kafka

LATE = [
    pytest.param(before, result, id=f"{result.name}-before-{before.__name__}".lower())
    for before in (PRODUCE, END)
    for result in TransactionResult
]


async def pumped(ground: KafkaGround, late: LateRequest, inputs: list[bytes]) -> list[Any]:
    """Pump the inputs while the late request strikes the first writer; return input and output."""
    source, sink = await ground.topic(), await ground.topic(compacted=True)
    bus = await ground.open()
    await bus.create([GRAVES])
    await ground.alter(GRAVES, {})
    opening = bus.writer

    async def writer(identity: str) -> KafkaWriter:
        opened = await opening(identity)
        if not late.arrived:
            late.strike(opened)
        return opened

    bus.writer = writer  # type: ignore[method-assign]  # the fault is between this bus and its broker
    async with pumping(bus, source, sink):
        for value in inputs:
            await bus.publish([Draft(source.name, 0, b"key", value)])
            await caught_up(bus, source, sink)
    return [await heard(bus, source), await made(bus, sink)]


@pytest.mark.parametrize(("before", "result"), LATE)
async def test_a_late_request_costs_no_record(
    kafka_ground: KafkaGround, before: type[Any], result: TransactionResult
) -> None:
    late = LateRequest(before, result, transaction=3)

    source, output = await pumped(kafka_ground, late, [b"%d" % n for n in range(6)])

    assert late.arrived == 1
    assert output == folded(source)


@pytest.mark.parametrize(("before", "result"), LATE)
async def test_a_late_request_beside_a_dead_letter_costs_no_record(
    kafka_ground: KafkaGround, before: type[Any], result: TransactionResult
) -> None:
    late = LateRequest(before, result, transaction=3)
    inputs = [b"0", b"1", DEAD + b"2", b"3", DEAD + b"4"]

    source, output = await pumped(kafka_ground, late, inputs)

    assert late.arrived == 1
    assert output == folded(source)
    bus: KafkaBus = await kafka_ground.open()
    graves = await heard(bus, GRAVES)
    buried = {g.value for g in graves if g.key.startswith(source[0].topic.encode())}
    assert buried == {DEAD + b"2", DEAD + b"4"}
