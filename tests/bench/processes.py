"""Services as processes of their own: started with their settings, ready when they say so, stopped at the end."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import httpx

_PATIENCE: Final = 60.0
SECRETS: Final = {"SWITCHBOARD_ID_KEY": "b" * 64, "SWITCHBOARD_TOKEN_KEYS": "t" * 64}


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a service: ours, but for what is set of Switchboard."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith("SWITCHBOARD_")
    }
    usual = {"SWITCHBOARD_LOG_LEVEL": "warning", "SWITCHBOARD_SMTP_PORT": "0"}
    return {**ours, **SECRETS, **usual, **settings}


def command(*words: str) -> list[str]:
    """Return the `switchboard` command, whether or not it is on the path."""
    return [sys.executable, "-c", "from services.cli import main; main()", *words]


def answer(settings: Mapping[str, str], *words: str) -> str:
    """Run a command to its end; return what it says."""
    done = subprocess.run(
        command(*words), env=environment(settings), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


@contextlib.contextmanager
def running(words: Sequence[str], settings: Mapping[str, str], log: Path) -> Iterator[None]:
    """Run a process for the length of the block."""
    with log.open("wb") as told:
        process = subprocess.Popen(words, env=environment(settings), stdout=told, stderr=told)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until_ready(url: str, log: Path) -> None:
    """Wait until a service says that it is ready."""
    deadline = time.monotonic() + _PATIENCE
    why = ""
    while time.monotonic() < deadline:
        try:
            answered = httpx.get(f"{url}/readyz", timeout=2)
            if answered.status_code == 200:
                return
            why = answered.text
        except httpx.HTTPError as fault:
            why = repr(fault)
        time.sleep(0.05)  # nobody can tell us: the port may not even be open
    raise AssertionError(f"{url} is not ready: {why}; {log.read_text()[-2000:]}")
