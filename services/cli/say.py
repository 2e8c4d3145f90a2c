"""How the command speaks: results on standard output, what went wrong in one line on standard error.

Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 could not do it.
"""

import sys
import traceback
from typing import NoReturn

NO = 1
USAGE = 2
COULD_NOT = 3


class Wrong(Exception):
    """The user's to mend: wrong usage or settings. The text says what, where, what instead."""


class CouldNot(Exception):
    """Rightly asked, but the world does not let us. The text says what and why."""


def tell(what: str) -> None:
    """Say the result, at once: another program may be waiting for the line."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def stop(code: int, what: str) -> NoReturn:
    """Say what is wrong in one line and end."""
    sys.stderr.write(f"switchboard: {' '.join(what.split())}\n")
    raise SystemExit(code)


def unforeseen(fault: Exception) -> NoReturn:
    """End on a fault of our own: its kind and place, never its text, which may quote a customer."""
    frames = traceback.extract_tb(fault.__traceback__)[-4:]
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
    stop(
        COULD_NOT, f"a fault of ours, {type(fault).__name__} at {' > '.join(places)}; please report"
    )
