"""How services are struck: each by its own script, one life after the other, while customers write."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from tests.faults.crowd import Crowd
from tests.faults.daemon import Daemon, Death

LONG: Final = bool(os.environ.get("SWITCHBOARD_LONG"))
LEAST: Final = 2_000 if LONG else 250
"""Inquiries that are accepted meanwhile, at least."""
_SPREAD: Final = 25 if LONG else 7
"""At which turn a blow falls, at the latest."""
_STRUCK_WITHIN: Final = 150.0

Script = Sequence[str]
"""Where one service falls in its first life, its second, and so on; ANYWHERE: wherever it is just then."""

ANYWHERE: Final = ""


async def strike(
    services: Mapping[str, Daemon], scripts: Mapping[str, Script], crowd: Crowd, seed: str
) -> list[Death]:
    """Have every script happen, side by side; all services are at work again on return."""
    async with asyncio.TaskGroup() as tasks:
        suffering = [
            tasks.create_task(
                _suffer(service, scripts.get(name, ()), crowd, Random(f"{seed}/{name}"))
            )
            for name, service in services.items()
        ]
    return [death for one in suffering for death in one.result()]


async def _suffer(service: Daemon, script: Script, crowd: Crowd, chance: Random) -> list[Death]:
    deaths: list[Death] = []
    for point in script:
        died_at = await _one_life(service, point, crowd, chance)
        deaths.append(Death(service.name, point, died_at, died_at))
    await service.start()
    at_work = await service.ready()
    following = [*(death.died_at for death in deaths[1:]), at_work][: len(deaths)]
    # Of a life that was struck it isn't known when it began to work: surely before its own death.
    return [death._replace(reborn_at=until) for death, until in zip(deaths, following, strict=True)]


async def _one_life(service: Daemon, point: str, crowd: Crowd, chance: Random) -> float:
    if point:
        await service.start(f"{point}:{chance.randint(2, _SPREAD)}")
    else:
        await service.start()
        await service.ready()
        async with asyncio.timeout(_STRUCK_WITHIN):
            await crowd.more(chance.randint(2, 3 * _SPREAD))
        service.kill()
    died_at = await service.dies(_STRUCK_WITHIN)
    assert not point or service.fell_at(point), f"{service.name} died, but not at {point}"
    return died_at
