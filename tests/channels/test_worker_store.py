"""What a worker does while the store doesn't hand out what was put there."""

from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import replace

from services.channels import originals
from services.channels.door import Door
from services.channels.limits import Limits
from switchboard.blobs import Blobs, NotStored
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import ORIGINALS
from switchboard.contracts.values import UnixSeconds
from tests.channels.doorway import inquiries, records
from tests.channels.letters import letter
from tests.channels.patience import until
from tests.channels.workshop import accepted, settled, working


class Ailing:
    """Blobs of which some are not handed out, and none is taken while the disk is full."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self.kept_back: set[str] = set()
        self.full = False
        self.asked: Counter[str] = Counter()

    async def put(self, key: str, data: bytes) -> None:
        if self.full:
            self.asked[key] += 1
            raise NotStored("no space left")
        await self._blobs.put(key, data)

    async def get(self, key: str) -> bytes:
        self.asked[key] += 1
        if key in self.kept_back:
            raise NotStored("this one can't be read")
        return await self._blobs.get(key)

    async def delete(self, key: str) -> None:
        await self._blobs.delete(key)

    async def last_put(self, key: str) -> UnixSeconds:
        return await self._blobs.last_put(key)

    def listed(self, before: UnixSeconds) -> AsyncGenerator[str, None]:
        return self._blobs.listed(before)


def mails(first: int, count: int) -> list[bytes]:
    return [letter(f"Message-ID: <{n}@example.com>") for n in range(first, first + count)]


async def keys(bus: SqliteBus) -> list[str]:
    return [originals.decode(record.value).blob for record in await records(bus, ORIGINALS)]


async def test_one_that_the_store_never_hands_out_holds_up_nobody_and_is_told_in_the_end(
    door: Door, bus: SqliteBus
) -> None:
    ailing = Ailing(door.blobs)
    narrow = replace(door, partitions=1, blobs=ailing, limits=Limits(fetch_attempts=1))
    [lost, *others] = await accepted(narrow, mails(0, 6))
    [key, *_] = await keys(bus)
    ailing.kept_back = {key}
    async with working(narrow) as crew:
        heard = await settled(bus, 5)
        assert {inquiry.inquiry_id for inquiry in heard} == set(others)
        heard = await settled(bus, 6)  # Nothing else arrives.
        assert crew.troubles == {}

    [parked] = [inquiry for inquiry in heard if inquiry.unreadable]
    assert (parked.inquiry_id, parked.unreadable) == (lost, "its original can't be fetched")
    assert (parked.original_blob, len(heard)) == (key, 6)


async def test_while_the_store_is_down_as_a_whole_all_wait_and_none_is_given_up(
    door: Door, bus: SqliteBus
) -> None:
    ailing = Ailing(door.blobs)
    narrow = replace(door, partitions=1, blobs=ailing, limits=Limits(fetch_attempts=1))
    promised = await accepted(narrow, mails(0, 3))
    ailing.kept_back = set(await keys(bus))
    async with working(narrow) as crew:
        await until(lambda: min(ailing.asked[key] for key in ailing.kept_back) >= 3)
        waiting = door.metrics.registry.get_sample_value("switchboard_originals_waiting")
        assert (waiting, await inquiries(bus), crew.troubles) == (3, [], {})
        ailing.kept_back = set()
        heard = await settled(bus, 3)

    assert {inquiry.inquiry_id for inquiry in heard} == set(promised)
    assert not any(inquiry.unreadable for inquiry in heard)


async def test_while_the_store_takes_nothing_what_must_be_stored_waits_and_is_not_given_up(
    door: Door, bus: SqliteBus
) -> None:
    ailing = Ailing(door.blobs)
    narrow = replace(door, partitions=1, blobs=ailing, limits=Limits(fetch_attempts=1))
    file = b"Content-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment\r\n\r\na,b\r\n"
    await accepted(narrow, [b"From: ana@example.com\r\n" + file])
    ailing.full = True
    async with working(narrow):
        await until(lambda: max(ailing.asked.values(), default=0) >= 3)
        ailing.full = False
        [inquiry] = await settled(bus, 1)

    assert (inquiry.unreadable, len(inquiry.attachments)) == ("", 1)
