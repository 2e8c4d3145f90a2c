"""Mail servers, systems and mailboxes at once, while the process dies of kill -9: each input is a case, exactly once."""

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import pytest

from services.cli.clock import WallClock
from switchboard.bus.port import Bus
from switchboard.bus.sqlite import SqliteBus
from tests.channels.mail.dovecot import Dovecot, NoDovecot, dovecot
from tests.faults import books
from tests.faults.books import Books, Watch
from tests.faults.daemon import Daemon, Said, free_port, told
from tests.faults.senders import MAILBOX, Place, Senders
from tests.faults.trouble import ANYWHERE, LONG

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

INPUTS: Final = 1_000 if LONG else 120
BLOWS: Final = (
    ("original.logged", ANYWHERE, "original.stored", "log.written", ANYWHERE)
    if LONG
    else ("original.logged", ANYWHERE)
)
"""Where each life ends: `original.logged` is between the log and the yes to a sender."""
_SEED: Final = "2026-11-22 doors"
_ALL_IN_WITHIN: Final = 300.0


class Story(NamedTuple):
    """How it ended."""

    senders: Senders
    books: Books
    verified: Said


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    try:
        with dovecot() as server:
            ended = asyncio.run(_told(tmp_path_factory.mktemp("doors"), server))
    except NoDovecot as none:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NO DOVECOT HERE, the story of the doors is not told: {none}")
    sys.stdout.write(
        f"{INPUTS} inputs, {len(BLOWS)} deaths, {ended.senders.unanswered} sendings made again, "
        f"{len(ended.books.inquiries)} inquiries in the log, {len(ended.books.cases)} cases\n"
    )
    return ended


async def _told(folder: Path, server: Dovecot) -> Story:
    http, smtp = free_port(), free_port()
    settings = {
        "SWITCHBOARD_DATA": str(folder / "data"),
        "SWITCHBOARD_HTTP_PORT": str(http),
        "SWITCHBOARD_SMTP_PORT": str(smtp),
        "SWITCHBOARD_IMAP": server.url(MAILBOX),
    }
    service = Daemon("up", ("switchboard", "up"), settings, folder)
    senders = Senders(Place(service.url, smtp, server), INPUTS, _SEED)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(senders.send())
            tasks.create_task(_suffers(service, senders))
        found = await _all_in(folder, senders)
        await service.stop()
    except BaseException as fault:
        fault.add_note(service.last_words())
        raise
    finally:
        await service.clear()
    return Story(senders, found, await told(("switchboard", "verify", "--json"), settings))


async def _suffers(service: Daemon, senders: Senders) -> None:
    """Live and die as often as it is told, each time while some have only begun; then live on."""
    chance = Random(_SEED)
    for life, point in enumerate(BLOWS, 1):
        enough = len(senders.given) + chance.randint(5, 15)
        senders.begin(life * INPUTS // (3 * len(BLOWS) + 3))
        await service.start(f"{point}:{chance.randint(2, 7)}" if point else "")
        if not point:
            await senders.promised(enough)
            service.kill()
        await service.dies(150.0)
        assert not point or service.fell_at(point)
    senders.begin(INPUTS)
    await service.start()
    await service.ready()


async def _all_in(folder: Path, senders: Senders) -> Books:
    """Wait until everybody is heard and every case has come to rest; return what the log says then."""
    bus = await SqliteBus.open(str(folder / "data" / "switchboard.db"), WallClock())
    try:
        async with asyncio.timeout(_ALL_IN_WITHIN):
            while missing := senders.everybody - _heard(await books.read(bus)).keys():
                await asyncio.sleep(0.5)
                assert missing
        await Watch(bus).settled(await _ids(bus))
        return await books.read(bus)
    finally:
        await bus.close()


async def _ids(bus: Bus) -> set[str]:
    return {one.inquiry_id for one in (await books.read(bus)).inquiries}


def _heard(found: Books) -> dict[str, set[str]]:
    """Return whom we heard: address to inquiries."""
    heard: dict[str, set[str]] = {}
    for one in found.inquiries:
        [identity] = one.sender.identities
        heard.setdefault(identity.removeprefix("mailto:"), set()).add(one.inquiry_id)
    return heard


def test_every_input_is_one_inquiry(story: Story) -> None:
    heard = _heard(story.books)

    assert heard.keys() == story.senders.everybody
    assert {who: ids for who, ids in heard.items() if len(ids) != 1} == {}
    assert len(heard) == INPUTS


def test_every_inquiry_is_in_exactly_one_case(story: Story) -> None:
    places = Counter(
        one.inquiry_id for case in story.books.cases.values() for one in case.inquiries
    )

    assert len(places) == len(story.books.cases) == INPUTS
    assert set(places.values()) == {1}


def test_what_was_promised_was_kept(story: Story) -> None:
    heard = _heard(story.books)

    assert len(story.senders.given) == len(story.senders.posts) + len(story.senders.mails)
    assert all(inquiry in heard[who] for inquiry, who in story.senders.given.items())


def test_the_blows_were_felt(story: Story) -> None:
    assert story.senders.unanswered > 0
    assert len(story.senders.dropped) >= INPUTS // 3


def test_cases_computed_again_from_the_log_are_the_same(story: Story) -> None:
    assert story.verified.code == 0, story.verified
    assert story.books.dead == 0
