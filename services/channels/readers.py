"""A few processes that read originals. One that takes too long is killed, and a new one takes its place.

The answer is always about the original: where the processes themselves can't be started, that is an OSError
of ours, and the original waits.
"""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from typing import Final

import msgspec

from services.channels.limits import Limits
from services.channels.reading import Answer, Job, Unread, framed
from services.channels.said import Said
from switchboard.contracts.values import Seconds

_LENGTH_BYTES: Final = 4
_START_WITHIN: Final = 60.0
_MOST_JOBS: Final = 1_000
"""After these a process is replaced, so that nothing piles up in it."""
_TOLD: Final = ("PATH", "PYTHONPATH", "TESSDATA_PREFIX")
_DIED: Final = (asyncio.IncompleteReadError, BrokenPipeError, ConnectionResetError)

_answers: Final = msgspec.msgpack.Decoder(Answer)


class Slow(Exception):
    """Reading an original took longer than these readers may; others may take longer."""


class Readers:
    """`count` processes, started when they are first needed."""

    def __init__(
        self, count: int, limits: Limits, nice: int = 0, within: Seconds | None = None
    ) -> None:
        """`nice`: by how much they give way to the rest of the machine (0..19); `within`: less time than the limit."""
        self._limits = limits
        self._within = min(within or limits.read_within, limits.read_within)
        self._nice = nice
        self._turns = asyncio.Semaphore(count)
        self._idle: list[_Reader] = []

    async def read(self, job: Job) -> Said | Unread:
        """Return what the original says, or why it can't be read. Raises Slow, OSError where no process starts."""
        async with self._turns:
            end = 0.0
            for _ in range(2):  # A process may have been killed for no fault of this original.
                reader = await self._reader()
                end = end or asyncio.get_running_loop().time() + self._within
                try:
                    return await self._attempt(reader, job, end)
                except _DIED:
                    continue
        return Unread("reading it broke the reader: too much memory or processor time, or a fault")

    async def _reader(self) -> "_Reader":
        return self._idle.pop() if self._idle else await _Reader.start(self._limits, self._nice)

    async def _attempt(self, reader: "_Reader", job: Job, end: float) -> Said | Unread:
        try:
            async with asyncio.timeout_at(end):
                answer = await reader.ask(job)
        except TimeoutError:
            await reader.kill()
            if self._within < self._limits.read_within:
                raise Slow from None
            return Unread(f"reading it took longer than {self._limits.read_within:.0f} seconds")
        except BaseException:
            await reader.kill()
            raise
        if reader.jobs < _MOST_JOBS:
            self._idle.append(reader)
        else:
            await reader.kill()
        return answer

    async def close(self) -> None:
        """End all processes."""
        while self._idle:
            await self._idle.pop().kill()


class _Reader:
    """One process."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.jobs = 0

    @classmethod
    async def start(cls, limits: Limits, nice: int) -> "_Reader":
        """Start one, and wait until it can read. It gets nothing of our environment: secrets stand there."""
        environment = {name: os.environ[name] for name in _TOLD if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", "services.channels.reading"),
            *(str(limits.read_bytes), str(int(limits.read_within))),
            stdin=PIPE,
            stdout=PIPE,
            env={"LANG": "C.UTF-8", **environment},
            start_new_session=True,
        )
        # From its first breath: starting is half of its work where it lives short.
        with contextlib.suppress(ProcessLookupError):
            ours = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, process.pid, ours + nice)
        reader = cls(process)
        try:
            async with asyncio.timeout(_START_WITHIN):
                await reader._answer()
        except (TimeoutError, *_DIED) as fault:
            await reader.kill()
            raise OSError(f"the process that reads originals does not start: {fault!r}") from fault
        except BaseException:
            await reader.kill()
            raise
        return reader

    async def ask(self, job: Job) -> Said | Unread:
        """Return its answer. Raises what `_DIED` lists where it ends instead."""
        self.jobs += 1
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(framed(job))
        await stdin.drain()
        answer = await self._answer()
        assert isinstance(answer, Said | Unread)
        return answer

    async def _answer(self) -> Answer:
        stdout = self._process.stdout
        assert stdout is not None
        length = int.from_bytes(await stdout.readexactly(_LENGTH_BYTES), "big")
        answer: Answer = _answers.decode(await stdout.readexactly(length))
        return answer

    async def kill(self) -> None:
        """End it and what it has started, whatever they do, and wait until it is gone."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.communicate()
