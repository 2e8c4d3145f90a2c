"""A strategy from its folder: the one place that reads its files."""

from pathlib import Path

from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.public_holidays import resolved


def gather(path: Path) -> Bundle:
    """Return the strategy file, the templates beside it and its holidays. Raises OSError, UnicodeDecodeError."""
    files = {STRATEGY_FILE: path.read_text("utf-8")}
    for found in sorted((path.parent / "templates").rglob("*")):
        if found.is_file() and found.suffix in {".txt", ".html"}:
            files[found.relative_to(path.parent).as_posix()] = found.read_text("utf-8")
    return resolved(Bundle(files))
