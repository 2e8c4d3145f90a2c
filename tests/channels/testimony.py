"""Records as a log would hold them, for what only folds."""

from switchboard.bus.port import Record
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Entry
from tests.harness.clock import SUNDAY_NOON


def known(topic: str, key: bytes, entry: Entry | None) -> Record:
    """Return a record of the directory; None: a tombstone."""
    value = None if entry is None else encode_entry(entry)
    return Record(topic, 0, 0, SUNDAY_NOON, key, value)
