"""Named points where a test has this process die, as by a power cut. Nothing happens at them otherwise.

SWITCHBOARD_FAILPOINT=transaction.sent:7 is death at the seventh time that the point is reached. Never for production.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Mapping
from typing import Final

from services.cli.say import Wrong

_log: Final = logging.getLogger(__name__)

NAME: Final = "SWITCHBOARD_FAILPOINT"
STRUCK: Final = "switchboard: struck at "
"""What the dying process says, in one write, so that whoever finds it knows where it fell."""

Reached = Callable[[str], None]
"""Told how far something has come."""


def failpoint(environment: Mapping[str, str]) -> Reached:
    """Return what dies where the environment says; else what lets everything pass. Raises Wrong."""
    said = environment.get(NAME, "")
    if not said:
        return passed
    point, _, count = said.rpartition(":")
    if not point or not count.isdigit() or int(count) < 1:
        raise Wrong(f"{NAME}: {said!r} is no point; write transaction.sent:7")
    _log.warning("this process is going to kill itself", extra={"why": said})
    return _Doom(point, int(count)).reached


def passed(_: str) -> None:
    """Let it pass."""


class _Doom:
    def __init__(self, point: str, left: int) -> None:
        self._point = point
        self._left = left
        self._turn = threading.Lock()  # The embedded log writes in a thread of its own.

    def reached(self, point: str) -> None:
        if point != self._point:
            return
        with self._turn:
            self._left -= 1
            if self._left == 0:
                os.write(2, f"{STRUCK}{point}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)
