"""How a mail provider proves who it is."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.channels.inbound.credentials import (
    NotSecrets,
    Request,
    Secrets,
    Seen,
    nonce_of,
    secrets_in,
)
from services.channels.inbound.posted import JSON, Posted, posted
from switchboard.contracts.values import UnixSeconds
from switchboard.http.problems import Problem
from tests.channels.inbound.posts import (
    FORM,
    LOGIN,
    PUBLIC,
    SECRETS,
    SIGNING_KEY,
    encoded,
    login,
    mailgun,
    sendgrid,
)
from tests.harness.clock import SUNDAY_NOON

KNOWN = secrets_in(SECRETS)
NOTHING = Posted({}, {})
OTHER = ec.derive_private_key(5, ec.SECP256R1())


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(SUNDAY_NOON + seconds)


def asked(fields: dict[str, str]) -> Request:
    body, kind = encoded(fields)
    return Request({}, body, posted(kind, body))


def signed(body: bytes, headers: dict[str, str]) -> Request:
    return Request({name.lower(): value for name, value in headers.items()}, body, NOTHING)


def nonce(provider: str, request: Request, known: Secrets | None = None) -> str:
    return nonce_of(provider, known or KNOWN[provider], request, SUNDAY_NOON)


def test_mailgun_signs_a_second_and_a_token_that_counts_once() -> None:
    assert nonce("mailgun", asked(mailgun({}))) == "t1"


@pytest.mark.parametrize(
    "fields",
    [
        {"recipient": "x"},
        {"timestamp": "1", "token": "t", "signature": ""},
        {**mailgun({}), "token": "another"},
        {**mailgun({}), "timestamp": str(int(SUNDAY_NOON) + 1)},
        {**mailgun({}), "signature": "0" * 64},
        mailgun({}, key="another key"),
        mailgun({}, later(-301)),
        mailgun({}, later(301)),
        {**mailgun({}), "timestamp": "soon"},
        {**mailgun({}), "timestamp": "9" * 400},
        mailgun({}, token="t" * 201),
    ],
)
def test_what_mailgun_did_not_sign_just_now_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(Problem) as refused:
        nonce("mailgun", asked(fields))

    assert refused.value.kind.status == 401


@pytest.mark.parametrize("seconds", [-300.0, 300.0])
def test_a_second_counts_for_five_minutes(seconds: float) -> None:
    assert nonce("mailgun", asked(mailgun({}, later(seconds))))


@pytest.mark.parametrize("key", ["old", "new"])
def test_while_a_key_is_replaced_either_may_sign(key: str) -> None:
    known = secrets_in("mailgun=new,mailgun=old")["mailgun"]

    assert nonce("mailgun", asked(mailgun({}, key=key)), known) == "t1"


def test_sendgrid_signs_the_second_and_the_whole_body() -> None:
    proof = sendgrid(b"body")

    assert nonce("sendgrid", signed(b"body", proof)) == list(proof.values())[1]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"body", {}),
        (b"another body", sendgrid(b"body")),
        (b"body", sendgrid(b"body", key=OTHER)),
        (b"body", sendgrid(b"body", later(-301))),
        (b"body", {**sendgrid(b"body"), "X-Twilio-Email-Event-Webhook-Timestamp": "x"}),
        (b"body", {**sendgrid(b"body"), "X-Twilio-Email-Event-Webhook-Signature": "%%"}),
        (b"body", {**sendgrid(b"body"), "X-Twilio-Email-Event-Webhook-Signature": "AAAA"}),
        (b"body", {**sendgrid(b"body"), "X-Twilio-Email-Event-Webhook-Signature": "A" * 400}),
        (b"body", login("acme:" + PUBLIC)),
    ],
)
def test_what_sendgrid_did_not_sign_just_now_is_refused(
    body: bytes, headers: dict[str, str]
) -> None:
    with pytest.raises(Problem) as refused:
        nonce("sendgrid", signed(body, headers))

    assert refused.value.kind.status == 401


@pytest.mark.parametrize("provider", ["postmark", "sendgrid"])
@pytest.mark.parametrize(("secret", "pair"), [(LOGIN, LOGIN), ("word", "anybody:word")])
def test_a_login_may_be_shown_again(provider: str, secret: str, pair: str) -> None:
    known = secrets_in(f"{provider}={secret}")[provider]

    assert nonce(provider, signed(b"", login(pair)), known) == ""


@pytest.mark.parametrize(
    "headers",
    [
        {},
        login("acme:another"),
        login("other:a password"),
        login("acme"),
        login(""),
        {"Authorization": "Basic %%"},
        {"Authorization": "Basic"},
        {"Authorization": f"Bearer {base64.b64encode(LOGIN.encode()).decode()}"},
    ],
)
def test_another_login_is_refused_so_that_the_provider_tries_again(headers: dict[str, str]) -> None:
    with pytest.raises(Problem) as refused:
        nonce("postmark", signed(b"", headers))

    assert refused.value.kind.status == 401
    assert refused.value.headers["WWW-Authenticate"].startswith("Basic")


def test_no_refusal_shows_a_secret() -> None:
    with pytest.raises(Problem) as refused:
        nonce("mailgun", asked(mailgun({}, key="another key")))

    assert SIGNING_KEY not in refused.value.detail


@pytest.mark.parametrize(
    "written",
    ["mailgun", "mailgun=", "gmail=x", "=x", "sendgrid=MFkwEw", f"sendgrid={PUBLIC[:-8]}", "x"],
)
def test_secrets_that_are_none_stop_the_start_without_being_shown(written: str) -> None:
    with pytest.raises(NotSecrets) as wrong:
        secrets_in(written)

    assert written.partition("=")[2][:6] not in str(wrong.value) or not written.partition("=")[2]


def test_a_key_of_another_curve_is_none() -> None:
    other = ec.derive_private_key(5, ec.SECP256K1()).public_key()
    written = base64.b64encode(other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    with pytest.raises(NotSecrets, match="P-256"):
        secrets_in(f"sendgrid={written.decode()}")


def test_no_secrets_are_no_providers() -> None:
    assert secrets_in(" , ") == {}


ONE, OTHER_MAIL = b"one mail", b"another mail"


def test_a_proof_counts_for_one_mail_which_may_come_again() -> None:
    seen = Seen()
    seen.claim("a", ONE, SUNDAY_NOON)
    seen.claim("a", ONE, later(1))

    with pytest.raises(Problem) as refused:
        seen.claim("a", OTHER_MAIL, later(2))
    assert refused.value.kind.status == 403


def test_proofs_are_remembered_as_long_as_they_count() -> None:
    seen = Seen()
    seen.claim("a", ONE, SUNDAY_NOON)
    seen.claim("b", ONE, later(600))
    assert len(seen) == 2
    seen.claim("c", ONE, later(601))

    assert len(seen) == 2


def test_only_so_many_proofs_are_remembered() -> None:
    seen = Seen(most=2)
    for one in "abc":
        seen.claim(one, ONE, SUNDAY_NOON)

    assert len(seen) == 2


def test_a_form_is_proved_by_its_fields_whatever_its_kind() -> None:
    body = b"timestamp=1"
    request = Request({"content-type": FORM}, body, posted(FORM, body))

    with pytest.raises(Problem):
        nonce("mailgun", request)
    with pytest.raises(Problem):
        nonce("mailgun", Request({}, b"{}", posted(JSON, b"{}")))
