"""`strategy diff`: recorded inquiries under two strategies; what moves, what is promised otherwise, what would be late.

An inquiry that joined a case, or that no person wrote, is passed over: it would be routed by neither strategy.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.progress import track

from services.cli.clock import WallClock
from services.cli.explaining import Asked, asked_in, judged_as, lines_of
from services.cli.say import NO, CouldNot, Wrong
from services.cli.strategies import program_of
from services.cli.tally import Seen, Tally
from services.cli.tally_page import print_page, tally_as_json
from switchboard.contracts.values import Nature, UnixSeconds
from switchboard.strategy.comparison import compare
from switchboard.strategy.moments import parse_moment
from switchboard.strategy.program import Program

_ANYHOW: Final = Asked()


class Noted(msgspec.Struct, frozen=True):
    """What a line of history tells besides the inquiry itself."""

    nature: str = Nature.INQUIRY
    case: str = ""
    decision: dict[str, object] | msgspec.UnsetType | None = msgspec.UNSET
    answered_at: str = ""


def diff(old: Path, new: Path, history: Path, *, as_json: bool) -> None:
    """Print what would have come out otherwise. Exit 1 where anything would."""
    before, after = program_of(old), program_of(new)
    tally = Tally()
    for number, line in _followed(list(lines_of(history))):
        try:
            tally.note(_seen(before, after, line, number))
        except (ValueError, msgspec.DecodeError) as fault:
            raise Wrong(f"{history}: line {number}: {fault}") from None
    if tally.inquiries == 0:
        raise CouldNot(f"{history}: there is no inquiry in it that a strategy would route")
    if as_json:
        print(tally_as_json(tally, before, after))
    else:
        print_page(tally, before)
    if tally.differ:
        raise SystemExit(NO)


def _followed(lines: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their numbers, and show how far we are."""
    console = Console(stderr=True)
    hidden = not console.is_terminal
    numbered = list(enumerate(lines, 1))
    yield from track(numbered, "Inquiries", console=console, disable=hidden, transient=True)


def _seen(before: Program, after: Program, line: bytes, number: int) -> Seen | None:
    """Return how the inquiry fares under both; None where neither would route it."""
    noted = msgspec.json.decode(line, type=Noted)
    joined = noted.decision is None and noted.case
    if joined or noted.nature != Nature.INQUIRY:
        return None
    asked = asked_in(line, _ANYHOW)
    zone = before.strategy.organization.timezone
    at: UnixSeconds = parse_moment(asked.at, zone) if asked.at else WallClock().now()
    (_, was), (_, will) = (judged_as(program, asked, at) for program in (before, after))
    return Seen(
        id=str(asked.id) if asked.id is not None else f"line {number}",
        comparison=compare(was, will),
        answered_at=parse_moment(noted.answered_at, zone) if noted.answered_at else None,
    )
