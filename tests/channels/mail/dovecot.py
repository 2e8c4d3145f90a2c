"""A real mailbox server of the tests' own: Dovecot on a free port, where every name has a mailbox and the same password."""

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.channels.mail.certificate import Certificate, certificate

PASSWORD: Final = "pass/word,please"
_READY_WITHIN: Final = 60.0
_CONFIG: Final = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 1000
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


class NoDovecot(Exception):
    """It is not on this machine."""


class Dovecot:
    """A server that runs, and may be stopped and started again."""

    def __init__(self, folder: Path, program: str) -> None:
        self.port, self.tls_port = free_port(), free_port()
        self.cert: Certificate = certificate(folder)
        self._folder = folder
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._write()

    def url(self, user: str, query: str = "?tls=never", scheme: str = "imap") -> str:
        """Return a mailbox as our settings name it."""
        port = self.tls_port if scheme == "imaps" else self.port
        return f"{scheme}://{user}:pass%2Fword%2Cplease@localhost:{port}/INBOX{query}"

    @contextlib.contextmanager
    def owner(self, user: str) -> Iterator[imaplib.IMAP4]:
        """The owner of a mailbox, at it."""
        client = imaplib.IMAP4("127.0.0.1", self.port)
        try:
            client.login(user, PASSWORD)
            client.select("INBOX")
            yield client
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                client.logout()

    def put(self, user: str, *mails: bytes, at: float, flags: str = "") -> None:
        """Have mails arrive at a moment."""
        with self.owner(user) as client:
            for mail in mails:
                moment = imaplib.Time2Internaldate(at)
                assert client.append("INBOX", flags, moment, mail)[0] == "OK"

    def flags(self, user: str) -> list[bytes]:
        """Return what is marked on each mail."""
        with self.owner(user) as client:
            told = client.fetch("1:*", "(FLAGS)")[1]
            return [one for one in told if isinstance(one, bytes)]

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            [self._program, "-F", "-c", str(self._folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        deadline = time.monotonic() + _READY_WITHIN
        while not self._answers():
            assert self._process.poll() is None, f"dovecot ended: {self.said()}"
            assert time.monotonic() < deadline, f"dovecot does not answer: {self.said()}"
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it, and everybody's connections with it."""
        if self._process:
            # Told nicely, it leaves those who serve a connection alive.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(60)
            self._process = None

    def said(self) -> str:
        """Return the end of its log."""
        log = self._folder / "log"
        return log.read_text(errors="replace")[-2_000:] if log.exists() else ""

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as line:
                return line.recv(100).startswith(b"* OK")
        except OSError:
            return False

    def _write(self) -> None:
        """Write how it is to run: as root with lesser users for its parts, else as whoever we are."""
        root = os.geteuid() == 0
        me = pwd.getpwuid(os.geteuid())
        mine = pwd.getpwnam("nobody") if root else me
        for name in ("mail", "run", "state"):
            (self._folder / name).mkdir()
        os.chown(self._folder / "mail", mine.pw_uid, mine.pw_gid)
        config = _CONFIG.format(
            folder=self._folder,
            internal="dovecot" if root else me.pw_name,
            internal_group="dovecot" if root else grp.getgrgid(me.pw_gid).gr_name,
            login="dovenull" if root else me.pw_name,
            uid=mine.pw_uid,
            gid=mine.pw_gid,
            password=PASSWORD,
            cert=self.cert.chain,
            key=self.cert.key,
            port=self.port,
            tls_port=self.tls_port,
        )
        (self._folder / "dovecot.conf").write_text(config)


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextlib.contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A server for as long as it is wanted. Raises NoDovecot."""
    program = shutil.which(
        "dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    )
    if program is None:
        raise NoDovecot("dovecot is not installed (Debian: apt-get install dovecot-imapd)")
    # Its parts run as other users, who can't look into the tests' own folders; and paths of sockets must be short.
    folder = Path(tempfile.mkdtemp(prefix="sb-imap-", dir="/tmp"))
    folder.chmod(0o755)
    server = Dovecot(folder, program)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
