"""The notifier of one process: for each partition that is ours, a carrier; for each destination, one lane."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, assert_never

from services.notifier import restore
from services.notifier.address import mailbox, own
from services.notifier.answers import Answer
from services.notifier.caps import Caps
from services.notifier.carrier import Carrier
from services.notifier.compose import House, message_id, staff_message_id
from services.notifier.destinations import Destinations
from services.notifier.envoy import Envoy
from services.notifier.lane import Lane, Lanes
from services.notifier.library import Library
from services.notifier.links import Links
from services.notifier.mail import Relay
from services.notifier.means import NO_DESTINATIONS, WaysOut, means
from services.notifier.office import Office
from services.notifier.onward import Onward
from services.notifier.outbox import Outbox
from services.notifier.owed import Owed
from services.notifier.post import CameBack, Post, nothing_came_back
from services.notifier.rules import Rules
from services.notifier.scribe import Ours, Scribe, unknown
from services.notifier.smtp import SmtpRelay, account
from services.notifier.ways import astray, lane_to, medium_to
from switchboard.blobs import Blobs
from switchboard.bus.crew import Crew, tend
from switchboard.bus.port import Bus
from switchboard.clock import Clock
from switchboard.contracts.codec import FromTheFuture, Unreadable
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import (
    Acknowledge,
    Alert,
    Announce,
    Assign,
    Forward,
    Inform,
    Message,
    Notice,
    Reply,
    StaffNotice,
    Survey,
    Update,
)
from switchboard.contracts.topics import CASES, PARTITIONS
from switchboard.contracts.values import Medium
from switchboard.identities import NotAnIdentity
from switchboard.metrics import Metrics

_log: Final = logging.getLogger(__name__)

GROUP: Final = "notifier"
_LONGEST_LOCAL: Final = 64
_TAG: Final = "+k7q2m9xd4rt.0123456789abcdef"
"""The form of what is put behind the name of our address in an answer's."""


class Settings(NamedTuple):
    """What the root must say about our mail."""

    mail_from: str
    mail_domain: str
    """Where answers arrive, and what our Message-IDs end in."""
    token_keys: tuple[bytes, ...]
    outbox: Path
    """Where letters lie while there is no relay."""
    relay: str = ""
    """`smtp://user:password@host:587`; empty: the outbox."""
    own_addresses: tuple[str, ...] = ()
    """Where our own mail arrives: nothing is ever sent there."""
    partitions: int = PARTITIONS
    """Of the log, in which inquiries go on from case to case."""
    public_url: str = ""
    """Where our pages are reached; empty: letters carry no links to them."""
    out: WaysOut = WaysOut()
    """All ways but mail."""
    id_key: bytes = b""
    """By which it is remembered who was told and asked: never rotated."""


def nothing(_: str) -> None:
    """Let it pass: nobody wants to know how far a delivery has come."""


def house_of(settings: Settings) -> House:
    """Return who writes. Raises NotAnIdentity for an address that is none."""
    sender = mailbox(settings.mail_from)
    answers = mailbox(f"{sender.local}@{settings.mail_domain}")
    if len(answers.local) > _LONGEST_LOCAL - len(_TAG):
        raise NotAnIdentity(f"{settings.mail_from} is too long: a token must fit behind its name")
    ours = own([sender, answers, *map(mailbox, settings.own_addresses)])
    return House(sender, answers, settings.token_keys, ours)


def relay_of(settings: Settings) -> Relay:
    """Return where mail goes. Raises ValueError for a relay that is no URL of one."""
    if settings.relay:
        return SmtpRelay(account(settings.relay), settings.mail_domain)
    return Outbox(settings.outbox)


def open_office(
    settings: Settings,
    bus: Bus,
    blobs: Blobs,
    clock: Clock,
    metrics: Metrics,
    jitter: Callable[[], float],
    reached: Callable[[str], None] = nothing,
    came_back: CameBack = nothing_came_back,
    ours: Ours = unknown,
) -> Office:
    """Return what the carriers of this process share."""
    house = house_of(settings)
    links, library = Links(settings.public_url, settings.token_keys), Library(blobs)
    scribe = Scribe(library, bus, settings.partitions, clock, links, ours)
    post = Post(house, scribe, relay_of(settings), clock, came_back)
    onward, out = Onward(bus, clock, settings.partitions), settings.out
    lanes = Lanes(lambda key: Lane(key, jitter, rate=out.rates.get(key)))
    sent_by = means(out, post, scribe, clock, links, ours, _outbox(settings))
    envoy = Envoy(sent_by, out.within, lanes, clock)

    async def send(notices: Sequence[Notice], claimed: Sequence[Delivery]) -> Answer:
        first = notices[0]
        match first:
            case Forward() as forward:
                return await onward.send(forward)
            case Acknowledge() | Reply() | Update() | Survey() as message:
                return await envoy.to_customer(message, claimed[0])
            case Announce() as milestone:
                return await envoy.to_system(milestone, claimed[0])
            case Assign() | Inform() | Alert():
                return await envoy.to_staff(_to_staff(notices), claimed)
            case _:
                assert_never(first)

    return Office(
        bus=bus,
        clock=clock,
        metrics=metrics,
        lanes=lanes,
        lane_of=lambda notice: lane_of(notice, ours, out.destinations),
        medium_of=lambda notice: medium(notice, ours, out.destinations),
        astray=lambda notice: _astray(notice, ours, out.destinations),
        send=send,
        message_id=lambda notice, group: _message_id(house, notice, group),
        jitter=jitter,
        reached=reached,
        suppression=Rules(library).of,
        caps=Caps(settings.id_key or settings.token_keys[-1]),
    )


def _outbox(settings: Settings) -> Outbox | None:
    """Return where messages lie while nothing leaves this machine; None where something does."""
    return None if settings.relay else Outbox(settings.outbox)


def _to_staff(notices: Sequence[Notice]) -> list[StaffNotice]:
    return [one for one in notices if isinstance(one, StaffNotice)]


def _astray(notice: Notice, ours: Ours, known: Destinations) -> str:
    return "" if isinstance(notice, Forward) else astray(notice.to, ours, known)


def lane_of(notice: Notice, ours: Ours = unknown, known: Destinations = NO_DESTINATIONS) -> str:
    """Return the lane in which a notice waits: that of its destination, or of the person who has several."""
    return Medium.LOG if isinstance(notice, Forward) else lane_to(notice.to, ours, known)


def medium(notice: Notice, ours: Ours, known: Destinations) -> Medium:
    """Return by what a notice is tried first."""
    return Medium.LOG if isinstance(notice, Forward) else medium_to(notice.to, ours, known)


def _message_id(house: House, notice: Notice, group: str) -> str:
    """What goes from case to case is no mail."""
    if isinstance(notice, Forward):
        return ""
    if isinstance(notice, Message):
        return message_id(house, notice)
    return staff_message_id(house, group or notice.notice_id)


async def run(office: Office, crew: Crew) -> None:
    """Pay what the partitions that are ours owe, until cancelled."""
    member = await office.bus.member(GROUP, CASES)
    following = asyncio.create_task(office.follower.run())
    try:
        await tend(member, lambda partition: carry(office, partition, crew), crew, office.jitter)
    finally:
        following.cancel()
        await asyncio.wait([following])
        await member.close()


async def carry(office: Office, partition: int, crew: Crew) -> None:
    """Own one partition until cancelled; return where its log needs a newer version, or a person."""
    try:
        await _carry(office, partition, crew)
    except (FromTheFuture, Unreadable) as why:
        crew.troubles[partition] = str(why)
        _log.error("partition stopped", extra={"partition": partition, "why": str(why)})


async def _carry(office: Office, partition: int, crew: Crew) -> None:
    # The fence comes first: what is read after it is all that the owner before us has ever written.
    writer = await office.bus.writer(f"{GROUP}.{partition}")
    try:
        owed, now = Owed(office.lane_of), office.clock.now()
        await restore.deliveries(office.bus, partition, owed, now)
        await office.follower.until_ready()
        cases = await restore.cases(office.bus, partition, owed, now)
        try:
            crew.begin(partition)
            await Carrier(office, partition, owed, writer, cases).run()
        finally:
            await cases.close()
    finally:
        await writer.close()
