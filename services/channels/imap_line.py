"""One connection to a mailbox over IMAP: it only looks. No flag is set, none is believed, nothing is deleted.

Everything here blocks, and is called in a thread of its own. The only importer of imapclient.
"""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from services.channels.imap_account import Account, Tls
from services.channels.limits import Limits
from switchboard.contracts.values import UnixSeconds

_CONNECT_WITHIN: Final = 10.0
_HEAD: Final = 64_000
_CAME: Final = "EXISTS"
_ODD: Final = (ValueError, LookupError, TypeError, AssertionError, AttributeError)
"""What the library raises for answers that it doesn't understand."""


class Lost(Exception):
    """The mailbox did not answer as it must. Says why, without what anybody wrote; a new connection may help."""


class Summary(NamedTuple):
    """What is known of a mail before it is fetched."""

    size: int
    at: UnixSeconds | None
    """When the mailbox got it (INTERNALDATE); some don't know."""


@contextmanager
def _talking(about: str) -> Iterator[None]:
    """Turn whatever goes wrong into Lost."""
    try:
        yield
    except LoginError:
        raise Lost("it does not accept our login") from None
    except ssl.SSLCertVerificationError as fault:
        raise Lost(f"its certificate is not to be trusted: {fault.verify_message}") from None
    except OSError as fault:
        raise Lost(f"{about}: {fault.strerror or type(fault).__name__}") from None
    except (IMAPClientError, *_ODD) as fault:
        # Its words may quote a mail.
        raise Lost(f"{about}: it answers with {type(fault).__name__}") from None


class Letterbox:
    """A folder that is open for reading."""

    def __init__(self, client: Any, validity: int, limits: Limits) -> None:
        self._client = client
        self._protocol = client._imap  # noqa: SLF001 - nothing else tells what else was answered
        self._limits = limits
        self.validity = validity
        """How its mails are numbered (UIDVALIDITY)."""
        self.tells = client.has_capability("IDLE")
        """Whether it tells of itself that something came."""

    @classmethod
    def open(cls, account: Account, limits: Limits, context: ssl.SSLContext) -> "Letterbox":
        """Connect, log in, and open the folder read-only. Raises Lost."""
        with _talking("connecting"):
            client = IMAPClient(
                account.host,
                account.port,
                ssl=account.tls is Tls.AT_ONCE,
                ssl_context=context if account.tls is Tls.AT_ONCE else None,
                timeout=SocketTimeout(_CONNECT_WITHIN, limits.imap_within),
            )
        try:
            with _talking("logging in"):
                client.normalise_times = False
                if account.tls is Tls.BEFORE_LOGIN:
                    client.starttls(context)
                client.login(account.user, account.password)
            with _talking(f"opening {account.folder}"):
                said = client.select_folder(account.folder, readonly=True)
                return cls(client, int(said[b"UIDVALIDITY"]), limits)
        except BaseException:
            _close(client)
            raise

    def after(self, uid: int) -> list[int]:
        """Return which mails came after one, in their order. Raises Lost."""
        # Where nothing is new, `n:*` names the last mail all the same.
        return [one for one in self._found(["UID", f"{uid + 1}:*"]) if one > uid]

    def since(self, at: UnixSeconds) -> list[int]:
        """Return which mails are of that day or later. Raises Lost."""
        return self._found(["SINCE", dt.datetime.fromtimestamp(at, dt.UTC).date()])

    def holds(self, uid: int) -> bool:
        """Tell whether a mail is still there. Raises Lost."""
        return uid in self._found(["UID", str(uid)])

    def _found(self, criteria: list[object]) -> list[int]:
        with _talking("searching"):
            # Whatever it tells of from here on, this search may not have seen.
            self._protocol.untagged_responses.pop(_CAME, None)
            return sorted(map(int, self._client.search(criteria)))

    def summaries(self, uids: Sequence[int]) -> dict[int, Summary]:
        """Return what is told of these; who isn't in it may be gone. Raises Lost."""
        with _talking("asking for sizes"):
            told = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
            return {
                int(uid): Summary(int(one[b"RFC822.SIZE"]), _moment(one.get(b"INTERNALDATE")))
                for uid, one in told.items()
                if b"RFC822.SIZE" in one
            }

    def fetch(self, uid: int, most: int) -> bytes | None:
        """Return a mail, or its first `most` bytes; None where it is gone. Raises Lost."""
        return self._part(uid, f"BODY.PEEK[]<0.{most}>", b"BODY[]<0>")

    def head(self, uid: int) -> bytes:
        """Return the head of a mail, or its beginning; nothing where it is gone. Raises Lost."""
        return self._part(uid, f"BODY.PEEK[HEADER]<0.{_HEAD}>", b"BODY[HEADER]<0>") or b""

    def _part(self, uid: int, wanted: str, told: bytes) -> bytes | None:
        with _talking("fetching"):
            found = self._client.fetch([uid], [wanted]).get(uid)
            if found is None:
                return None
            part = found[told]
            return b"" if part is None else bytes(part)

    def wait(self) -> None:
        """Return when something may have come (RFC 2177), or after a while. Raises Lost."""
        with _talking("waiting"):
            self._client.idle()
            if not self._has_told():
                self._client.idle_check(timeout=self._limits.imap_idle)
            self._client.idle_done()

    def _has_told(self) -> bool:
        """Tell whether it has said since the last search that something came, or has said more than was read.

        It says so once, with whatever it answers just then, and whoever waits at the socket doesn't hear of it.
        """
        return _CAME in self._protocol.untagged_responses or self._has_more()

    def _has_more(self) -> bool:
        line = self._client.socket()
        line.settimeout(0)
        try:
            return bool(self._protocol.file.peek(1))
        except ssl.SSLWantReadError:
            return False
        finally:
            line.settimeout(self._limits.imap_within)

    def cut(self) -> None:
        """Break the connection off, from any thread; whoever waits on it wakes up."""
        with suppress(OSError, *_ODD):
            # Of the socket itself: what TLS adds may be in use by the thread that is woken up.
            socket.socket.shutdown(self._client.socket(), socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection, when nobody uses it any more."""
        _close(self._client)


def _moment(told: object) -> UnixSeconds | None:
    return UnixSeconds(float(round(told.timestamp(), 3))) if isinstance(told, dt.datetime) else None


def _close(client: Any) -> None:
    with suppress(OSError, IMAPClientError, *_ODD):
        client.shutdown()
