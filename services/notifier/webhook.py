"""Signed requests to other systems (standardwebhooks.com): whoever has the secret knows that we sent it, and when.

The id is that of the notice: a system that has it already has seen the message.
"""

from collections.abc import Sequence
from typing import Final

from services.notifier.answers import Answer, Refused
from services.notifier.destinations import host_of
from services.notifier.replies import answer_of_hook
from switchboard.clock import Clock
from switchboard.contracts.values import Seconds
from switchboard.http.outward import Outward, Question
from switchboard.http.standard_webhooks import headers_of

WITHIN: Final = Seconds(15.0)
MOST_ANSWER: Final = 64_000
"""Read and thrown away: what counts is the status."""


class Hooks:
    """Calls systems by their webhooks."""

    def __init__(self, outward: Outward, clock: Clock) -> None:
        self._outward = outward
        self._clock = clock

    async def send(
        self, url: str, secrets: Sequence[bytes], message_id: str, body: bytes
    ) -> Answer:
        """Send a message, signed just now, and return what the system makes of it."""
        if not secrets:
            return Refused("no secret signs it: set SWITCHBOARD_HOOK_SECRET")
        at = self._clock.now()
        headers = {
            "Content-Type": "application/json",
            **headers_of(message_id, body, secrets, at),
        }
        told = await self._outward.ask(Question("POST", url, headers, body), WITHIN, MOST_ANSWER)
        return answer_of_hook(told, host_of(url), at)
