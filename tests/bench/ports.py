"""Ports that nobody uses at the moment."""

import socket


def free_port() -> int:
    """Return one; whoever takes it should do so soon."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
