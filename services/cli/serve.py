"""Running services: one process, from opening the house to leaving it tidy."""

import asyncio
import contextlib
import logging
import platform
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from typing import Final

import uvicorn
from prometheus_client import disable_created_metrics

from services.cli.crowd import Crowd
from services.cli.house import House, open_house, secrets_of
from services.cli.listening import address_of, for_mail, for_requests
from services.cli.parts import PARTS, Part
from services.cli.reload import want
from services.cli.settings import Settings
from switchboard import __version__, ops
from switchboard.bus.port import Unavailable
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.values import OpenCases
from switchboard.directory import follow
from switchboard.http.app import app
from switchboard.strategy.bundle import Bundle

_log: Final = logging.getLogger(__name__)
_DRAIN: Final = 20.0
_TIDY_EVERY: Final = 300.0
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104  (it is compared, not listened on)

Announce = Callable[[House, str], None]


async def serve(
    settings: Settings, names: Sequence[str], bundle: Bundle | None, announce: Announce
) -> None:
    """Run these services until told to stop (SIGTERM, SIGINT). Raises Wrong, CouldNot."""
    # When a counter began is of no use to anybody, and doubles the page.
    disable_created_metrics()  # type: ignore[no-untyped-call] # the library's own lack of types
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    secrets = secrets_of(settings)
    listening = for_requests(settings)
    mail = for_mail(settings, elsewhere=len(names) > 1) if "channels" in names else None
    async with open_house(settings, secrets) as bare:
        house = bare._replace(mail=mail, url=_pages(settings, names, listening))
        parts = [await PARTS[name](house) for name in names]
        for hang_up in (part.hang_up for part in parts if part.hang_up):
            loop.add_signal_handler(signal.SIGHUP, hang_up)
        try:
            await _run(house, parts, bundle, listening, stop, announce)
        finally:
            for part in parts:
                if part.close:
                    await part.close()


def _pages(settings: Settings, names: Sequence[str], listening: socket.socket) -> str:
    """Return where a browser finds the pages of all services; empty where only the administrator can know."""
    everywhere = settings.http_host in _EVERYWHERE
    return "" if everywhere or len(names) == 1 else f"http://{address_of(listening)}"


async def _run(
    house: House,
    parts: Sequence[Part],
    bundle: Bundle | None,
    listening: socket.socket,
    stop: asyncio.Event,
    announce: Announce,
) -> None:
    house.metrics.build_info.labels(__version__, platform.python_version()).set(1)
    server = _server(house, parts)
    tasks = [task() for part in parts for task in part.tasks]
    tasks += [follow(house.bus, house.directory), *_housekeeping(house)]
    working = [asyncio.create_task(task) for task in tasks]
    if bundle is not None:
        working.append(asyncio.create_task(_want(house, bundle)))
    serving = asyncio.create_task(server.serve([listening]))
    url = f"http://{address_of(listening)}"
    working.append(asyncio.create_task(_announce(house, lambda: announce(house, url))))
    await _until_stopped(stop, serving, working)
    # Stop taking first, then let what was taken come to its end.
    server.should_exit = True
    await asyncio.wait([serving], timeout=_DRAIN)
    for task in working:
        task.cancel()
    await asyncio.wait(working, timeout=_DRAIN)
    _raise_first(working)


async def _until_stopped(
    stop: asyncio.Event, serving: asyncio.Task[None], working: Sequence[asyncio.Task[None]]
) -> None:
    """Wait for the signal, or for a part that ended of itself: half a service is none."""
    stopping = asyncio.create_task(stop.wait())
    waits: set[asyncio.Task[object]] = {stopping, serving, *working}
    while not stopping.done() and not serving.done():
        done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if any(task.exception() for task in done if not task.cancelled()):
            break
        waits -= done
    stopping.cancel()


def _raise_first(working: Sequence[asyncio.Task[None]]) -> None:
    for task in working:
        if task.done() and not task.cancelled() and (fault := task.exception()):
            raise fault


def _server(house: House, parts: Sequence[Part]) -> uvicorn.Server:
    routers = [router for part in parts for router in part.routers]
    reasons = {part.name: part.reasons for part in parts}
    routers.append(ops.routes(house.metrics, reasons, [part.notes for part in parts]))
    config = uvicorn.Config(
        Crowd(app(*routers, version=__version__)),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=10,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = uvicorn.Server(config)
    # Signals are ours: the door closes first, the rest follows.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # no other way to say it
    return server


async def _announce(house: House, announce: Callable[[], None]) -> None:
    """Tell the user once it is known whether keys exist."""
    await house.directory.until_ready()
    announce()


def _housekeeping(house: House) -> list[Coroutine[None, None, None]]:
    return [_tidy(house.bus)] if isinstance(house.bus, SqliteBus) else []


async def _tidy(bus: SqliteBus) -> None:
    """Let the embedded log forget what is old; Kafka does so by itself."""
    while True:
        try:
            await bus.tidy()
        except Unavailable as fault:
            _log.warning("log not tidied", extra={"why": str(fault)})
        await asyncio.sleep(_TIDY_EVERY)


async def _want(house: House, bundle: Bundle) -> None:
    """Have our own strategy file in force, where another (or none) is; that it takes another's place is said."""
    await house.directory.until_ready()
    before = house.directory.strategy
    wanted = await want(house, bundle, "start", OpenCases.STAY)
    if before and before.strategy_id != wanted.strategy_id:
        told = "another strategy than before comes into force: %s, no longer %s; open cases stay under theirs"
        _log.warning(told, house.settings.strategy, before.strategy_id[:12])
