"""Time as an argument: what the shell may ask of a clock. The real one is made at the root."""

from typing import Protocol

from switchboard.contracts.values import UnixSeconds


class Clock(Protocol):
    """The present, and a way to wait for the future. Tests move theirs by hand."""

    def now(self) -> UnixSeconds:
        """Return the present moment, in whole milliseconds."""
        ...

    async def until(self, at: UnixSeconds) -> None:
        """Return once `now()` is at least `at`; at once where it is already."""
        ...
