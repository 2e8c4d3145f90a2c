"""The processes that read: replaced whatever happens to them, and without our secrets."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.channels.limits import LIMITS, Limits
from services.channels.readers import Readers, Slow
from services.channels.reading import Job, Unread, framed, read
from services.channels.said import Said
from switchboard.contracts.values import Seconds
from tests.channels.letters import letter

HELLO = Job(data=letter())
LONG = Job(data=letter("Content-Type: multipart/mixed; boundary=x", body="--x\r\n\r\n" * 1_000_000))


@pytest.fixture
async def readers() -> AsyncIterator[Readers]:
    readers = Readers(1, Limits(read_within=Seconds(2.0)))
    try:
        yield readers
    finally:
        await readers.close()


def _children() -> list[int]:
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    lines = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in listed}
    return [pid for pid, line in lines.items() if b"services.channels.reading" in line]


async def test_a_mail_is_read_elsewhere_as_it_is_read_here(readers: Readers) -> None:
    assert await readers.read(HELLO) == read(HELLO)


async def test_one_process_reads_many(readers: Readers) -> None:
    answers = await asyncio.gather(*(readers.read(HELLO) for _ in range(50)))

    assert all(isinstance(answer, Said) for answer in answers)
    assert len(_children()) == 1


async def test_one_that_takes_too_long_is_killed_and_the_next_is_read(readers: Readers) -> None:
    answer = await readers.read(LONG)

    assert answer == Unread("reading it took longer than 2 seconds")
    assert _children() == []
    assert isinstance(await readers.read(HELLO), Said)


async def test_readers_that_may_take_less_time_say_that_they_were_too_slow_for_it() -> None:
    readers = Readers(1, Limits(), within=Seconds(0.2))
    try:
        with pytest.raises(Slow):
            await readers.read(LONG)
    finally:
        await readers.close()

    assert _children() == []


async def test_a_process_that_somebody_kills_costs_no_mail(readers: Readers) -> None:
    await readers.read(HELLO)
    [child] = _children()
    os.kill(child, 9)

    assert isinstance(await readers.read(HELLO), Said)


async def test_memory_is_limited() -> None:
    readers = Readers(1, Limits(read_bytes=200_000_000))
    try:
        answer = await readers.read(Job(data=letter(body="a" * 60_000_000)))
    finally:
        await readers.close()

    assert isinstance(answer, Unread)


async def test_a_process_that_cannot_start_is_our_fault_and_no_mails(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(OSError, match="does not start"):
        await readers.read(HELLO)


async def test_no_secret_of_ours_reaches_them(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SWITCHBOARD_ID_KEY", "canary")
    await readers.read(HELLO)
    [child] = _children()

    assert b"canary" not in Path(f"/proc/{child}/environ").read_bytes()  # noqa: ASYNC240 - no disk


async def test_none_is_left_when_they_are_closed(readers: Readers) -> None:
    await readers.read(HELLO)
    await readers.close()

    assert _children() == []


async def test_who_gives_up_waiting_leaves_no_process_at_work(readers: Readers) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await readers.read(LONG)

    assert _children() == []


def test_a_message_has_its_length_before_it() -> None:
    frame = framed(Unread("why"))

    assert int.from_bytes(frame[:4], "big") == len(frame) - 4


@pytest.mark.parametrize(
    "mail", [b"", b"\x00", b"\xff" * 100, b"Content-Type: multipart/x; boundary\n\n--"]
)
def test_any_bytes_have_an_answer(mail: bytes) -> None:
    assert isinstance(read(Job(data=mail)), Said | Unread)


@pytest.mark.parametrize("nice", [0, 10])
async def test_who_reads_long_gives_way_to_the_rest_of_the_machine(nice: int) -> None:
    readers = Readers(1, LIMITS, nice)
    try:
        await readers.read(HELLO)
        [reader] = readers._idle
        found = os.getpriority(os.PRIO_PROCESS, reader._process.pid)
    finally:
        await readers.close()

    assert found == nice + os.getpriority(os.PRIO_PROCESS, 0)
