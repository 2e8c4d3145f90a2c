"""Setting up says plainly what a machine lacks, and takes nothing that the lock doesn't name."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("sh", "awk", "dirname", "mkdir")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A machine with a clone and a few tools, and no Python."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "bootstrap", tmp_path / ".ci")
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    return tmp_path


def set_up(machine: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [machine / "bin" / "sh", machine / ".ci" / "bootstrap"],
        env={"PATH": str(machine / "bin"), "HOME": str(machine)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_python_is_told_what_to_do(bare: Path) -> None:
    told = set_up(bare)

    assert told.returncode == 1
    assert told.stderr == (
        "setup: no Python 3.11 or newer found; install one, or name it: "
        "make PYTHON=/path/to/python3\n"
    )
    assert not (bare / ".venv").exists()


def test_a_python_that_is_too_old_is_passed_over(bare: Path) -> None:
    old = bare / "bin" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    assert "no Python 3.11" in set_up(bare, PYTHON=str(old)).stderr


def test_pip_fetches_uv_alone_and_by_its_hash(bare: Path) -> None:
    set_up(bare)

    pin, *hashes = (bare / "build" / "uv.lock").read_text().splitlines()
    assert pin.startswith("uv==")
    assert hashes
    assert all(line.strip().startswith("--hash=sha256:") for line in hashes)


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A clone in which setup has run through."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml", ".ci/bootstrap"):
        copy = tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, copy)
        os.utime(copy, (1_000, 1_000))
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".ready").touch()
    return tmp_path


def must_set_up(clone: Path) -> bool:
    asked = subprocess.run(
        ["make", "--question", "setup"], cwd=clone, capture_output=True, check=False
    )
    return asked.returncode == 1


def test_a_finished_setup_is_not_done_again(finished: Path) -> None:
    assert not must_set_up(finished)


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml", ".ci/bootstrap"])
def test_what_setup_stands_on_sets_up_again_when_it_changes(finished: Path, changed: str) -> None:
    later = (finished / ".venv" / ".ready").stat().st_mtime + 10
    os.utime(finished / changed, (later, later))

    assert must_set_up(finished)
