"""A town with one company in it: all four services on one log, a clock moved by hand, and customers who write.

Each service has its own view of the log, as if it were a process of its own; what they share is the log, the blobs
and the clock. Put together by the product's own wiring.
"""

import asyncio
import contextlib
import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Final

import httpx
from msgspec.structs import replace

from services.channels.door import Secrets
from services.cli.bundles import gather
from services.cli.house import House
from services.cli.parts import PARTS, Part
from services.cli.settings import Settings
from services.router.activate import keep
from services.router.programs import Programs
from services.router.verify import Report, verify
from switchboard.blobs import Blobs, open_blobs
from switchboard.bus.port import Bus, Draft, Record, Spot
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Staff, StrategyWanted
from switchboard.contracts.topics import DIRECTORY, topics
from switchboard.contracts.values import Identity, Seconds, StrategyId
from switchboard.directory import STRATEGY_KEY, Directory, follow
from switchboard.http.app import app
from switchboard.metrics import Metrics
from switchboard.people import People
from switchboard.strategy.bundle import Bundle
from tests.bus.ground import Ground
from tests.harness.apart import Apart

EXAMPLE: Final = Path("deploy/strategies/example/strategy.yaml")
PARTITIONS: Final = 3
PATIENCE: Final = 30.0
ALL: Final = ("channels", "router", "notifier", "desk")


class Office:
    """One running service."""

    def __init__(self, house: House, part: Part, tasks: Sequence[asyncio.Task[None]]) -> None:
        self.house = house
        self.part = part
        self._tasks = tasks
        transport = httpx.ASGITransport(app(*part.routers))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://localhost")

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks, timeout=10)
        await self.http.aclose()
        if self.part.close:
            await self.part.close()
        await self.house.bus.close()


class Town:
    """The company, its customers, and the time."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        self.clock = ground.clock
        self.folder = folder
        self.strategy = EXAMPLE
        """The file that services reload."""
        self.more: dict[str, Any] = {}
        """What services that open from now on are told by their settings besides."""
        self.ground = ground
        self._prefix = f"{secrets.token_hex(4)}."
        self._blobs: Blobs = open_blobs(f"file://{folder}/blobs")
        self._offices: dict[str, Office] = {}
        self.secrets = Secrets(id_key=b"i" * 32, token_keys=(b"t" * 32,))
        """What signs ids and tokens: another company has others."""

    async def founded(self, strategy: Bundle | None = None) -> StrategyId:
        """Create the topics and say which strategy is wanted."""
        bus = await self.bus()
        await bus.create(topics(PARTITIONS))
        named = [replace(one, name=f"{self._prefix}{one.name}") for one in topics(PARTITIONS)]
        await self.ground.hold(named)
        return await self.wants(strategy or gather(EXAMPLE))

    async def wants(self, strategy: Bundle) -> StrategyId:
        """Want another strategy from now on."""
        strategy_id = await keep(self._blobs, strategy)
        entry = StrategyWanted(strategy_id=strategy_id, by="owner", since=self.clock.now())
        bus = await self.bus()
        await bus.publish([Draft(DIRECTORY, 0, STRATEGY_KEY, encode_entry(entry))])
        return strategy_id

    async def bus(self) -> Bus:
        """Return one more view of the log."""
        return Apart(await self.ground.open(), self._prefix)

    async def opens(self, *names: str) -> None:
        """Start services; a name like `router-2` is a second instance. Returns when they are ready."""
        for name in names:
            self._offices[name] = await self._office(name)
        await self.until(lambda: not any(self.troubles(name) for name in names))

    def part(self, name: str) -> Part:
        """Return a running service from inside."""
        return self._offices[name].part

    def figure(self, name: str, figure: str) -> float | None:
        """Return what a service shows on /metrics."""
        return self._offices[name].house.metrics.registry.get_sample_value(figure)

    def troubles(self, name: str) -> list[str]:
        """Return why a service isn't ready."""
        return list(self._offices[name].part.reasons())

    async def _office(self, name: str) -> Office:
        house = House(
            settings=Settings(
                data=self.folder / name,
                partitions=PARTITIONS,
                strategy=self.strategy,
                **({"mail_from": "support@acme.example"} | self.more),
            ),
            bus=await self.bus(),
            blobs=self._blobs,
            clock=self.clock,
            metrics=Metrics(),
            directory=Directory(),
            secrets=self.secrets,
            embedded=True,
        )
        part = await PARTS[name.partition("-")[0]](house)
        tasks = [asyncio.create_task(task()) for task in part.tasks]
        tasks.append(asyncio.create_task(follow(house.bus, house.directory)))
        return Office(house, part, tasks)

    async def closes(self, *names: str) -> None:
        """Stop services."""
        for name in names:
            await self._offices.pop(name).close()

    async def close(self) -> None:
        await self.closes(*self._offices)

    def waits(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Let time pass."""
        self.clock.advance(((days * 24 + hours) * 60 + minutes) * 60 + seconds)

    async def until(self, true: Callable[[], Any]) -> None:
        """Wait for what must come true of itself."""
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.01)

    def at(self, name: str) -> httpx.AsyncClient:
        """Return a visitor at the door of a service."""
        return self._offices[name].http

    async def receives(
        self, body: Mapping[str, Any], *, key: str = "", door: str = "channels"
    ) -> dict[str, Any]:
        """Have a customer's words accepted; return what they were told."""
        headers = {"Idempotency-Key": key} if key else {}
        answer = await self.at(door).post("/v1/inquiries", json=dict(body), headers=headers)
        assert answer.status_code == 202, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def receives_mail(self, mail: bytes, *, door: str = "channels") -> dict[str, Any]:
        """Have a customer's mail accepted."""
        headers = {"Content-Type": "message/rfc822"}
        answer = await self.at(door).post("/v1/email", content=mail, headers=headers)
        assert answer.status_code == 202, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def asks(self, path: str) -> Any:
        """Return what the desk answers; None where it knows nothing."""
        answer = await self.at("desk").get(path)
        return answer.json() if answer.status_code == 200 else None

    async def finds(self, path: str, true: Callable[[Any], Any]) -> Any:
        """Wait until the desk answers as it must in the end."""
        answer: Any = None
        try:
            async with asyncio.timeout(PATIENCE):
                while not ((answer := await self.asks(path)) and true(answer)):  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{path} stayed {json.dumps(answer, indent=1)}") from None
        return answer

    async def case_of(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Wait until an inquiry has come to rest; return the case in which it did."""
        place = await self.finds(
            f"/v1/inquiries/{told['inquiry_id']}", lambda it: it["state"] != "accepted"
        )
        case: dict[str, Any] = await self.finds(f"/v1/cases/{place['case']}", lambda _: True)
        return case

    async def acts(self, reference: str, **action: Any) -> dict[str, Any]:
        """Have staff do something, and wait for its outcome."""
        path = f"/v1/cases/{reference}/actions?wait=10s"
        answer = await self.at("desk").post(path, json=action)
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    def knows(self, identity: Identity, *, door: str = "channels") -> bool:
        """Tell whether a service's copy of the directory knows somebody."""
        return self._offices[door].house.directory.facts([identity]) is not None

    def people(self, name: str) -> People:
        """Return who is who, as a service knows it."""
        return self._offices[name].house.directory.people

    def staff(self, name: str, staff_id: str) -> Staff | None:
        """Return one of ours, as a service knows them."""
        return self._offices[name].house.directory.staff.get(staff_id)

    def letters(self) -> list[EmailMessage]:
        """Return what customers were sent, in the order of names."""
        return [one for one in self.mails() if not _to_staff(one)]

    def staff_letters(self) -> list[EmailMessage]:
        """Return what our own people were sent, in the order of names."""
        return [one for one in self.mails() if _to_staff(one)]

    def mails(self) -> list[EmailMessage]:
        """Return all that has gone out, in the order of names."""
        parser = BytesParser(policy=policy.default)
        found = sorted(self.folder.glob("notifier*/outbox/*.eml"))
        return [parser.parsebytes(path.read_bytes()) for path in found]

    async def all_records(self, topic: str) -> list[Record]:
        """Return the whole of a topic."""
        bus = await self.bus()
        extents = await bus.extent(topic)
        reader = await bus.reader({Spot(topic, n): extent.begin for n, extent in extents.items()})
        records: list[Record] = []
        while any(reader.position(Spot(topic, n)) < extent.end for n, extent in extents.items()):
            records += await reader.batch(1_000, Seconds(1))
        await reader.close()
        await bus.close()
        return records

    async def verified(self) -> Report:
        """Recompute all cases from the log and compare."""
        bus = await self.bus()
        programs = Programs(self._blobs)
        reports = [await verify(bus, programs, n, PARTITIONS) for n in range(PARTITIONS)]
        await bus.close()
        skipped: dict[Any, int] = {}
        for report in reports:
            for reason, count in report.skipped.items():
                skipped[reason] = skipped.get(reason, 0) + count
        return Report(
            compared=sum(report.compared for report in reports),
            skipped=skipped,
            differences=tuple(one for report in reports for one in report.differences),
            account=sum((Counter(report.account) for report in reports), Counter()),
        )


def _to_staff(letter: EmailMessage) -> bool:
    return str(letter["Message-ID"]).startswith("<staff.")


@contextlib.asynccontextmanager
async def town_on(ground: Ground, folder: Path) -> AsyncIterator[Town]:
    """A town for one story."""
    town = Town(ground, folder)
    try:
        yield town
    finally:
        await town.close()
