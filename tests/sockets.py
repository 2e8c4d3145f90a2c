"""No test talks to the world: whoever connects beyond this machine gets an error that says so.

Loaded by pytest (`-p tests.sockets`). It sees what goes through Python's own sockets in this process.
The one exception is to fetch what tests run on, and the hosts of KAFKA_BOOTSTRAP_SERVERS.
"""

import ipaddress
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_fetches: list[str] = []


class WorldClosed(OSError):
    """A test wanted to leave the machine."""


def pytest_configure() -> None:
    sys.addaudithook(watch)


@contextmanager
def fetching(what: str) -> Iterator[None]:
    """Let this process leave the machine for as long as it fetches `what`."""
    _fetches.append(what)
    try:
        yield
    finally:
        _fetches.remove(what)


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what leaves the machine (an audit hook: see Python's table of audit events)."""
    if event in {"socket.connect", "socket.sendto"} and not (_fetches or is_near(arguments[1])):
        raise WorldClosed(f"tests stay on this machine: {event} to {arguments[1]!r} refused")
    if event == "socket.getaddrinfo" and not (_fetches or is_near_host(arguments[0])):
        raise WorldClosed(f"tests stay on this machine: {arguments[0]!r} is not looked up")


def is_near(address: object) -> bool:
    """Tell whether `address`, as a socket takes it, stays on this machine (or is a path in it)."""
    return not isinstance(address, tuple) or is_near_host(address[0])


def is_near_host(host: object) -> bool:
    """Tell whether `host`, a name or a number, is this machine or the broker that we were given."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name == "localhost" or name in _given_brokers():
        return True
    try:
        number = ipaddress.ip_address(name)
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified


def _given_brokers() -> set[str | None]:
    servers = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "").split(",")
    return {urlsplit(f"//{server.strip()}").hostname for server in servers}
