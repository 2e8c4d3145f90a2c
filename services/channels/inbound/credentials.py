"""How a mail provider proves who it is: each in its own way. Pure.

Mailgun signs a second and a token, SendGrid the second and the whole body (ECDSA), Postmark shows a password;
SendGrid may show one instead. Of each, two secrets may stand while one is replaced.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from services.channels.inbound.letter import LETTERS
from services.channels.inbound.posted import Posted
from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.http.problems import FORBIDDEN, UNAUTHORIZED, Problem
from switchboard.http.signatures import WINDOW, is_fresh, is_one_of, is_signed_hex

MAILGUN: Final = "mailgun"
SIGNATURE: Final = "x-twilio-email-event-webhook-signature"
TIMESTAMP: Final = "x-twilio-email-event-webhook-timestamp"
_PUBLIC_KEY: Final = "MF"
"""How a public key begins (DER in base64)."""
_LONGEST: Final = 200
_MOST_SEEN: Final = 100_000
_KEPT: Final = Seconds(2 * WINDOW)


class NotSecrets(ValueError):
    """The administrator's mistake; says what would be right, without showing it."""


class Secrets(NamedTuple):
    """What one provider is known by."""

    shared: tuple[str, ...] = ()
    """Passwords (`user:password`, or the password alone), or keys that sign."""
    public: tuple[EllipticCurvePublicKey, ...] = ()


class Request(NamedTuple):
    """What a provider's proof may stand in."""

    headers: Mapping[str, str]
    body: bytes = b""
    posted: Posted = Posted({}, {})
    """Mailgun's proof is a part of its form; of the others, nothing is taken apart before it is proved."""


def secrets_in(written: str) -> dict[str, Secrets]:
    """Return the secrets in `provider=secret,provider=secret`. Raises NotSecrets."""
    found: dict[str, Secrets] = {}
    for one in filter(None, (part.strip() for part in written.split(","))):
        provider, _, secret = one.partition("=")
        if provider not in LETTERS or not secret:
            raise NotSecrets(f"write PROVIDER=SECRET, comma-separated; {', '.join(LETTERS)}")
        before = found.get(provider, Secrets())
        if provider == "sendgrid" and secret.startswith(_PUBLIC_KEY) and ":" not in secret:
            found[provider] = before._replace(public=(*before.public, _public_key(secret)))
        else:
            found[provider] = before._replace(shared=(*before.shared, secret))
    return found


def _public_key(written: str) -> EllipticCurvePublicKey:
    try:
        key = load_der_public_key(b64decode(written, validate=True))
    except (NotBase64, ValueError):
        raise NotSecrets("sendgrid's public key is base64 on one line") from None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise NotSecrets("sendgrid's public key is one of the curve P-256")
    return key


def takes_body(provider: str, secrets: Secrets, headers: Mapping[str, str]) -> bool:
    """Tell whether a proof needs the body; else it is a login, which is looked at before anything is read."""
    return provider == MAILGUN or _is_sendgrids(secrets, headers)


def _is_sendgrids(secrets: Secrets, headers: Mapping[str, str]) -> bool:
    return bool(secrets.public) and (SIGNATURE in headers or not secrets.shared)


def nonce_of(provider: str, secrets: Secrets, request: Request, at: UnixSeconds) -> str:
    """Return what a proof may be used for once; empty where it may be shown again. Raises Problem 401."""
    if provider == MAILGUN:
        return _mailgun(secrets, request.posted, at)
    if _is_sendgrids(secrets, request.headers):
        return _sendgrid(secrets, request, at)
    if not _shows(secrets.shared, request.headers):
        raise _refused(
            f"This is not the login of {provider}: see SWITCHBOARD_EMAIL_SECRETS.",
            {"WWW-Authenticate": 'Basic realm="switchboard"'},
        )
    return ""


def _mailgun(secrets: Secrets, posted: Posted, at: UnixSeconds) -> str:
    second, token, given = (posted.text(name) for name in ("timestamp", "token", "signature"))
    if not (token and given) or len(token) > _LONGEST:
        raise _refused("`timestamp`, `token` and `signature` belong to a request of Mailgun.")
    _require_fresh(second, at)
    keys = [one.encode() for one in secrets.shared]
    if not is_signed_hex(keys, f"{second}{token}".encode(), given):
        raise _refused("`signature` is not that of Mailgun's signing key which is known here.")
    return token


def _sendgrid(secrets: Secrets, request: Request, at: UnixSeconds) -> str:
    second, given = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
    if not given or len(given) > _LONGEST:
        raise _refused(f"{TIMESTAMP} and {SIGNATURE} belong to a request of SendGrid.")
    _require_fresh(second, at)
    if not any(_is_signed(key, second.encode() + request.body, given) for key in secrets.public):
        raise _refused(f"{SIGNATURE} is not that of SendGrid's key which is known here.")
    return given


def _is_signed(key: EllipticCurvePublicKey, message: bytes, given: str) -> bool:
    try:
        key.verify(b64decode(given, validate=True), message, ECDSA(SHA256()))
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True


def _require_fresh(second: str, at: UnixSeconds) -> None:
    is_second = second.isascii() and second.isdecimal() and len(second) <= len("1793620800000")
    if not is_second or not is_fresh(UnixSeconds(float(second)), at):
        raise _refused("Its timestamp is more than five minutes from our clock.")


def _shows(shared: Sequence[str], headers: Mapping[str, str]) -> bool:
    """Tell whether a request logs in with one of these: `user:password`, or a password of any user."""
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        pair = b64decode(rest.strip(), validate=True).decode("utf-8", "replace")
    except (NotBase64, ValueError):
        return False
    return is_one_of(pair, (one for one in shared if ":" in one)) or is_one_of(
        pair.partition(":")[2], (one for one in shared if ":" not in one)
    )


def _refused(detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    return Problem(UNAUTHORIZED, detail, headers=headers)


class Seen:
    """Proofs that were used, and for what: for as long as they would count, a bounded number of them."""

    def __init__(self, most: int = _MOST_SEEN, kept: Seconds = _KEPT) -> None:
        self._most = most
        self._kept = kept
        self._used: OrderedDict[str, tuple[bytes, UnixSeconds]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used)

    def claim(self, nonce: str, digest: bytes, at: UnixSeconds) -> None:
        """Take note of what a proof was used for; the same may come again. Raises Problem 403: it was something else."""
        used, _ = self._used.setdefault(nonce, (digest, at))
        if used != digest:
            raise Problem(FORBIDDEN, "Its signature counted once already, for another mail.")
        while len(self._used) > self._most or self._is_over(at):
            self._used.popitem(last=False)

    def _is_over(self, at: UnixSeconds) -> bool:
        _, oldest = next(iter(self._used.values()))
        return at - oldest > self._kept
