"""What one process runs for the log; readers, writers and members all stand on it."""

from typing import NamedTuple

from switchboard.bus.sqlite.bell import Bell
from switchboard.bus.sqlite.reading import Reading
from switchboard.bus.sqlite.scribe import Scribe
from switchboard.bus.sqlite.terms import Terms


class Engine(NamedTuple):
    """One thread that writes, a few that read, and the bell between them."""

    scribe: Scribe
    reading: Reading
    bell: Bell
    terms: Terms
