"""No test talks to the world: whoever connects beyond this machine gets an error that says so.

Loaded by pytest (`-p tests.sockets`). It watches this process only: a broker that a test starts, or a tool that
fetches it, is a process of its own. It sees what goes through Python's own sockets.
"""

import ipaddress
import sys


class WorldClosed(OSError):
    """A test wanted to leave the machine."""


def is_near(address: object) -> bool:
    """Tell whether `address`, as a socket takes it, stays on this machine."""
    if not isinstance(address, tuple):
        return True  # a path of the file system, or none of ours
    return is_near_host(address[0])


def is_near_host(host: object) -> bool:
    """Tell whether `host`, a name or a number, is this machine itself."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in {None, "", "localhost"}:
        return True
    try:
        number = ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what leaves the machine (an audit hook: see the table of audit events)."""
    if event in {"socket.connect", "socket.sendto"} and not is_near(arguments[1]):
        raise WorldClosed(f"tests stay on this machine: {event} to {arguments[1]!r} refused")
    if event == "socket.getaddrinfo" and not is_near_host(arguments[0]):
        raise WorldClosed(f"tests stay on this machine: {arguments[0]!r} is not looked up")


sys.addaudithook(watch)
