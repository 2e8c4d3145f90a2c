"""Reading originals in a process apart, for commands: whatever a file does to its reader, the command goes on."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from services.channels.limits import LIMITS
from services.channels.normalize import Read
from services.channels.readers import Readers
from services.channels.reading import Job, Unread
from services.channels.said import Said
from services.cli.say import CouldNot


@contextmanager
def reading() -> Iterator[Read]:
    """Give what reads one original after the other, within the limits of a worker."""
    readers = Readers(1, LIMITS)

    def read(job: Job) -> Said | Unread:
        try:
            return runner.run(readers.read(job))
        except OSError as fault:
            raise CouldNot(str(fault)) from None

    with asyncio.Runner() as runner:
        try:
            yield read
        finally:
            runner.run(readers.close())
