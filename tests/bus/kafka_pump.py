"""A pump in a process of its own, for a test to stop and kill: `python -m tests.bus.kafka_pump SERVERS SOURCE SINK`."""

import asyncio
import sys

from switchboard.bus.crew import Crew, tend
from switchboard.bus.kafka import KafkaBus
from switchboard.contracts.topics import Topic
from tests.bus.ground_kafka import TERMS
from tests.bus.tally import own
from tests.harness.clock import HandClock


def say(fault: Exception) -> None:
    """Tell the parent what befell us."""
    sys.stdout.write(f"{type(fault).__name__}\n")
    sys.stdout.flush()


async def main(servers: str, source: Topic, sink: Topic) -> None:
    """Own whatever the group gives us, for ever."""
    bus = await KafkaBus.open(servers, HandClock(), TERMS)
    member = await bus.member(sink.name, source.name)

    async def owned(partition: int) -> None:
        await own(bus, source, sink, partition, say)

    await tend(member, owned, Crew(), lambda: 0.5)


if __name__ == "__main__":
    given_servers, given_source, given_sink = sys.argv[1:]
    asyncio.run(main(given_servers, Topic(name=given_source), Topic(name=given_sink)))
