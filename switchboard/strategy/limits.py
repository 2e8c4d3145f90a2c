"""How much a strategy may say: beyond this the file is refused, so that every case and every record keeps its size."""

from typing import Final

from switchboard.contracts.case import MAX_CHECKS
from switchboard.contracts.values import Seconds

MAX_RUNGS: Final = 20
MAX_WARNINGS: Final = 10
MAX_TASKS: Final = MAX_CHECKS
MAX_ADDRESSES: Final = 20
"""In one list of those who are told."""
MAX_WEBHOOKS: Final = 10
MAX_CAPS: Final = 5
"""Spans within which acknowledgements are counted; each is a count that is kept for every address."""
LONGEST_CAP: Final = Seconds(86_400.0)
"""How far back they are counted: each notifier keeps them in memory."""
MAX_TIMES: Final = 100
LONGEST_DIGEST: Final = Seconds(7 * 86_400.0)
"""What is told later than this is told too late to be of use: a warning."""
LONGEST_MEMORY: Final = Seconds(365 * 86_400.0)
"""How long a survey's link may be good, and who was asked is remembered."""
