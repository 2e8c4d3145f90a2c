"""Outcomes that somebody waits for: told as soon as the desk has read them. Belongs to one event loop."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from services.desk.board import CaseStands, Change
from switchboard.contracts.case import ActionOutcome


class Awaited:
    """Who waits for which action. Begin to wait before you publish: then nothing can be missed."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Future[ActionOutcome]]] = {}

    @contextmanager
    def outcome(self, action_id: str) -> Iterator[asyncio.Future[ActionOutcome]]:
        """Give what will hold the outcome of an action."""
        answer: asyncio.Future[ActionOutcome] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(action_id, set()).add(answer)
        try:
            yield answer
        finally:
            answer.cancel()
            left = self._waiting[action_id]
            left.discard(answer)
            if not left:
                del self._waiting[action_id]

    def tell(self, changes: Iterable[Change]) -> None:
        """Answer everybody whose action is among the changes, which are in the store by now."""
        if not self._waiting:
            return
        for change in changes:
            if isinstance(change, CaseStands):
                self._tell(change.outcomes)

    def _tell(self, outcomes: Iterable[ActionOutcome]) -> None:
        for outcome in outcomes:
            for answer in self._waiting.get(outcome.action_id, ()):
                if not answer.done():
                    answer.set_result(outcome)
