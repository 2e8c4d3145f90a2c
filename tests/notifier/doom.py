"""Death at a chosen step: the tasks of one process run so many steps between awaits, then none of them ever again."""

import asyncio
from collections.abc import Coroutine, Generator
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

from typing_extensions import override

T = TypeVar("T")


class Killed(BaseException):
    """As by kill -9: no handler of ours gets to say anything."""


class Doom:
    """Counts the steps of all tasks begun under it, and ends them all at one; None: at none, until it is `set`."""

    def __init__(self, at_step: int | None) -> None:
        self._left = at_step
        self.struck = False

    def set(self, at_step: int) -> None:
        """Count from here."""
        self._left = at_step

    def strikes(self) -> bool:
        if self._left is not None:
            self._left -= 1
            self.struck = self.struck or self._left < 0
        return self.struck

    def begin(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Begin a life: `work` and whatever tasks it begins. The rest of the world knows no doom."""
        loop, fate = asyncio.get_running_loop(), copy_context()
        fate.run(_OURS.set, self)
        loop.set_task_factory(_task)
        return loop.create_task(work, context=fate)


_OURS: ContextVar[Doom | None] = ContextVar("doom", default=None)


def _task(loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> "asyncio.Task[Any]":
    fate = options.get("context")
    doom = _OURS.get() if fate is None else fate.get(_OURS)
    task: asyncio.Task[Any] = asyncio.Task(
        _Mortal(work, doom) if doom else work, loop=loop, **options
    )
    if doom:  # Nobody is left to ask how it ended.
        task.add_done_callback(lambda dead: dead.cancelled() or dead.exception())
    return task


class _Mortal(Coroutine[Any, Any, T]):
    def __init__(self, work: Coroutine[Any, Any, T], doom: Doom) -> None:
        self._work = work
        self._doom = doom

    @override
    def send(self, value: Any, /) -> Any:
        return self._work.throw(Killed()) if self._doom.strikes() else self._work.send(value)

    @override
    def throw(self, *fault: Any) -> Any:
        return self._work.throw(*fault)

    @override
    def close(self) -> None:
        self._work.close()

    @override
    def __await__(self) -> Generator[Any, Any, T]:
        raise NotImplementedError("it is a task's, and nobody awaits it")
