"""Prints what is too large or badly named among the tracked and new files; exit 1 where anything is."""

import subprocess
import sys
from pathlib import Path

from checks import names, sizes


def main() -> int:
    files = {path: Path(path).read_text(encoding="utf-8") for path in _python_files()}
    faults = sizes.faults(files) + names.faults(files)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(sizes.summary(files))
    return 1 if faults else 0


def _python_files() -> list[str]:
    """Return ours: what git tracks or would track, so that no build folder counts."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],  # noqa: S607  (git is on PATH)
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(path for path in told.stdout.splitlines() if Path(path).exists())


if __name__ == "__main__":
    sys.exit(main())
