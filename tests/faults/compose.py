"""docker-compose.yml as processes of this machine: its commands and its environment, with our ports and folders."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

ROOT: Final = Path(__file__).parents[2]
SERVICES: Final = ("channels", "router", "notifier", "desk")
_VARIABLE: Final = re.compile(r"\$\{(?P<name>\w+):(?P<kind>[?-])(?P<text>[^}]*)\}")


class Place(NamedTuple):
    """Where a container's world lies on this machine."""

    bootstrap: str
    folder: Path
    port: int
    mail_port: int = 0
    """Where mail servers come in; 0: anywhere."""


class Recipe(NamedTuple):
    """How a service is started."""

    command: tuple[str, ...]
    environment: dict[str, str]


def recipe(name: str, place: Place, owner: Mapping[str, str], instance: str = "") -> Recipe:
    """Return how `name` is started. `owner` is the environment of whoever calls compose."""
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    service: dict[str, Any] = loaded["services"][name]
    environment = {
        key: _here(_resolved(value, owner), place, instance or name)
        for key, value in _told(service["environment"], owner).items()
    }
    if "SWITCHBOARD_HTTP_PORT" in environment:
        environment["SWITCHBOARD_HTTP_PORT"] = str(place.port)
    if "SWITCHBOARD_SMTP_PORT" in environment:
        environment["SWITCHBOARD_SMTP_PORT"] = str(place.mail_port)
    return Recipe(tuple(service["command"]), environment)


def _told(environment: Mapping[str, str | None], owner: Mapping[str, str]) -> dict[str, str]:
    """A name without a value is taken from the owner's environment, where it is there."""
    given = {key: owner.get(key) if value is None else value for key, value in environment.items()}
    return {key: value for key, value in given.items() if value is not None}


def _resolved(value: str, owner: Mapping[str, str]) -> str:
    def filled(found: re.Match[str]) -> str:
        if given := owner.get(found["name"]):
            return given
        assert found["kind"] == "-", f"{found['name']} is wanted: {found['text']}"
        return found["text"]

    return _VARIABLE.sub(filled, value)


def _here(value: str, place: Place, instance: str) -> str:
    """Exchange what a container sees for what lies here; the blobs are shared, the data is each one's own."""
    for there, here in (
        ("kafka:9092", place.bootstrap),
        ("/var/lib/switchboard-blobs", str(place.folder / "blobs")),
        ("/var/lib/switchboard", str(place.folder / instance)),
        ("/etc/switchboard", str(ROOT / "deploy")),
        ("0.0.0.0", "127.0.0.1"),
    ):
        value = value.replace(there, here)
    return value
