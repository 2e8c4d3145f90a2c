"""Messages to staff by whatever Apprise knows: channels, pagers, notifications of a telephone.

Apprise makes its own connections, in a thread of ours and under a deadline of ours; it tells no more than
whether the service took the message. It follows no redirects.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from services.notifier.answers import Answer, Deferred, Refused, Sent, Unanswered
from services.notifier.destinations import Chat, Destinations
from switchboard.contracts.values import Seconds

if TYPE_CHECKING:
    from apprise import Apprise

WITHIN: Final = Seconds(15.0)
_AT_ONCE: Final = 2
"""To each of them: one that hangs holds up none of the others."""
_THEIRS: Final = 10
"""Seconds after which Apprise itself leaves a service."""


class NoSuchChat(ValueError):
    """A destination that Apprise can make nothing of."""


class Chats:
    """The chats and pagers among the destinations. Belongs to one event loop."""

    def __init__(self, services: "Mapping[str, Apprise]") -> None:
        self.within = WITHIN
        self._services = services
        self._threads = {name: ThreadPoolExecutor(_AT_ONCE, "chat") for name in services}

    async def send(self, name: str, title: str, text: str, *, urgent: bool) -> Answer:
        """Have a message sent and return what came of it."""
        service = self._services.get(name)
        if service is None:
            return Refused(f"{name} is no chat")
        kind = "warning" if urgent else "info"

        def notify() -> bool:
            return bool(service.notify(body=text, title=title, notify_type=kind, timeout=_THEIRS))

        asked = self._threads[name].submit(notify)
        try:
            # The thread can't be ended; it ends itself, and nobody waits for it.
            async with asyncio.timeout(self.within):
                took = await asyncio.shield(asyncio.wrap_future(asked))
        except TimeoutError:
            if asked.cancel():
                return Deferred(f"{name} has not answered what went before")
            return Unanswered(f"{name} took longer than {self.within:g} seconds")
        finally:
            asked.cancel()  # What nobody waits for any more must not go out later.
        return Sent() if took else Deferred(f"{name} did not take it; Apprise does not tell why")


def chats(known: Destinations) -> Chats:
    """Return the chats among the destinations. Raises NoSuchChat, naming it but not its address."""
    wanted = {name: one for name, one in known.items() if isinstance(one, Chat)}
    return Chats({name: _service(name, one.url) for name, one in wanted.items()})


def _service(name: str, url: str) -> "Apprise":
    # It takes a second to read, and most houses have no chat.
    from apprise import Apprise, AppriseAsset  # noqa: PLC0415  (its time is only for those who have one)

    asset = AppriseAsset(
        app_id="Switchboard", app_desc="Switchboard", app_url="", http_redirects=False
    )
    service = Apprise(asset=asset)
    if not service.add(url):
        raise NoSuchChat(f"{name}: no service that Apprise knows; see its list of notifications")
    return service
