"""What mail providers post, for tests: each request proved in its provider's own way."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from switchboard.contracts.values import UnixSeconds
from tests.harness.clock import SUNDAY_NOON

SIGNING_KEY: Final = "key-of-mailgun"
LOGIN: Final = "acme:a password"
SENDGRID: Final = ec.derive_private_key(20_261_122, ec.SECP256R1())
PUBLIC: Final = base64.b64encode(
    SENDGRID.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()
SECRETS: Final = f"mailgun={SIGNING_KEY},postmark={LOGIN},sendgrid={PUBLIC}"
FORM: Final = "application/x-www-form-urlencoded"

Fields = Mapping[str, str]
RAW: Final = (
    "From: Ana Torres <ana@example.com>\r\nTo: support@acme.example\r\nSubject: The pump stops\r\n"
    "Message-ID: <1@example.com>\r\n\r\nIt stops after a minute.\r\n"
)


def encoded(
    fields: Fields, files: Mapping[str, tuple[str, bytes, str]] | None = None
) -> tuple[bytes, str]:
    """Return the body of a form, and its type."""
    request = httpx.Request("POST", "http://x", data=dict(fields), files=dict(files or {}) or None)
    return request.read(), request.headers["content-type"]


def mailgun(
    fields: Fields, at: UnixSeconds = SUNDAY_NOON, key: str = SIGNING_KEY, token: str = "t1"
) -> dict[str, str]:
    """Return the fields of a Mailgun request, signed."""
    second = str(int(at))
    signature = hmac.new(key.encode(), f"{second}{token}".encode(), hashlib.sha256).hexdigest()
    return {**fields, "timestamp": second, "token": token, "signature": signature}


def sendgrid(
    body: bytes, at: UnixSeconds = SUNDAY_NOON, key: ec.EllipticCurvePrivateKey = SENDGRID
) -> dict[str, str]:
    """Return the header fields that prove a SendGrid request."""
    second = str(int(at))
    signature = key.sign(second.encode() + body, ec.ECDSA(SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Timestamp": second,
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
    }


def postmark(**more: object) -> dict[str, Any]:
    """Return the JSON of a Postmark request."""
    return {
        "FromFull": {"Email": "ana@example.com", "Name": 'Ana "A." Torres', "MailboxHash": ""},
        "ToFull": [{"Email": "support@acme.example", "Name": "", "MailboxHash": ""}],
        "OriginalRecipient": "support@inbound.example",
        "Subject": "The pump stops",
        "MessageID": "22c74902-a0c1-4511-804f2-341342852c90",
        "Date": "Sun, 22 Nov 2026 11:29:00 +0000",
        "TextBody": "It stops after a minute.",
        "Headers": [{"Name": "Return-Path", "Value": "<ana@bounces.example.com>"}],
        **more,
    }


def login(pair: str = LOGIN) -> dict[str, str]:
    """Return the header field of a basic login."""
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
