"""A strategy from its folder: the one place that reads its files."""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from switchboard.strategy.approval import UNREADABLE, approved
from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.problems import BrokenStrategy, Problem
from switchboard.strategy.public_holidays import resolved
from switchboard.strategy.trained import model_file

Look = tuple[tuple[str, int, int], ...]
"""Names, moments of change and sizes: equal for two looks at files that nobody has touched in between."""


def gather(path: Path) -> Bundle:
    """Return the strategy file, the templates and the model beside it, and its holidays. Raises OSError, UnicodeDecodeError."""
    files = {STRATEGY_FILE: path.read_text("utf-8")}
    model = model_file(files[STRATEGY_FILE])
    models = [path.parent / model] if model and (path.parent / model).is_file() else []
    for found in (*_templates(path), *models):
        files[found.relative_to(path.parent).as_posix()] = found.read_text("utf-8")
    return resolved(Bundle(files))


def approved_from(path: Path) -> Bundle:
    """Return the bundle of a strategy that may come into force.

    Raises BrokenStrategy, each problem under the path of its file; a file that can't be read is one, too.
    """
    try:
        bundle = gather(path)
        approved(bundle)
    except OSError as fault:
        raise _unreadable(Path(fault.filename or path), str(fault.strerror)) from None
    except UnicodeDecodeError as fault:
        raise _unreadable(path, f"a file of the strategy is not UTF-8: {fault.reason}") from None
    except BrokenStrategy as broken:
        raise BrokenStrategy(placed(path, one) for one in broken.problems) from None
    return bundle


def placed(path: Path, problem: Problem) -> Problem:
    """Return the problem under the path of its file, as seen from here."""
    there = path if problem.file == STRATEGY_FILE else path.parent / problem.file
    return replace(problem, file=str(there))


def _unreadable(path: Path, why: str) -> BrokenStrategy:
    return BrokenStrategy((Problem(str(path), 1, 1, UNREADABLE, why),))


def look(path: Path) -> Look:
    """Return how the files of a strategy look from outside."""
    models = sorted(path.parent.glob("*.json"))
    return tuple(_stood(file) for file in (path, *_templates(path), *models))


def _templates(path: Path) -> Iterator[Path]:
    for found in sorted((path.parent / "templates").rglob("*")):
        if found.is_file() and found.suffix in {".txt", ".html"}:
            yield found


def _stood(file: Path) -> tuple[str, int, int]:
    try:
        found = file.stat()
    except OSError:
        return str(file), 0, 0
    return str(file), found.st_mtime_ns, found.st_size
