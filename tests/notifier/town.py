"""A notifier as it runs: a log, blobs with a strategy, an SMTP relay, and a clock that is moved by hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from services.notifier.office import Office
from services.notifier.shell import Settings, nothing, open_office, run
from switchboard.blobs import Blobs, open_blobs
from switchboard.bus.crew import Crew
from switchboard.bus.port import Bus
from switchboard.contracts.delivery import SETTLED, Delivery
from switchboard.contracts.events import DeliveryReported
from switchboard.metrics import Metrics
from switchboard.strategy.bundle import blob_key, pack
from tests.harness.clock import HandClock
from tests.notifier.log import log, until
from tests.notifier.owing import PARTITIONS, STRATEGY, deliveries, reports
from tests.notifier.relay import Sink, relay
from tests.notifier.strategy import BUNDLE


class Town:
    """What outlives a notifier."""

    def __init__(self, bus: Bus, blobs: Blobs, clock: HandClock, sink: Sink, outbox: Path) -> None:
        self.bus = bus
        self.blobs = blobs
        self.clock = clock
        self.sink = sink
        self.metrics = Metrics()
        self.crew = Crew()
        self.opened: Office
        """The notifier that was opened last."""
        self.settings = Settings(
            mail_from="support@acme.example",
            mail_domain="mail.acme.example",
            token_keys=(b"newest", b"older"),
            outbox=outbox,
            relay=sink.url,
            partitions=PARTITIONS,
        )

    def office(self, reached: Callable[[str], None] = nothing) -> Office:
        self.opened = open_office(
            self.settings, self.bus, self.blobs, self.clock, self.metrics, lambda: 0.5, reached
        )
        return self.opened

    @asynccontextmanager
    async def notifier(self) -> AsyncIterator[None]:
        """Run one for as long as the block lasts; then tell it to stop, and wait until it has."""
        running = asyncio.create_task(run(self.office(), self.crew))
        try:
            yield
        finally:
            running.cancel()
            await asyncio.wait([running])

    async def written(self, holds: Callable[[Sequence[Delivery]], bool]) -> Sequence[Delivery]:
        """Wait until what was ever written of deliveries holds."""
        return await until(lambda: deliveries(self.bus), holds)

    async def settled(self, letters: int = 1) -> list[Delivery]:
        """Wait until that many are settled and reported; return how."""
        await until(lambda: reports(self.bus), lambda told: len(told) >= letters)
        return [one for one in await deliveries(self.bus) if one.outcome in SETTLED]

    async def gathered(self, many: int) -> None:
        """Wait until so many notices wait for each other."""
        await self.until(lambda: len(self.opened.gathering) == many)

    async def outlasts(self, letters: int, step: float = 5) -> list[Delivery]:
        """Let time pass until that many are settled and reported; return how."""

        async def look() -> Sequence[DeliveryReported]:
            self.clock.advance(step)
            return await reports(self.bus)

        await until(look, lambda told: len(told) >= letters)
        return [one for one in await deliveries(self.bus) if one.outcome in SETTLED]

    def texts(self) -> list[str]:
        """Return what the letters say that were taken."""
        parts = [letter.get_body(("plain",)) for letter in self.sink.letters()]
        return ["" if part is None else part.get_content() for part in parts]

    def figure(self, name: str, **labels: str) -> float:
        """Return a figure that the notifier shows; 0 where it shows none."""
        return self.metrics.registry.get_sample_value(f"switchboard_{name}", labels) or 0.0

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something outside the log holds."""

        async def look() -> Sequence[bool]:
            return [holds()]

        wait: Awaitable[Sequence[bool]] = until(look, lambda seen: seen[0])
        await wait


@asynccontextmanager
async def town(outbox: Path = Path("unused")) -> AsyncIterator[Town]:
    """A town where nothing is owed yet."""
    clock = HandClock()
    blobs = open_blobs("memory://")
    await blobs.put(blob_key(STRATEGY), pack(BUNDLE))
    async with log(clock, PARTITIONS) as bus, relay() as sink:
        yield Town(bus, blobs, clock, sink, outbox)
