"""What is left when customers have written, processes have died, and all is quiet again."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from services.cli.clock import WallClock
from switchboard.bus.kafka import KafkaBus
from switchboard.bus.port import Bus
from switchboard.bus.sqlite import SqliteBus
from tests.faults import books
from tests.faults.aborted import aborted_records
from tests.faults.books import Books, Watch
from tests.faults.crowd import Crowd
from tests.faults.daemon import Death, Said
from tests.faults.installation import Installation, in_one_process, over_kafka
from tests.faults.letters import Letter, postbox
from tests.faults.trouble import Script, strike
from tests.harness.broker import running

_WRITERS: Final = 12
_PAUSE: Final = 1.5


@dataclass(frozen=True, kw_only=True, repr=False)
class Aftermath:
    """What customers know, what the log says, and how often somebody died."""

    crowd: Crowd
    deaths: Sequence[Death]
    books: Books
    letters: Sequence[Letter]
    desk: Mapping[str, str]
    """Inquiry id to the case in which the desk says that it rests."""
    verified: Said
    """What `switchboard verify --json` says, and its exit code."""
    aborted: int
    """Records of transactions that were begun and never committed."""


def figures(after: Aftermath) -> str:
    """Return the story in numbers."""
    copies = len(after.letters) - len({letter.message_id for letter in after.letters})
    hows = Counter(str(rest.how) for rest in after.books.rested.elements())
    blows = Counter(
        f"{one.who.partition('-')[0]} {one.point or 'anywhere'}" for one in after.deaths
    )
    return (
        f"{len(after.crowd.given)} inquiries accepted, {after.crowd.unanswered} sendings unanswered and "
        f"made again; in the log {len(after.books.inquiries)}, {dict(hows)}\n"
        f"{len(after.books.cases)} cases, {len(after.letters)} letters, {copies} second copies, "
        f"{sum(one.repeated for one in after.books.deliveries)} marked as possible ones\n"
        f"{len(after.deaths)} deaths: {dict(blows)}; {after.aborted} records of aborted transactions; "
        f"verify: {after.verified.out.strip()[:200]}\n"
    )


async def kafka_aftermath(
    folder: Path, scripts: Mapping[str, Script], seed: str, least: int
) -> Aftermath:
    """Tell the story over Kafka."""
    with running() as broker:
        async with (
            postbox() as box,
            over_kafka(broker.bootstrap, box.url, folder, tuple(scripts)) as place,
        ):
            scopes = ("--scope", "submit", "--scope", "read")
            issued = await place.tells("keys", "create", "crowd", *scopes, "--json")
            crowd = Crowd(place.services["channels"].url, issued["key"], seed, _PAUSE)
            bus = await KafkaBus.open(broker.bootstrap, WallClock())
            try:
                desk = place.services["desk"].url
                deaths, shown = await _story(place, bus, crowd, scripts, seed, least, desk)
                aborted = await aborted_records(broker.bootstrap)
                return await _reckoned(place, bus, crowd, deaths, shown, box.letters(), aborted)
            finally:
                await bus.close()


async def embedded_aftermath(
    folder: Path, scripts: Mapping[str, Script], seed: str, least: int
) -> Aftermath:
    """Tell the story on the embedded log."""
    async with postbox() as box, in_one_process(box.url, folder) as place:
        crowd = Crowd(place.services["up"].url, "", seed, _PAUSE)
        (folder / "data").mkdir()
        bus = await SqliteBus.open(str(folder / "data" / "switchboard.db"), WallClock())
        try:
            desk = place.services["up"].url
            deaths, shown = await _story(place, bus, crowd, scripts, seed, least, desk)
            return await _reckoned(place, bus, crowd, deaths, shown, box.letters(), 0)
        finally:
            await bus.close()


async def _story(
    place: Installation,
    bus: Bus,
    crowd: Crowd,
    scripts: Mapping[str, Script],
    seed: str,
    least: int,
    desk: str,
) -> tuple[list[Death], dict[str, str]]:
    """Customers write until every blow has fallen, and at least so much; then all comes to rest and stops."""
    async with asyncio.TaskGroup() as tasks:
        striking = tasks.create_task(strike(place.services, scripts, crowd, seed))
        tasks.create_task(
            crowd.write(_WRITERS, lambda: striking.done() and len(crowd.given) >= least)
        )
    await Watch(bus).settled(set(crowd.given))
    shown = await _shown(desk, crowd)
    await place.stop()
    return striking.result(), shown


async def _shown(desk: str, crowd: Crowd) -> dict[str, str]:
    """Ask the desk after every inquiry, until it has caught up."""
    shown: dict[str, str] = {}
    async with asyncio.timeout(60), httpx.AsyncClient(base_url=desk, headers=crowd.bearer) as http:
        for inquiry_id in crowd.given:
            while inquiry_id not in shown:
                answer = (await http.get(f"/v1/inquiries/{inquiry_id}")).json()
                if answer.get("state") in {"routed", "parked"}:
                    shown[inquiry_id] = answer["case"].replace("-", "")
                else:
                    await asyncio.sleep(0.1)
    return shown


async def _reckoned(
    place: Installation,
    bus: Bus,
    crowd: Crowd,
    deaths: Sequence[Death],
    desk: Mapping[str, str],
    letters: Sequence[Letter],
    aborted: int,
) -> Aftermath:
    return Aftermath(
        crowd=crowd,
        deaths=deaths,
        books=await books.read(bus),
        letters=letters,
        desk=desk,
        verified=await place.runs("verify", "--json"),
        aborted=aborted,
    )
