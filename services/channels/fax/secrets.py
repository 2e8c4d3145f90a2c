"""Which fax providers may post here: by a secret that we gave them. Pure.

Shown as the password of a basic login, as `token` in the address, or as RingCentral's verification token.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Collection, Mapping, Sequence

from switchboard.http.signatures import is_one_of

Secrets = Mapping[str, Sequence[str]]
"""The secrets of each provider; two while one is replaced."""


class NotSecrets(ValueError):
    """The administrator's mistake; says what would be right."""


def secrets_in(written: str, providers: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the secrets in `provider=secret,provider=secret`, all of known `providers`. Raises NotSecrets."""
    found: dict[str, tuple[str, ...]] = {}
    for one in written.split(","):
        provider, is_pair, secret = one.strip().partition("=")
        if not one.strip():
            continue
        if not is_pair or not secret or provider.lower() not in providers:
            known = ", ".join(providers)
            raise NotSecrets(f"write each as provider=secret, with a provider of {known}")
        found[provider.lower()] = (*found.get(provider.lower(), ()), secret)
    return found


def shows(secrets: Sequence[str], headers: Mapping[str, str], token: str) -> bool:
    """Tell whether a request shows one of these secrets."""
    shown = (token, headers.get("verification-token", ""), _password(headers))
    return any(is_one_of(one, secrets) for one in shown if one)


def shows_any(headers: Mapping[str, str], token: str) -> bool:
    """Tell whether a request tries to."""
    return bool(token or "verification-token" in headers or _password(headers))


def _password(headers: Mapping[str, str]) -> str:
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        pair = b64decode(rest.strip(), validate=True).decode("utf-8", "replace")
    except (NotBase64, ValueError):
        return ""
    return pair.partition(":")[2]
