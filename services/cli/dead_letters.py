"""The dead letters: what could not be applied, where it stood, and why."""

import sys
from typing import NamedTuple

import orjson
from rich.console import Console
from rich.table import Table

from services.cli.logbook import all_of, visit
from services.cli.say import NO, Wrong, stop, tell
from services.cli.settings import Settings
from switchboard.bus.port import Bus, Draft, Record
from switchboard.contracts.topics import DEAD_LETTERS

_OURS = "dead-"


class DeadLetter(NamedTuple):
    """A record that lies in the dead letters."""

    position: str
    reason: str
    detail: str
    at: float
    record: Record


def _read(record: Record) -> DeadLetter:
    said = {name: value.decode("utf-8", "replace") for name, value in record.headers}
    return DeadLetter(
        position=said.get("dead-position", record.key.decode("utf-8", "replace")),
        reason=said.get("dead-reason", ""),
        detail=said.get("dead-detail", ""),
        at=record.at,
        record=record,
    )


async def _letters(bus: Bus) -> list[DeadLetter]:
    """Return each once: after a crash between burying and committing it comes a second time."""
    found = {letter.position: letter for letter in map(_read, await all_of(bus, DEAD_LETTERS))}
    return list(found.values())


async def _listed(_settings: Settings, bus: Bus) -> list[DeadLetter]:
    return await _letters(bus)


def show_all(*, as_json: bool) -> None:
    """List the dead letters."""
    letters = visit(_listed)
    if as_json:
        for letter in letters:
            tell(
                orjson.dumps({k: v for k, v in letter._asdict().items() if k != "record"}).decode()
            )
        return
    if not letters:
        tell("No dead letters.")
        return
    table = Table("Position", "Reason", "What was wrong")
    for letter in letters:
        table.add_row(letter.position, letter.reason, letter.detail)
    Console().print(table)


def _find(letters: list[DeadLetter], position: str) -> DeadLetter:
    found = next((letter for letter in letters if letter.position == position), None)
    if found is None:
        stop(NO, f"no dead letter {position}; `switchboard dead-letters list` shows what there is")
    return found


def show(position: str) -> None:
    """Print one dead letter: headers to standard error, the original bytes to standard output."""
    letter = _find(visit(_listed), position)
    sys.stderr.write(f"{letter.position}\n{letter.reason}: {letter.detail}\n\n")
    sys.stdout.buffer.write(letter.record.value or b"")
    sys.stdout.buffer.write(b"\n")


def retry(position: str) -> None:
    """Put one dead letter back at the end of the partition that it stood in."""

    async def again(_settings: Settings, bus: Bus) -> None:
        letter = _find(await _letters(bus), position)
        await bus.publish([_revived(letter)])

    visit(again)
    tell(f"{position} is in the log again.")


def _revived(letter: DeadLetter) -> Draft:
    topic, partition, _ = _parsed(letter.position)
    headers = letter.record.headers
    key = next((value for name, value in headers if name == "dead-key"), b"")
    original = tuple(header for header in headers if not header[0].startswith(_OURS))
    return Draft(topic, partition, key, letter.record.value, original)


def _parsed(position: str) -> tuple[str, int, int]:
    parts = position.split("/")
    if len(parts) != len(("topic", "partition", "offset")) or not (parts[1] + parts[2]).isdigit():
        raise Wrong(f"{position} is no position; they read as switchboard.intake/3/42")
    return parts[0], int(parts[1]), int(parts[2])
