"""How long things count: the spans within which contacts belong together, unless the strategy says. Pure."""

from typing import Final, NamedTuple

from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.strategy.program import Program

_DAY: Final = 86_400.0


class Windows(NamedTuple):
    """Spans of plain time."""

    burst: Seconds = Seconds(120.0)
    """Messages of one identity this close together are one matter."""
    likeness: Seconds = Seconds(2 * _DAY)
    """Nearly the same text of one identity within this is the same matter."""
    reopen: Seconds = Seconds(30 * _DAY)
    """An answer to a resolved case opens it again within this; later it begins a linked one."""
    backdating: Seconds = Seconds(7 * _DAY)
    """How far before its arrival a contact may say that it reached us."""
    horizon: Seconds = Seconds(30 * _DAY)
    """What is older than this may have been answered and forgotten: no acknowledgement."""


WINDOWS: Final = Windows()


def within(program: Program, windows: Windows) -> Windows:
    """Return the windows as a strategy wants them; what it doesn't say stays as it is."""
    joining = program.strategy.joining
    return windows._replace(
        burst=joining.burst or windows.burst,
        likeness=joining.likeness or windows.likeness,
        reopen=joining.reopen or windows.reopen,
    )


def clamped(received_at: UnixSeconds, at: UnixSeconds, windows: Windows) -> UnixSeconds:
    """Return when promises begin: never after the arrival, and not longer before it than we allow."""
    return min(at, max(received_at, UnixSeconds(at - windows.backdating)))
