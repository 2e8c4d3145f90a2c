"""What a part of a process runs for as long as the process does."""

from collections.abc import Callable, Coroutine

Task = Callable[[], Coroutine[None, None, None]]
