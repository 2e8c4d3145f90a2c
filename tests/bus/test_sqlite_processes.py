"""Several processes on one file, and what a kill -9 leaves: all that was acknowledged, nothing by halves."""

import asyncio
import contextlib
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from switchboard.bus.port import Draft, Spot
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.values import Seconds
from tests.bus.process import QUICK, TOPIC
from tests.bus.talk import SOON, draft, heard, values
from tests.harness.clock import HandClock

ROOT = Path(__file__).parents[2]


@contextlib.asynccontextmanager
async def process(what: str, path: Path) -> AsyncIterator[Process]:
    """Run another process on the log; killed at the end, if it lives then."""
    command = (sys.executable, "-m", "tests.bus.process", what, str(path))
    child = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE)
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.communicate()


async def said(child: Process) -> list[str]:
    """Return the next line in words; none at the end."""
    assert child.stdout
    async with asyncio.timeout(SOON):
        return (await child.stdout.readline()).decode().split()


async def until(child: Process, wanted: Callable[[list[str]], bool]) -> list[str]:
    while words := await said(child):
        if wanted(words):
            return words
    raise AssertionError("it ended before it said so")


async def log(path: Path) -> SqliteBus:
    return await SqliteBus.open(str(path), HandClock(), QUICK)


async def whole(bus: SqliteBus, acknowledged: list[list[str]]) -> None:
    """Assert that everything acknowledged is there, in its sender's order, and pairs are pairs."""
    pairs = [(record.key, int(record.value or b"")) for record in await heard(bus, TOPIC)]
    assert pairs == [(side, n) for n in range(len(pairs) // 2) for side in (b"case", b"position")]
    doors: dict[str, list[int]] = {}
    for partition in (1, 2, 3):
        for record in await heard(bus, TOPIC, partition):
            doors.setdefault(record.key.decode(), []).append(int(record.value or b""))
    assert all(told == list(range(len(told))) for told in doors.values())
    assert all(int(line[1]) < len(pairs) // 2 for line in acknowledged if line[0] == "pair")
    assert all(int(line[2]) < len(doors[line[1]]) for line in acknowledged if line[0] == "door")


@pytest.mark.parametrize("after", [1, 97, 500, 1_500])
async def test_a_kill_in_a_burst_loses_nothing_that_was_acknowledged(
    tmp_path: Path, after: int
) -> None:
    path = tmp_path / "log.sqlite"
    async with process("burst", path) as child:
        acknowledged = [await said(child) for _ in range(after)]
        child.kill()
        while line := await said(child):
            acknowledged.append(line)

    bus = await log(path)
    await whole(bus, acknowledged)
    await bus.publish([draft(TOPIC, b"and on it goes")])
    await bus.close()


@pytest.mark.parametrize("stage", ["written", "committed"])
async def test_a_kill_within_a_commit_leaves_all_of_it_or_nothing(
    tmp_path: Path, stage: str
) -> None:
    acknowledged, bus = await _died(tmp_path / "log.sqlite", stage)

    await whole(bus, acknowledged)
    await bus.close()


async def test_what_was_committed_in_the_moment_of_a_kill_is_there_though_nobody_was_told(
    tmp_path: Path,
) -> None:
    acknowledged, bus = await _died(tmp_path / "log.sqlite", "committed")

    there = [record for n in range(4) for record in await heard(bus, TOPIC, n)]
    told = sum(2 if line[0] == "pair" else 1 for line in acknowledged)
    assert len(there) > told
    await bus.close()


async def _died(path: Path, stage: str) -> tuple[list[list[str]], SqliteBus]:
    """Let a process die in its 40th commit, at a stage; return what it had acknowledged, and the log."""
    acknowledged = []
    async with process(f"die-{stage}", path) as child:
        while line := await said(child):
            acknowledged.append(line)
        assert await child.wait() == -signal.SIGKILL
    return acknowledged, await log(path)


async def test_a_paused_owner_loses_its_partitions_and_is_fenced_when_it_wakes(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.sqlite"
    everything = ["ours", "0", "1", "2", "3"]
    async with process("own", path) as first:
        await until(first, lambda words: words == everything)
        async with process("own", path) as second:
            await until(first, lambda words: words == ["ours", "0", "1"])
            first.send_signal(signal.SIGSTOP)
            await until(second, lambda words: words == everything)
            bus = await log(path)
            await _until_written_by(bus, second, partition=1)
            first.send_signal(signal.SIGCONT)

            await until(first, lambda words: words == ["fenced", "1"])
            await bus.close()

    bus = await log(path)
    for partition in range(4):
        await _never_two_at_once(bus, partition)
    await bus.close()


async def _until_written_by(bus: SqliteBus, child: Process, partition: int) -> None:
    reader = await bus.reader({Spot(TOPIC.name, partition): 0})
    async with asyncio.timeout(SOON):
        while not any(
            record.key.startswith(b"%d." % child.pid)
            for record in await reader.batch(1_000, Seconds(1))
        ):
            pass


async def _never_two_at_once(bus: SqliteBus, partition: int) -> None:
    """Each owner's records are one run that begins at 0: whoever came before wrote no more."""
    records = await heard(bus, TOPIC, partition)
    runs = [0] + [n for n, record in enumerate(records) if n and record.key != records[n - 1].key]
    for start, end in zip(runs, [*runs[1:], len(records)], strict=True):
        assert [int(record.value or b"") for record in records[start:end]] == list(
            range(end - start)
        )


async def test_many_may_open_a_log_that_is_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    async with contextlib.AsyncExitStack() as stack:
        children = [await stack.enter_async_context(process("open", path)) for _ in range(4)]
        assert [await said(child) for child in children] == [["opened"]] * 4
        pids = {b"%d" % child.pid for child in children}

    bus = await log(path)
    assert set(await values(bus, TOPIC)) == pids
    await bus.close()


async def test_the_command_beside_the_services_reads_and_writes_what_they_do(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.sqlite"
    async with process("burst", path) as services:
        await until(services, lambda words: words == ["pair", "20"])
        command = await log(path)
        for n in range(20):
            await command.publish([Draft(TOPIC.name, 0, b"command", b"%d" % n)])
        await command.tidy()
        before = (await command.extent(TOPIC.name))[0].end
        await until(services, lambda words: words[0] == "pair")
        ours = [r.value for r in await heard(command, TOPIC) if r.key == b"command"]
        await command.close()

    assert ours == [b"%d" % n for n in range(20)]
    assert before > 60
