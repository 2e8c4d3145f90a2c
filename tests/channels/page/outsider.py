"""Somebody else's website: one page, at an address of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from typing_extensions import override


class Website:
    """Shows `page` to whoever comes."""

    def __init__(self) -> None:
        self.page = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._answers())
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def _answers(self) -> type[BaseHTTPRequestHandler]:
        website = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = f"<!doctype html>{website.page}".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            @override
            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Answers

    def run(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def website() -> Iterator[Website]:
    """Open one."""
    made = Website()
    running = threading.Thread(target=made.run)
    running.start()
    try:
        yield made
    finally:
        made.close()
        running.join()
