"""Following partitions of the embedded log."""

import asyncio
from collections.abc import Mapping

from switchboard.bus.port import Record, Spot
from switchboard.bus.sqlite import log
from switchboard.bus.sqlite.bell import heard
from switchboard.bus.sqlite.engine import Engine
from switchboard.contracts.values import Seconds


class SqliteReader:
    """`port.Reader`. A cancelled batch has moved nothing: its records come again."""

    def __init__(self, engine: Engine, starts: Mapping[Spot, int]) -> None:
        self._engine = engine
        self._positions = dict(starts)

    async def batch(self, limit: int, wait: Seconds) -> list[Record]:
        now = asyncio.get_running_loop().time
        until = now() + wait
        with self._engine.bell.listening(tuple(self._positions)) as rung:
            while not (records := await self._read(limit)):
                if not await heard(rung, Seconds(until - now())):
                    break
                rung.clear()
        return records

    def position(self, spot: Spot) -> int:
        return self._positions[spot]

    async def close(self) -> None:
        """Nothing is held between batches."""

    async def _read(self, limit: int) -> list[Record]:
        positions = dict(self._positions)
        most = self._engine.terms.batch_bytes
        page = await self._engine.reading.ask(lambda db: log.read(db, positions, limit, most))
        for spot, position in page.positions.items():  # Whoever was served now stands at the end.
            del self._positions[spot]
            self._positions[spot] = position
        return page.records
