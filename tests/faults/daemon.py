"""One service as a real process: started, killed and started again; what it says is kept in a file."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import httpx

from services.cli.failpoint import NAME, STRUCK
from tests.faults.compose import ROOT

READY_WITHIN: Final = 90.0
DRAINED_WITHIN: Final = 30.0
_KILLED: Final = -signal.SIGKILL
_KEPT: Final = ("PATH", "HOME", "TMPDIR", "PYTHONPATH")
_LAST_WORDS: Final = 2_000


class Death(NamedTuple):
    """A life that ended by a kill, and when the next one was at work."""

    who: str
    point: str
    """Where it fell; empty: wherever it was."""
    died_at: float
    reborn_at: float


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def environment_of(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process of ours: these settings, and nothing of the tests' own."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **settings}


def program(command: Sequence[str]) -> list[str]:
    """Return the command with the program of this environment."""
    return [str(Path(sys.executable).with_name(command[0])), *command[1:]]


class Daemon:
    """A process that is restarted as an init system would."""

    def __init__(
        self, name: str, command: Sequence[str], settings: Mapping[str, str], folder: Path
    ) -> None:
        self.name = name
        self.url = f"http://127.0.0.1:{settings['SWITCHBOARD_HTTP_PORT']}"
        self._command = program(command)
        self._environment = environment_of(settings)
        self._log = folder / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None
        self._began = 0

    async def start(self, failpoint: str = "") -> None:
        """Begin a life; with a failpoint, one that ends there."""
        armed = {NAME: failpoint} if failpoint else {}
        with self._log.open("ab") as log:
            self._began = log.seek(0, os.SEEK_END)
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=ROOT,
                env={**self._environment, **armed},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def ready(self) -> float:
        """Wait until it says that it is ready; return when that was."""
        try:
            async with asyncio.timeout(READY_WITHIN), httpx.AsyncClient(base_url=self.url) as http:
                while not await _says_ready(http):
                    assert self._running().returncode is None, f"{self.name} ended at its start"
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{self.name} is not ready after {READY_WITHIN:g} s") from None
        return time.monotonic()

    def kill(self) -> None:
        """End it as a power cut does."""
        self._running().kill()

    async def dies(self, within: float) -> float:
        """Wait until it has been killed; return when that was."""
        ended = await self._ended(within)
        assert ended == _KILLED, f"{self.name} ended of itself, with {ended}"
        return time.monotonic()

    async def stop(self) -> None:
        """Ask it to end, as an init system does: it must be done in time, and content."""
        self._running().terminate()
        ended = await self._ended(DRAINED_WITHIN)
        assert ended == 0, f"{self.name} ended with {ended}"

    async def clear(self) -> None:
        """Leave nothing of it running, whatever happened."""
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    def fell_at(self, point: str) -> bool:
        """Tell whether its present life says that it ended at `point`."""
        return f"{STRUCK}{point}\n" in self._said(self._began)

    def last_words(self) -> str:
        """Return the end of what it said."""
        return f"--- {self.name}\n{self._said(0)[-_LAST_WORDS:]}"

    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None, f"{self.name} was never started"
        return self._process

    async def _ended(self, within: float) -> int:
        try:
            async with asyncio.timeout(within):
                return await self._running().wait()
        except TimeoutError:
            raise AssertionError(f"{self.name} lives on after {within:g} s") from None

    def _said(self, since: int) -> str:
        said = self._log.read_bytes() if self._log.exists() else b""
        return said[since:].decode("utf-8", "replace")


async def _says_ready(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/readyz", timeout=5)).status_code == 200
    except httpx.HTTPError:
        return False


class Said(NamedTuple):
    """How a short command ended, and what it said."""

    code: int
    out: str
    err: str


async def told(command: Sequence[str], settings: Mapping[str, str]) -> Said:
    """Run a short command to its end."""
    process = await asyncio.create_subprocess_exec(
        *program(command),
        cwd=ROOT,
        env=environment_of(settings),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return Said(process.returncode, out.decode(), err.decode())
