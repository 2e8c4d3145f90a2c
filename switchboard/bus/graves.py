"""The dead letters: what could not be applied lies there with its bytes, its place and the reason."""

import logging
from collections.abc import Sequence
from typing import Final, NamedTuple

from switchboard.bus.port import Bus, Draft, Record
from switchboard.contracts.topics import DEAD_LETTERS, MAX_RECORD_BYTES
from switchboard.metrics import Metrics

_log: Final = logging.getLogger(__name__)

_MOST_BURIED: Final = MAX_RECORD_BYTES - 16_000
"""Bytes of a value: with what is added it must still fit a record."""


class DeadLetter(NamedTuple):
    """A record that could not be applied, and why. `reason` is one of a closed list, `detail` is for people."""

    record: Record
    reason: str
    detail: str


async def bury(bus: Bus, dead: Sequence[DeadLetter], metrics: Metrics) -> None:
    """Publish the dead before the transaction: after a crash between the two they come again, and are known by position."""
    if not dead:
        return
    await bus.publish([_grave(letter) for letter in dead])
    for letter in dead:
        metrics.dead_letters.labels(letter.reason).inc()
        _log.error(
            "dead letter",
            extra={"position": position_name(letter.record), "reason": letter.reason},
        )


def _grave(letter: DeadLetter) -> Draft:
    """Return the record for the dead letters: original key, bytes and headers, and where and why."""
    record = letter.record
    headers = (
        *record.headers,
        ("dead-position", position_name(record).encode()),
        ("dead-reason", letter.reason.encode()),
        ("dead-detail", letter.detail[:2_000].encode("utf-8", "replace")),
        ("dead-key", record.key),
    )
    value = record.value
    if value is not None and len(value) > _MOST_BURIED:
        # Its position says where the whole of it stands.
        headers = (*headers, ("dead-cut-from", str(len(value)).encode()))
        value = value[:_MOST_BURIED]
    return Draft(DEAD_LETTERS, 0, position_name(record).encode(), value, headers)


def position_name(record: Record) -> str:
    """Return where a record stands, as `switchboard.intake/3/42`."""
    return f"{record.topic}/{record.partition}/{record.offset}"
