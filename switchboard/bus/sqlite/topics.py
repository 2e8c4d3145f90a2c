"""The topics of an embedded log: made once, and compared with what the code expects."""

from collections.abc import Iterator, Sequence

import apsw

from switchboard.bus.sqlite.log import Ledger
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds


def known(db: apsw.Connection) -> list[Topic]:
    return [
        Topic(name=name, partitions=partitions, keep=Seconds(keep), compacted=bool(compacted))
        for name, partitions, keep, compacted in db.execute(
            "SELECT name, partitions, keep, compacted FROM topics ORDER BY name"
        )
    ]


def create(ledger: Ledger, topics: Sequence[Topic]) -> None:
    """Create what is missing; the number of partitions is settled herewith."""
    there = {topic.name for topic in known(ledger.db)}
    for topic in topics:
        if topic.name not in there:
            _create(ledger.db, topic)


def _create(db: apsw.Connection, topic: Topic) -> None:
    db.execute(
        "INSERT INTO topics (name, partitions, keep, compacted) VALUES (?, ?, ?, ?)",
        (topic.name, topic.partitions, topic.keep, topic.compacted),
    )
    db.executemany(
        "INSERT INTO spots (topic, partition) VALUES (?, ?)",
        [(topic.name, n) for n in range(topic.partitions)],
    )


def complaints(found: Sequence[Topic], wanted: Sequence[Topic]) -> list[str]:
    """Say what is wrong with the topics found, a sentence each."""
    there = {topic.name: topic for topic in found}
    return [
        sentence
        for topic in wanted
        for sentence in (
            _differences(there[topic.name], topic)
            if topic.name in there
            else [f"{topic.name} is missing; create the topics."]
        )
    ]


_KIND = {True: "compacted", False: "not compacted"}


def _differences(found: Topic, wanted: Topic) -> Iterator[str]:
    name = wanted.name
    if found.partitions != wanted.partitions:
        yield f"{name} was created with {found.partitions} partitions, expected {wanted.partitions}."
    if found.keep != wanted.keep:
        yield f"{name} keeps records for {found.keep:.0f} s, expected {wanted.keep:.0f} s."
    if found.compacted != wanted.compacted:
        yield f"{name} is {_KIND[found.compacted]}, expected {_KIND[wanted.compacted]}."
