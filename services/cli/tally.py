"""What is counted while two strategies are compared, with a few examples of each. Pure."""

from typing import Final, NamedTuple

from switchboard.contracts.values import Clock, UnixSeconds
from switchboard.strategy.comparison import (
    COMPARED,
    Change,
    Comparison,
    Shift,
    Turn,
    breaks,
    mends,
)

EXAMPLES: Final = 3


class Seen(NamedTuple):
    """One inquiry under both strategies."""

    id: str
    comparison: Comparison
    answered_at: UnixSeconds | None


class Breach(NamedTuple):
    """An answer that was in time, and would be late."""

    id: str
    answered_at: UnixSeconds
    shift: Shift


class Tally:
    """The sum of what was seen."""

    def __init__(self) -> None:
        self.inquiries = 0
        self.passed_over = 0
        self.differ = 0
        self.moves: dict[Change, list[str]] = {}
        """The ids of those to which a change happens."""
        self.shifts: dict[tuple[Clock, Turn], list[tuple[str, Shift]]] = {}
        self.breaches: list[Breach] = []
        self.mended: list[str] = []

    def note(self, seen: Seen | None) -> None:
        """Count one more; None: it was passed over."""
        if seen is None:
            self.passed_over += 1
            return
        self.inquiries += 1
        self.differ += seen.comparison != Comparison()
        for change in seen.comparison.changes:
            self.moves.setdefault(change, []).append(seen.id)
        for shift in seen.comparison.shifts:
            self.shifts.setdefault((shift.clock, shift.turn), []).append((seen.id, shift))
            self._answer(seen, shift)

    def _answer(self, seen: Seen, shift: Shift) -> None:
        if seen.answered_at is None or shift.clock is not Clock.FIRST_RESPONSE:
            return
        if breaks(shift, seen.answered_at):
            self.breaches.append(Breach(seen.id, seen.answered_at, shift))
        elif mends(shift, seen.answered_at):
            self.mended.append(seen.id)

    def ranked(self) -> list[tuple[Change, list[str]]]:
        """Return the changes, what people ask about first, and of those what happens most often."""

        def rank(move: tuple[Change, list[str]]) -> tuple[int, int, str, str]:
            change, ids = move
            return COMPARED.index(change.what), -len(ids), change.before, change.after

        return sorted(self.moves.items(), key=rank)
