"""Switchboard as real processes: the four services over Kafka as docker-compose.yml has them, or all in one."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from tests.faults.compose import Place, recipe
from tests.faults.daemon import Daemon, Said, free_port, told

KEYS: Final = {"SWITCHBOARD_ID_KEY": "1d" * 32, "SWITCHBOARD_TOKEN_KEYS": "70" * 32}


class Installation:
    """Services that belong together, and the short commands beside them."""

    def __init__(self, services: Mapping[str, Daemon], settings: Mapping[str, str]) -> None:
        self.services = services
        self._settings = settings

    async def tells(self, *command: str) -> Any:
        """Run a short command that must do; return the JSON that it prints."""
        said = await self.runs(*command)
        assert said.code == 0, f"{' '.join(command)}: exit {said.code}\n{said.out}{said.err}"
        return json.loads(said.out) if "--json" in command else None

    async def runs(self, *command: str) -> Said:
        """Run a short command."""
        return await told(("switchboard", *command), self._settings)

    async def stop(self) -> None:
        """Stop all: the doors first."""
        for service in self.services.values():
            await service.stop()


@asynccontextmanager
async def over_kafka(
    bootstrap: str, relay: str, folder: Path, instances: Sequence[str]
) -> AsyncIterator[Installation]:
    """The installation of docker-compose.yml, its topics created; `router-2` is a second instance of `router`."""
    owner = {**KEYS, "SWITCHBOARD_SMTP_RELAY": relay}
    command, settings = recipe("topics", Place(bootstrap, folder, free_port()), owner)
    services = {}
    for name in instances:
        place = Place(bootstrap, folder, free_port())
        how = recipe(name.partition("-")[0], place, owner, name)
        services[name] = Daemon(name, how.command, how.environment, folder)
    made = Installation(services, settings)
    async with _watched(made):
        await made.tells(*command[1:])
        yield made


@asynccontextmanager
async def in_one_process(relay: str, folder: Path) -> AsyncIterator[Installation]:
    """All services in one process, over the log in one file."""
    settings = {
        "SWITCHBOARD_DATA": str(folder / "data"),
        "SWITCHBOARD_HTTP_PORT": str(free_port()),
        "SWITCHBOARD_SMTP_PORT": str(free_port()),
        "SWITCHBOARD_SMTP_RELAY": relay,
    }
    made = Installation({"up": Daemon("up", ("switchboard", "up"), settings, folder)}, settings)
    async with _watched(made):
        yield made


@asynccontextmanager
async def _watched(made: Installation) -> AsyncIterator[None]:
    """Where something goes wrong, show what the processes said; leave none of them behind."""
    try:
        yield
    except BaseException as fault:
        for service in made.services.values():
            fault.add_note(service.last_words())
        raise
    finally:
        for service in made.services.values():
            await service.clear()
