"""A desk at work in a test: the real one on a real embedded log, asked over HTTP within the process."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Self

import httpx

from services.desk.awaited import Awaited
from services.desk.desk import Desk
from services.desk.enrol import Enrolment
from services.desk.follow import Follower
from services.desk.http import routes
from services.desk.pages import http as pages
from services.desk.pages.lobby import Lobby
from services.desk.store import Store
from switchboard import directory
from switchboard.blobs import open_blobs
from switchboard.bus.port import Draft, Record, Spot
from switchboard.bus.sqlite import MEMORY, SqliteBus
from switchboard.contracts.codec import decode_event
from switchboard.contracts.events import Event
from switchboard.contracts.topics import INTAKE, PARTITIONS, topics
from switchboard.contracts.values import Seconds, StrategyId
from switchboard.directory import Directory
from switchboard.http.access import Entrance, Gate
from switchboard.http.app import app
from switchboard.http.body import Room
from switchboard.http.pace import Rate
from switchboard.metrics import Metrics
from switchboard.strategy.program import Program
from tests.desk.matter import ID_KEY, TOKEN_KEYS
from tests.harness.clock import HandClock

_PATIENCE = 10.0
_AT_ONCE = Seconds(0.0)


class Office:
    """Everything that a test of the desk's outside needs."""

    def __init__(self, desk: Desk, bus: SqliteBus, clock: HandClock, metrics: Metrics) -> None:
        self.desk = desk
        self.bus = bus
        self.clock = clock
        self.metrics = metrics
        self.departments: frozenset[str] = frozenset()
        self.program: Program | None = None
        """The strategy of every case; None: it can't be had."""
        self.lobby = Lobby(
            keys=TOKEN_KEYS,
            program=self._program,
            metrics=metrics,
            posts=Rate(1_000, Seconds(1.0)),
            patience=_AT_ONCE,
        )
        self.follower = Follower(bus, desk.store, desk.awaited, metrics, clock)
        self._tasks = [
            asyncio.create_task(self.follower.run()),
            asyncio.create_task(directory.follow(bus, desk.directory)),
        ]
        self.client = self._serve()

    def _serve(self) -> httpx.AsyncClient:
        served = app(
            routes(self.desk._replace(departments=lambda: self.departments)),
            pages.routes(self.desk, self.lobby),
        )
        return httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://localhost")

    def be_patient(self) -> None:
        """Have pages wait for the truth for as long as it takes."""
        self.receive(self.lobby.posts, Seconds(60.0))

    def receive(self, posts: Rate, patience: Seconds = _AT_ONCE) -> None:
        """Receive visitors behind links at another pace from now on."""
        self.lobby = replace(self.lobby, posts=posts, patience=patience)
        self.client = self._serve()

    @classmethod
    async def open(cls, folder: Path) -> Self:
        clock, known = HandClock(), Directory()
        known.caught_up()
        bus = await SqliteBus.open(MEMORY, clock)
        await bus.create(topics())
        numbers = count(1)
        desk = Desk(
            bus=bus,
            store=await Store.open(folder / "desk.db"),
            blobs=open_blobs("memory://"),
            directory=known,
            enrolment=Enrolment(bus, known),
            awaited=Awaited(),
            gate=Gate(known, Entrance.THIS_MACHINE),
            room=Room(bytes_=10_000_000, requests=100, within=Seconds(5)),
            clock=clock,
            fresh=lambda: f"action-{next(numbers)}",
            id_key=ID_KEY,
            region="DE",
        )
        return cls(desk, bus, clock, Metrics())

    async def _program(self, _: StrategyId) -> Program | None:
        return self.program

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.client.aclose()
        await self.bus.close()
        await self.desk.store.close()

    async def read(self, *drafts: Draft) -> None:
        """Put records into the log, and return once the desk has read them."""
        positions = await self.bus.publish(drafts)
        goal = {Spot(at.topic, at.partition): at.offset + 1 for at in positions}
        await until(lambda: self._has_read(goal))

    async def _has_read(self, goal: dict[Spot, int]) -> bool:
        stored = await self.desk.store.positions()
        return all(stored.get(spot, 0) >= offset for spot, offset in goal.items())

    async def intake(self) -> list[Record]:
        """Return everything in intake, partition by partition."""
        extents = await self.bus.extent(INTAKE)
        reader = await self.bus.reader(
            {Spot(INTAKE, n): extents[n].begin for n in range(PARTITIONS)}
        )
        try:
            return await reader.batch(1000, Seconds(0))
        finally:
            await reader.close()

    async def events(self) -> list[Event]:
        return [decode_event(record.value) for record in await self.intake()]

    async def get(self, path: str, expected: int = 200, /, **query: str) -> Any:
        answer = await self.client.get(path, params=query)
        assert answer.status_code == expected, answer.text
        return answer.json()

    async def act(self, reference: str, status: int = 202, key: str = "", **order: object) -> Any:
        """Post an action; `wait` among its fields goes into the query."""
        wait = order.pop("wait", None)
        answer = await self.client.post(
            f"/v1/cases/{reference}/actions",
            json=order,
            params={"wait": str(wait)} if wait else {},
            headers={"Idempotency-Key": key} if key else {},
        )
        assert answer.status_code == status, answer.text
        return answer.json()


async def until(holds: Callable[[], Any]) -> None:
    """Return once `holds()` (or what it returns to be awaited) is true; fail after a while."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            found = holds()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.005)
