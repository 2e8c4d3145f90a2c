"""Several instances deal the mailboxes out among themselves, on either bus; whoever goes leaves his to the others."""

import asyncio
import secrets
from dataclasses import replace

from msgspec.structs import replace as changed

from services.channels.door import Door
from switchboard.bus.port import Bus
from switchboard.contracts.topics import topics
from tests.bus.ground import Ground
from tests.channels.doorway import door_on
from tests.channels.mail.dovecot import Dovecot
from tests.channels.mail.postman import SOON, taken
from tests.channels.mail.reading import looking, until
from tests.channels.mail.test_imap import mail, put
from tests.harness.apart import Apart

PARTITIONS = 3


async def doors(ground: Ground) -> tuple[Door, Door]:
    """Return two instances on one log, with one store of blobs."""
    prefix = f"{secrets.token_hex(4)}."
    here, there = Apart(await ground.open(), prefix), Apart(await ground.open(), prefix)
    await here.create(topics(PARTITIONS))
    await ground.hold([changed(one, name=f"{prefix}{one.name}") for one in topics(PARTITIONS)])
    one = replace(door_on(here, ground.clock), partitions=PARTITIONS)
    other = replace(door_on(there, ground.clock), partitions=PARTITIONS, blobs=one.blobs)
    return one, other


async def test_each_mailbox_is_read_by_one_instance_and_goes_to_the_other_when_that_leaves(
    ground: Ground, mailboxes: Dovecot
) -> None:
    one, other = await doors(ground)
    users = [f"{secrets.token_hex(4)}-{n}" for n in range(PARTITIONS)]
    urls = [mailboxes.url(user) for user in users]
    for number, user in enumerate(users):
        await put(mailboxes, user, mail(number))

    async with looking(other, *urls) as there:
        async with looking(one, *urls) as here:
            await until(lambda: here.connected and there.connected)
            await until(lambda: len(here.connected) + len(there.connected) == PARTITIONS)
            assert here.connected.isdisjoint(there.connected)
            await known(one.bus, PARTITIONS)
        await until(lambda: len(there.connected) == PARTITIONS)
        for number, user in enumerate(users):
            await put(mailboxes, user, mail(10 + number))

        await known(one.bus, 2 * PARTITIONS)


async def known(bus: Bus, count: int) -> None:
    """Wait for so many inquiries and no more; two instances that believe in one seat may bring one twice."""
    ids: set[str] = set()
    async with asyncio.timeout(SOON):
        while len(ids) < count:
            ids = {original.inquiry_id for original in await taken(bus)}
            await asyncio.sleep(0.05)
    assert len(ids) == count
