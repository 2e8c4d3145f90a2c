"""Mail servers come in here: listening, and closing without leaving a sender in doubt."""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Final

from services.channels.mail_hall import Clerk, Hall
from services.channels.mail_line import Line

_log: Final = logging.getLogger(__name__)
DRAINED_WITHIN: Final = 10.0
"""How long mails that are being taken may still take when we close."""
_PARTED_WITHIN: Final = 1.0
_LOOK_EVERY: Final = 0.05


async def serve(hall: Hall, listening: socket.socket) -> None:
    """Take mail from whoever connects to `listening`, until cancelled; then finish what has begun."""
    # What aiosmtpd says there are commands and addresses: other people's words.
    logging.getLogger("mail.log").disabled = True
    loop, clerk = asyncio.get_running_loop(), Clerk(hall)

    def answered() -> Line:
        return Line(hall, clerk, loop)

    if listening.family is socket.AF_UNIX:
        server: asyncio.Server = await loop.create_unix_server(answered, sock=listening)
    else:
        server = await loop.create_server(answered, sock=listening)
    try:
        await asyncio.Event().wait()
    finally:
        server.close()
        await _drained(hall)


async def _drained(hall: Hall) -> None:
    """Send away whoever waits; let those who are handing a mail over come to its end."""
    hall.closing.set()
    for guest in tuple(hall.guests):
        guest.leave()
    if not await _comes_true(lambda: not any(one.busy for one in hall.guests), DRAINED_WITHIN):
        _log.warning("mail lines cut off", extra={"limit": len(hall.guests)})
    # A peer that keeps its end open, as some do under TLS, is not waited for.
    await _comes_true(lambda: not hall.guests, _PARTED_WITHIN)


async def _comes_true(what: Callable[[], bool], within: float) -> bool:
    """Tell whether it comes true in time; lines end by themselves, and ring no bell."""
    try:
        async with asyncio.timeout(within):
            while not what():  # noqa: ASYNC110 - as above
                await asyncio.sleep(_LOOK_EVERY)
    except TimeoutError:
        return False
    return True
