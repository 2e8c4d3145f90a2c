"""The figures that an embedded log runs by. Their defaults suit a laptop; tests shorten them."""

from typing import Final

import msgspec

from switchboard.contracts.topics import MAX_RECORD_BYTES
from switchboard.contracts.values import Seconds

MEMORY: Final = ":memory:"
"""The path of a log that lives as long as its bus, and that nobody else can open."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What one process may take of the log, and how long it waits for it."""

    record_bytes: int = MAX_RECORD_BYTES
    """Key, value and headers of one record together; more is TooLarge."""

    batch_bytes: int = 8_000_000
    """A reader's batch ends early once it holds that much."""

    waiting_bytes: int = 32_000_000
    """What front doors may have under way; whoever brings more waits until there is room."""

    group_bytes: int = 4_000_000
    """What is written under one fsync at most, however much is waiting."""

    answer_within: Seconds = Seconds(10)
    """Afterwards the outcome is unknown to the caller: Unavailable."""

    lock_within: Seconds = Seconds(2)
    """How long another process may hold the file before we give up on this attempt."""

    beat_every: Seconds = Seconds(1)
    """How often a member says that it lives."""

    void_after: Seconds = Seconds(5)
    """A member that has been silent that long has lost its partitions."""
