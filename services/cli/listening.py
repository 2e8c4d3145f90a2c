"""Taking the ports and the socket file that a process listens on, before anything else is done."""

import logging
import socket
from pathlib import Path
from typing import Final

from services.cli.say import CouldNot
from services.cli.settings import Settings

_log: Final = logging.getLogger(__name__)
_QUEUE: Final = 2_048


def for_requests(settings: Settings) -> socket.socket:
    """Return where HTTP comes in. Raises CouldNot."""
    return _on(settings.http_host, settings.http_port, "choose another port with --port")


def for_mail(settings: Settings, *, elsewhere: bool = False) -> socket.socket | None:
    """Return where mail servers come in; None where they don't. Raises CouldNot.

    `elsewhere`: where nobody named the port and somebody has the usual one, any other will do.
    """
    if settings.smtp == "off":
        return None
    if settings.smtp_socket:
        return _on_file(Path(settings.smtp_socket))
    instead = "choose another port with --smtp-port"
    try:
        return _on(settings.smtp_host, settings.mail_port, instead)
    except CouldNot as fault:
        if settings.smtp_port is not None or not elsewhere:
            raise
        _log.warning("mail comes in elsewhere", extra={"why": str(fault)})
        return _on(settings.smtp_host, 0, instead)


def address_of(listening: socket.socket) -> str:
    """Return what to connect to, as people write it."""
    where = listening.getsockname()
    if isinstance(where, str):
        return where
    host, port = where[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _on(host: str, port: int, instead: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        # Whoever comes from now on waits in the queue rather than before a closed door.
        listening.listen(_QUEUE)
    except OSError as fault:
        listening.close()
        raise CouldNot(f"{host}:{port}: {fault.strerror}; {instead}") from None
    return listening


def _on_file(path: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket() and not _answers(path):  # Left by a process that was killed.
            path.unlink()
        listening.bind(str(path))
        # The mail server of the house is another user, of our group.
        path.chmod(0o660)
        listening.listen(_QUEUE)
    except OSError as fault:
        listening.close()
        raise CouldNot(
            f"{path}: {fault.strerror or fault}; name another file with SWITCHBOARD_SMTP_SOCKET"
        ) from None
    return listening


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        try:
            asking.connect(str(path))
        except ConnectionRefusedError:
            return False
        return True
