"""Another strategy while services run: the file is checked, tested, kept and wanted, or nothing changes at all.

Asked for by HTTP, by SIGHUP, or by the file itself when it changes. Each partition's owner puts what is wanted in
force; see `services.router.shell`.
"""

import asyncio
import contextlib
import logging
from typing import Final

from services.cli.bundles import Look, approved_from, look
from services.cli.house import House
from services.router.activate import keep
from switchboard.blobs import NotStored
from switchboard.bus.port import Draft, Unavailable
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.topics import DIRECTORY
from switchboard.contracts.values import OpenCases, UnixSeconds
from switchboard.directory import STRATEGY_KEY
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.problems import BrokenStrategy, errors

_log: Final = logging.getLogger(__name__)
LOOK_EVERY: Final = 2.0
_TRANSIENT: Final = (Unavailable, NotStored)


async def want(house: House, bundle: Bundle, by: str, open_cases: OpenCases) -> StrategyWanted:
    """Have a strategy in force that has been approved; return since when it is wanted. Raises Unavailable, NotStored."""
    strategy = await keep(house.blobs, bundle)
    await house.directory.until_ready()
    known = house.directory.strategy
    same = known if known and known.strategy_id == strategy else None
    if same and (open_cases is OpenCases.STAY or same.open_cases is open_cases):
        return same
    since = same.since if same else house.clock.now()
    entry = StrategyWanted(strategy_id=strategy, by=by, since=since, open_cases=open_cases)
    await house.bus.publish([Draft(DIRECTORY, 0, STRATEGY_KEY, encode_entry(entry))])
    return entry


class Reload:
    """The strategy file of one process."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._file = house.settings.strategy
        self._turn = asyncio.Lock()
        self._hung_up = asyncio.Event()
        self._tried: Look | None = None
        """The files as they were when a reload last came to an end, whichever."""

    async def now(self, open_cases: OpenCases, by: str) -> StrategyWanted:
        """Have the strategy that stands in the file now. Raises BrokenStrategy, Unavailable, NotStored."""
        async with self._turn:
            stood = await asyncio.to_thread(look, self._file)
            try:
                bundle = await asyncio.to_thread(approved_from, self._file)
                wanted = await want(self._house, bundle, by, open_cases)
            except BrokenStrategy as broken:
                self._tried = stood
                self._refuse(broken)
                raise
            self._tried = stood
            self._house.metrics.strategy_reload_failed.set(0)
            _log.info("strategy reloaded", extra={"strategy_id": wanted.strategy_id})
            return wanted

    def _refuse(self, broken: BrokenStrategy) -> None:
        self._house.metrics.strategy_reload_failed.set(1)
        first, *rest = errors(broken.problems)
        more = f" (and {len(rest)} more)" if rest else ""
        # The author's words about the author's file; nothing of a customer is in it.
        _log.error("strategy refused, the one before stays in force: %s%s", first, more)

    def hang_up(self) -> None:
        """Reload soon: SIGHUP."""
        self._hung_up.set()

    async def watch(self) -> None:
        """Reload on SIGHUP, and when the files have changed and rest, until cancelled."""
        before = self._tried = await asyncio.to_thread(look, self._file)
        while True:
            asked = await self._asked()
            stands = await asyncio.to_thread(look, self._file)
            if asked or (stands == before and stands != self._tried):
                await self._try("SIGHUP" if asked else "file")
            before = stands

    async def _asked(self) -> bool:
        """Wait for SIGHUP, or until it is time to look again; tell whether it was the first."""
        at = UnixSeconds(self._house.clock.now() + LOOK_EVERY)
        waits: list[asyncio.Task[object]] = [
            asyncio.create_task(self._hung_up.wait()),
            asyncio.create_task(self._house.clock.until(at)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        asked = self._hung_up.is_set()
        self._hung_up.clear()
        return asked

    async def _try(self, by: str) -> None:
        with contextlib.suppress(BrokenStrategy):  # It has been told; nothing else has changed.
            try:
                await self.now(OpenCases.STAY, by)
            except _TRANSIENT as fault:
                # A changed file is tried again at the next look.
                _log.warning("strategy not reloaded: %s", fault)
