"""The content of a mail as SMTP carries it: it ends with CRLF.CRLF and with nothing else. Pure.

A lone CR or LF is a part of what somebody wrote: whoever took it for the end of a line would let a sender hide
a second mail in the first. Lines are as long as they like.
"""

from typing import Final

_END: Final = b"\r\n.\r\n"
_BEGIN: Final = b"\r\n"
"""Stands before the first line, so that a dot there is one at the beginning of a line."""


class Content:
    """What has come of one mail; at most `most` bytes of it are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._raw = bytearray(_BEGIN)
        self.seen = 0
        """Bytes that came, kept or not."""
        self.ended = False
        self.dropped = False
        """It is not kept any more: too large, or given up. Only its end is still looked for."""

    def feed(self, chunk: bytes) -> bytes:
        """Take what came next; return what comes after the end of the mail."""
        since = max(0, len(self._raw) - len(_END) + 1)
        self._raw += chunk
        self.seen += len(chunk)
        at = self._raw.find(_END, since)
        if at < 0:
            self._keep()
            return b""
        beyond = bytes(self._raw[at + len(_END) :])
        del self._raw[at + len(_BEGIN) :]
        self.seen -= len(beyond)
        self.ended = True
        self._keep()
        return beyond

    def _keep(self) -> None:
        if self.dropped or len(self._raw) - len(_BEGIN) > self._most + self._open():
            self.drop()

    def _open(self) -> int:
        """Return how many bytes at the end may turn out not to belong to the mail."""
        return 0 if self.ended else len(_END) - len(_BEGIN)

    def drop(self) -> None:
        """Keep no more of it than its end needs to be found."""
        self.dropped = True
        del self._raw[: max(0, len(self._raw) - len(_END) + 1)]

    def mail(self) -> bytes:
        """Hand it out, once, as it was written: a dot that began a line for SMTP's sake is gone."""
        raw, self._raw = self._raw, bytearray()  # It may be large: no more copies than must be.
        if b"\r\n." in raw:
            raw = raw.replace(b"\r\n.", b"\r\n")
        return bytes(memoryview(raw)[len(_BEGIN) :])
