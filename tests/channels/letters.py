"""Said as servers hand it over, for tests of the email channel."""

from services.channels.email import read_mail
from services.channels.originals import Envelope, Ours
from services.channels.said import Said

OURS = Ours(addresses=("support@acme.example",))
HEAD = (
    "Received: from mx.example.com by mail.acme.example; Sun, 22 Nov 2026 11:30:00 +0000",
    "Message-ID: <1@example.com>",
    "From: Ana Torres <ana@example.com>",
    "To: support@acme.example",
    "Subject: The pump stops",
    "Date: Sun, 22 Nov 2026 11:29:00 +0000",
)


def letter(*fields: str, body: str = "It stops after a minute.", without: str = "") -> bytes:
    """Return a mail with the usual header, but for the fields given or left out (`without`: names, by spaces)."""
    given = {field.partition(":")[0].lower() for field in fields} | set(without.lower().split())
    head = [line for line in HEAD if line.partition(":")[0].lower() not in given]
    return "\r\n".join([*head, *fields, "", body]).encode("utf-8", "surrogateescape")


def parts(*bodies: str, kind: str = "mixed") -> bytes:
    """Return a mail of several parts, each with its own header."""
    inner = "".join(f"--cut\r\n{body}\r\n" for body in bodies)
    return letter(
        "MIME-Version: 1.0",
        f"Content-Type: multipart/{kind}; boundary=cut",
        body=f"{inner}--cut--\r\n",
    )


def read(mail: bytes, envelope: Envelope | None = None) -> Said:
    return read_mail(mail, envelope or Envelope(), OURS)
