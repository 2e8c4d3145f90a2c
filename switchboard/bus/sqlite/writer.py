"""The one writer of an identity over the embedded log: its epoch is checked within each commit."""

from collections.abc import Sequence

from switchboard.bus.port import Draft, Fenced, Position, Spot
from switchboard.bus.sqlite.engine import Engine
from switchboard.bus.sqlite.sizes import refuse_oversize, weight


class SqliteWriter:
    """`port.Writer`."""

    def __init__(self, engine: Engine, identity: str, epoch: int) -> None:
        self._engine = engine
        self._identity = identity
        self._epoch = epoch
        self._usable = True

    async def commit(self, drafts: Sequence[Draft]) -> list[Position]:
        if not self._usable:
            raise Fenced(
                f"this writer of {self._identity} has failed or was closed; make a new one"
            )
        self._usable = False  # Until we know better: a caller may go away in the middle.
        positions = await self._commit(drafts)
        self._usable = True
        return positions

    async def close(self) -> None:
        self._usable = False

    async def _commit(self, drafts: Sequence[Draft]) -> list[Position]:
        if len({Spot(draft.topic, draft.partition) for draft in drafts}) > 1:
            raise ValueError("a transaction writes to one partition of one topic")
        refuse_oversize(drafts, self._engine.terms.record_bytes)
        return await self._engine.scribe.ask(
            lambda ledger: ledger.commit_as(self._identity, self._epoch, drafts), weight(drafts)
        )
