"""What became of the inquiries of each channel: received = opened + joined + repeated + parked + pending. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from switchboard.contracts.values import Channel, How


class Entry(StrEnum):
    """What is counted of a channel, from the log alone."""

    RECEIVED = "received"
    """Stands in `intake`: accepted, and durable."""
    OPENED = "opened"
    JOINED = "joined"
    REPEATED = "repeated"
    PARKED = "parked"
    PENDING = "pending"
    """The router hasn't come to it yet."""


Account = Mapping[tuple[Channel, Entry], int]

OF: Mapping[How, Entry] = {how: Entry(how.value) for how in How}


def lines(account: Account) -> dict[Channel, dict[Entry, int]]:
    """Return all entries of each channel that received anything."""
    channels = sorted({channel for channel, _ in account})
    return {
        channel: {entry: account.get((channel, entry), 0) for entry in Entry}
        for channel in channels
    }


def gaps(account: Account) -> dict[Channel, int]:
    """Return the channels that do not add up, and by how many inquiries: above zero, so many are lost."""
    missing = {
        channel: 2 * line[Entry.RECEIVED] - sum(line.values())
        for channel, line in lines(account).items()
    }
    return {channel: count for channel, count in missing.items() if count}
