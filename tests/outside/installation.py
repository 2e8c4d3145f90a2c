"""An installation as its owner has it: the real command in processes of its own, with a data folder and a port.

Nothing is faked and nothing of this process is used: what is promised here is what users get.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from services.cli.clock import WallClock
from switchboard.bus.port import Draft
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import topics

ROOT = Path(__file__).parents[2]
STRATEGY = ROOT / "deploy/strategies/example/strategy.yaml"
COMMAND = Path(sys.executable).parent / "switchboard"
ID_KEY, TOKEN_KEYS = "1" * 32, "2" * 32

Done = subprocess.CompletedProcess[str]


def until(holds: Callable[[], object], within: float = 45.0) -> None:
    """Return as soon as the condition holds; fail where it doesn't in time."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def run(*words: str, cwd: Path, **settings: str) -> Done:
    """Run the command to its end, in an environment that has only these settings."""
    return subprocess.run(
        [COMMAND, *words],
        cwd=cwd,
        env=environment(**settings),
        capture_output=True,
        text=True,
        errors="backslashreplace",
        timeout=60,
        check=False,
    )


def environment(**settings: str) -> dict[str, str]:
    """Return what a process gets: nothing of ours but these settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("SWITCHBOARD_")
    }
    return kept | {f"SWITCHBOARD_{name.upper()}": value for name, value in settings.items()}


class Installation:
    """One data folder, and `switchboard up` over it from `start` to `stop`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.said = folder / "stdout"
        self.logs = folder / "stderr"
        self._settings = {"strategy": str(STRATEGY), "http_port": "0"} | settings
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it and wait until it is ready."""
        with self.said.open("wb") as said, self.logs.open("ab") as logs:
            self._process = subprocess.Popen(
                [COMMAND, "up"],
                cwd=self.folder,
                env=environment(**self._settings),
                stdout=said,
                stderr=logs,
                process_group=0,
            )
        until(lambda: self._found_url() or self._process_ended())
        assert self.url, self.logs.read_text()
        until(lambda: self.get("/readyz").status_code == 200)

    def _found_url(self) -> bool:
        found = re.search(r"(http://[\d.:]+)/readyz", self.said.read_text())
        self.url = found[1] if found else ""
        return bool(found)

    def _process_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def use(self, **settings: str) -> None:
        """Start with other settings from now on."""
        self._settings |= settings

    def tell(self, number: signal.Signals) -> None:
        """Tell it something, and let it run on."""
        assert self._process
        self._process.send_signal(number)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it and return its exit code."""
        assert self._process
        self._process.send_signal(how)
        return self._process.wait(30)

    def interrupt(self) -> int:
        """Press Ctrl-C: the terminal tells everybody whom the command has started. Return its exit code."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(30)

    def end(self) -> None:
        """Leave nothing running."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait(30)

    def command(self, *words: str, **settings: str) -> Done:
        """Run another command beside it, over the same folder."""
        return run(*words, cwd=self.folder, **(self._settings | settings))

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> httpx.Response:
        """Send it bytes as they are."""
        return httpx.request(
            method,
            f"{self.url}{path}",
            content=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            timeout=60,
        )

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask it."""
        return self.send("GET", path, b"", **headers)

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        """Send it JSON."""
        return self.send(
            "POST", path, json.dumps(body).encode(), content_type="application/json", **headers
        )

    def case(self, path: str) -> dict[str, Any]:
        """Return a case once the inquiry at a status URL has one, and its sender knows."""
        until(lambda: settled(self.get(path).json()))
        found: dict[str, Any] = self.get(f"/v1/cases/{self.get(path).json()['case']}").json()
        return found

    def publish(self, drafts: list[Draft]) -> None:
        """Write straight into the log, past every door."""
        asyncio.run(self._published(drafts))

    async def _published(self, drafts: list[Draft]) -> None:
        bus = await SqliteBus.open(str(self.data / "switchboard.db"), WallClock())
        await bus.publish(drafts)
        await bus.close()

    def ends(self) -> dict[str, int]:
        """Return how far each topic has come."""
        return asyncio.run(self._ends())

    async def _ends(self) -> dict[str, int]:
        bus = await SqliteBus.open(str(self.data / "switchboard.db"), WallClock())
        ends = {one.name: await bus.extent(one.name) for one in topics(12)}
        await bus.close()
        return {name: sum(extent.end for extent in found.values()) for name, found in ends.items()}


def settled(told: dict[str, Any]) -> bool:
    """Tell whether an inquiry has a case and nothing is owed to its sender."""
    return bool(told["state"] != "accepted" and told["acknowledgement"]["state"] != "owed")
