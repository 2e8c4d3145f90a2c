"""The four services, each put together from what the house offers. Straight wiring, top to bottom."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from fastapi import APIRouter

from services.channels import http as channels_http
from services.channels import recall, sweep, worker
from services.channels.door import Door, room
from services.channels.fax.gateway import gateways_in
from services.channels.limits import LIMITS
from services.channels.originals import Ours
from services.channels.page import http as page_http
from services.channels.phone import http as phone_http
from services.cli.clock import fresh, jitter, stopwatch
from services.cli.fax_in import fax_routes
from services.cli.house import House
from services.cli.inbound_in import inbound_routes
from services.cli.mail_in import mail_tasks, mailboxes
from services.cli.reload import Reload
from services.cli.say import Wrong
from services.cli.task import Task
from services.cli.ways_out import receipt_routes, ways_out
from services.desk import http as desk_http
from services.desk.awaited import Awaited
from services.desk.desk import Desk
from services.desk.enrol import Enrolment
from services.desk.follow import Follower, Note, tell_nobody
from services.desk.heed import Heed
from services.desk.pages import http as pages_http
from services.desk.pages.lobby import Lobby
from services.desk.store import Store
from services.notifier import http as notifier_http
from services.notifier import shell as notifier_shell
from services.notifier.office import Office
from services.router import http as router_http
from services.router import shell as router_shell
from services.router.programs import Programs
from services.router.turn import NotReady
from switchboard.blobs import NotStored
from switchboard.bus.crew import Crew
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.values import StrategyId
from switchboard.http.access import Entrance, Gate
from switchboard.http.meter import Meter, rate_of
from switchboard.ops import Notes, Reasons, crew_reasons
from switchboard.strategy.program import Program


class Part(NamedTuple):
    """One service, ready to run."""

    name: str
    tasks: Sequence[Task]
    reasons: Reasons
    notes: Notes = list
    routers: Sequence[APIRouter] = ()
    close: Task | None = None
    hang_up: Callable[[], None] | None = None
    """What SIGHUP does."""


def gate_of(house: House) -> Gate:
    """Return the gate: without a key, only this machine comes in, and only to the embedded log."""
    entrance = Entrance.THIS_MACHINE if house.embedded else Entrance.NOBODY
    return Gate(house.directory, entrance, Meter(house.clock, rate_of(house.settings.key_rate)))


async def channels(house: House) -> Part:
    """The front door and the workers behind it."""
    settings, programs = house.settings, Programs(house.blobs)
    door = Door(
        bus=house.bus,
        blobs=house.blobs,
        clock=house.clock,
        secrets=house.secrets,
        directory=house.directory,
        gate=gate_of(house),
        metrics=house.metrics,
        signers=settings.signers,
        fresh=fresh,
        region=settings.region,
        status_url=settings.status_url,
        languages=lambda: languages(house, programs),
        partitions=settings.partitions,
        ours=Ours(addresses=settings.addresses, servers=settings.mail_servers),
        fax_gateways=gateways_in(settings.fax_gateways),
        reached=house.reached,
    )
    crew = Crew()
    readers, boxes = crew_reasons("channels", crew), mailboxes(settings)

    def reasons() -> list[str]:
        caught_up = [] if house.directory.ready else ["channels: the directory is still being read"]
        return [*caught_up, *readers()]

    return Part(
        name="channels",
        tasks=(
            lambda: recall.recall(house.bus, house.clock, door.memory),
            lambda: learn(house, programs),
            lambda: sweep.run(door),
            lambda: worker.run(door, crew, jitter, processes=settings.workers, mark=house.reached),
            *mail_tasks(house, door, boxes),
        ),
        reasons=reasons,
        notes=boxes.notes,
        routers=(
            channels_http.routes(door),
            phone_http.routes(door, settings.twilio),
            fax_routes(settings, door),
            inbound_routes(settings, door),
            *((page_http.routes(door, settings.manners),) if settings.form == "on" else ()),
        ),
    )


async def router(house: House) -> Part:
    """Case and decision."""
    crew, reload = Crew(), Reload(house)
    world = router_shell.World(
        bus=house.bus,
        programs=Programs(house.blobs),
        directory=house.directory,
        clock=house.clock,
        metrics=house.metrics,
        partitions=house.settings.partitions,
        jitter=jitter,
        stopwatch=stopwatch,
    )
    return Part(
        name="router",
        tasks=(lambda: router_shell.run(world, crew), reload.watch),
        reasons=crew_reasons("router", crew),
        routers=(router_http.routes(gate_of(house), room(LIMITS), reload.now),),
        hang_up=reload.hang_up,
    )


async def notifier(house: House) -> Part:
    """Letters and messages, to customers, staff and systems."""
    settings, gate, out = house.settings, gate_of(house), ways_out(house.settings)
    outbox = settings.data / "outbox"
    try:
        office = notifier_shell.open_office(
            notifier_shell.Settings(
                mail_from=settings.mail_from,
                mail_domain=settings.domain,
                token_keys=house.secrets.token_keys,
                outbox=outbox,
                relay=settings.smtp_relay.get_secret_value(),
                own_addresses=settings.addresses,
                partitions=settings.partitions,
                public_url=settings.public_url or house.url,
                out=out,
                id_key=house.secrets.id_key,
            ),
            house.bus,
            house.blobs,
            house.clock,
            house.metrics,
            jitter,
            house.reached,
            house.directory.people.undeliverable,
            house.directory.staff.get,
        )
    except ValueError as fault:
        raise Wrong(f"SWITCHBOARD_SMTP_RELAY or SWITCHBOARD_MAIL_FROM: {fault}") from None
    crew = Crew()
    return Part(
        name="notifier",
        tasks=(lambda: _pay(house, office, crew),),
        reasons=crew_reasons("notifier", crew),
        routers=(notifier_http.routes(outbox, gate), receipt_routes(house, gate, out)),
    )


async def _pay(house: House, office: Office, crew: Crew) -> None:
    """Send what is owed, once it is known from which addresses letters came back."""
    await house.directory.until_ready()
    await notifier_shell.run(office, crew)


def _note(house: House) -> Note:
    """The embedded log forgets nothing that the desk has still to read; Kafka forgets by its own measure."""
    return partial(house.bus.follow, "desk") if isinstance(house.bus, SqliteBus) else tell_nobody


async def desk(house: House) -> Part:
    """What staff see and do."""
    programs = Programs(house.blobs)
    await asyncio.to_thread(house.settings.data.mkdir, parents=True, exist_ok=True)
    store = await Store.open(house.settings.data / "desk.db")
    awaited = Awaited()
    enrolment = Enrolment(house.bus, house.directory)
    heed = Heed(house.directory, enrolment, store)
    note = _note(house)
    follower = Follower(house.bus, store, awaited, house.metrics, house.clock, note, heed)
    made = Desk(
        bus=house.bus,
        store=store,
        blobs=house.blobs,
        directory=house.directory,
        enrolment=enrolment,
        awaited=awaited,
        gate=gate_of(house),
        room=room(LIMITS),
        clock=house.clock,
        fresh=fresh,
        id_key=house.secrets.id_key,
        partitions=house.settings.partitions,
        region=house.settings.region,
        departments=lambda: departments(house, programs),
    )
    return Part(
        name="desk",
        tasks=(follower.run, lambda: learn(house, programs)),
        reasons=lambda: [f"desk: {reason}" for reason in follower.reasons()],
        routers=(desk_http.routes(made), pages_http.routes(made, lobby_of(house, programs))),
        close=store.close,
    )


def lobby_of(house: House, programs: Programs) -> Lobby:
    """Return what stands behind the links in letters."""

    async def program(strategy: StrategyId) -> Program | None:
        with contextlib.suppress(NotReady, NotStored):
            await programs.fetch([strategy])
        return programs.get(strategy)

    manners = house.settings.manners
    return Lobby(
        keys=house.secrets.token_keys,
        program=program,
        metrics=house.metrics,
        posts=manners.rate,
        proxies=manners.proxies,
    )


def departments(house: House, programs: Programs) -> frozenset[str]:
    """Return the departments of the wanted strategy; none while it isn't known."""
    program = _wanted(house, programs)
    return frozenset(program.strategy.departments) if program else frozenset()


def languages(house: House, programs: Programs) -> tuple[str, ...]:
    """Return what the wanted strategy speaks; nothing while it isn't known."""
    program = _wanted(house, programs)
    return tuple(program.strategy.organization.languages) if program else ()


def _wanted(house: House, programs: Programs) -> Program | None:
    wanted = house.directory.strategy
    return programs.get(wanted.strategy_id) if wanted else None


async def learn(house: House, programs: Programs) -> None:
    """Keep the wanted strategy's program at hand, until cancelled."""
    while True:
        moved = house.directory.moved
        if (wanted := house.directory.strategy) is not None:
            with contextlib.suppress(NotReady, NotStored):
                await programs.fetch([wanted.strategy_id])
        await moved.wait()


PARTS = {"channels": channels, "router": router, "notifier": notifier, "desk": desk}
