"""Standard Webhooks (standardwebhooks.com, version 1.0): whether a request was signed with one of our secrets. Pure.

Signed are the message's id, the second in which it was sent, and the body's own bytes. A symmetric secret is
written `whsec_` and base64; only signatures of version `v1` count.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from switchboard.contracts.values import UnixSeconds
from switchboard.http.problems import UNAUTHORIZED, Problem
from switchboard.http.signatures import is_fresh, is_one_of, signed

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"
_MOST_SIGNATURES: Final = 20
_SECRET_BYTES: Final = range(16, 129)
_MESSAGE_ID: Final = re.compile(r"[\x21-\x7e]{1,200}")
_SECOND: Final = re.compile(r"[0-9]{1,12}")


class Signer(NamedTuple):
    """Who may sign, and with what: two secrets while one is replaced."""

    name: str
    secrets: tuple[bytes, ...]


def secret(written: str) -> bytes:
    """Return the bytes of a secret, with or without its prefix. Raises ValueError, without showing it."""
    try:
        raw = b64decode(written.removeprefix(_PREFIX), validate=True)
    except (NotBase64, ValueError):
        raise ValueError("a webhook's secret is whsec_ and base64") from None
    if len(raw) not in _SECRET_BYTES:
        raise ValueError("a webhook's secret has 16 to 128 bytes")
    return raw


def is_signed(headers: Mapping[str, str]) -> bool:
    """Tell whether a request wants to be known by its signature."""
    return SIGNATURE in headers


def signer_of(
    headers: Mapping[str, str], body: bytes, signers: Sequence[Signer], at: UnixSeconds
) -> Signer:
    """Return who signed the request. Raises Problem 401: nobody whom we know, or not just now."""
    message_id, second = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not _MESSAGE_ID.fullmatch(message_id) or not _SECOND.fullmatch(second):
        raise _refused(f"{ID} and {TIMESTAMP} (Unix seconds) belong to a signature.")
    if not is_fresh(UnixSeconds(float(second)), at):
        raise _refused(f"{TIMESTAMP} is more than five minutes from our clock: sign it anew.")
    message = b"%s.%s.%s" % (message_id.encode(), second.encode(), body)
    offered = headers.get(SIGNATURE, "").split(" ")[:_MOST_SIGNATURES]
    for signer in signers:
        right = [_VERSION + b64encode(signed(key, message)).decode() for key in signer.secrets]
        if any(is_one_of(one, right) for one in offered):
            return signer
    raise _refused(f"{SIGNATURE} is not that of a secret which is known here.")


def _refused(detail: str) -> Problem:
    return Problem(UNAUTHORIZED, detail)


def headers_of(
    message_id: str, body: bytes, secrets: Sequence[bytes], at: UnixSeconds
) -> dict[str, str]:
    """Return the headers that sign a message of ours, with each of the secrets: two while one is replaced."""
    second = str(int(at))
    message = b"%s.%s.%s" % (message_id.encode(), second.encode(), body)
    signatures = [_VERSION + b64encode(signed(key, message)).decode() for key in secrets]
    return {ID: message_id, TIMESTAMP: second, SIGNATURE: " ".join(signatures)}
