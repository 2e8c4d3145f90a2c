"""The whole interface, tried by a machine that knows nothing but /openapi.json of a running installation.

Short by default; `SWITCHBOARD_LONG=1` tries fifteen times as much.
"""

import os
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from services.desk.filters import Cursor, seal
from switchboard.contracts.values import Reference, UnixSeconds
from tests.outside.installation import Installation

EXAMPLES = 300 if os.environ.get("SWITCHBOARD_LONG") else 20
KEY = "idempotency-key"
ROUTES = [
    ("POST", "/v1/inquiries"),
    ("POST", "/v1/inquiries/batch"),
    ("POST", "/v1/email"),
    ("POST", "/v1/email/{provider}"),
    ("POST", "/v1/fax"),
    ("POST", "/v1/fax/{provider}"),
    ("POST", "/v1/phone/transcripts"),
    ("POST", "/v1/phone/twilio"),
    ("GET", "/v1/inquiries/{inquiry_id}"),
    ("GET", "/v1/cases"),
    ("GET", "/v1/cases/{reference}"),
    ("POST", "/v1/cases/{reference}/actions"),
    ("GET", "/v1/customers/{customer_id}"),
    ("PUT", "/v1/customers/{customer_id}"),
    ("GET", "/v1/customers"),
    ("POST", "/v1/customers/import"),
    ("POST", "/v1/customers/{customer_id}/merge"),
    ("POST", "/v1/customers/{customer_id}/split"),
    ("GET", "/v1/identities"),
    ("GET", "/v1/identities/{identity}"),
    ("PUT", "/v1/identities/{identity}/shared"),
    ("DELETE", "/v1/identities/{identity}/shared"),
    ("DELETE", "/v1/identities/{identity}/undeliverable"),
    ("POST", "/v1/drills"),
    ("GET", "/v1/staff"),
    ("GET", "/v1/staff/{staff_id}"),
    ("PUT", "/v1/staff/{staff_id}"),
    ("DELETE", "/v1/staff/{staff_id}"),
    ("GET", "/v1/strategy"),
    ("POST", "/v1/strategy/reload"),
    ("GET", "/v1/deliveries"),
    ("GET", "/v1/outbox"),
    ("POST", "/v1/sms/receipts/twilio"),
    ("POST", "/v1/fax/receipts/sinch"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
]
FORMATS = {
    "phone": ["+49 30 901820", "030 901820"],
    "moment-of-a-call": ["2026-11-22T11:00:00Z", ""],
    "customer-id": ["K-7", "42"],
    "case-reference": ["0000-0000-000"],
    "identity": ["mailto:a@b.example", "tel:+4930901820"],
    "recipient": ["mailto:a@b.example", "tel:+4930901820", "destination:chat"],
    "etag": ["*"],
    "case-cursor": [seal(Cursor(UnixSeconds(1_800_000_000.0), Reference("00000000000")))],
    "outbox-cursor": ["1800000000000000000-0"],
    "delivery-cursor": ["1800000000.0-0"],
}
MEDIA = {
    "message/rfc822": b"From: a@b.example\r\nSubject: Hello\r\n\r\nHello",
    "application/pdf": b"%PDF-1.4",
    "image/tiff": b"II*\x00",
    "image/tiff-fx": b"II*\x00",
    "text/vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n",
    "text/plain": b"Agent: Hello\nCustomer: Hi",
    "application/x-subrip": b"1\n00:00:01,000 --> 00:00:02,000\nHello\n",
    "application/x-ndjson": b'{"text": "a"}\n{}\n',
    "application/ndjson": b'{"text": "a"}\n{}\n',
    "application/jsonl": b'{"text": "a"}\n{}\n',
}


PROVIDERS_OWN = "/v1/email/{provider}"
"""What providers send is theirs to describe: nothing tells a machine what would be wrong."""
TABLES = [b"customer_id", b"customer_id,email\nC-1,a@b.example\n", b"customer_id;tier\r\nC-2;gold"]


@pytest.fixture(autouse=True, scope="module")
def _words() -> None:
    """Say what is meant by the formats and media types that the description names."""
    for name, values in FORMATS.items():
        schemathesis.openapi.format(name, st.sampled_from(values))
    for name in ("mail-address", "email"):
        schemathesis.openapi.format(name, st.emails().filter(str.isascii))
    schemathesis.openapi.media_type("text/csv", st.sampled_from(TABLES))
    for name, body in MEDIA.items():
        schemathesis.openapi.media_type(name, st.binary() | st.just(body))


def test_every_route_is_tried(running: Installation) -> None:
    described = running.get("/openapi.json").json()["paths"]
    there = {(method.upper(), path) for path, item in described.items() for method in item}

    assert there == set(ROUTES)


@pytest.mark.timeout(3_600 if EXAMPLES > 100 else 120)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_whatever_is_sent_the_answer_is_as_described(
    method: str, path: str, mode: GenerationMode, running: Installation
) -> None:
    described = schemathesis.openapi.from_url(f"{running.url}/openapi.json")
    operation = described[path][method]
    nothing_to_mistake = path == PROVIDERS_OWN or not (operation.body or operation.query)
    if mode is GenerationMode.NEGATIVE and nothing_to_mistake:
        return

    numbers = count()

    @seed(20261122)
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    def send(case: "schemathesis.Case[Any]") -> None:
        if case.headers and mode is GenerationMode.POSITIVE and KEY in case.headers:
            case.headers[KEY] = f"{next(numbers)}"  # A key stands for one body.
        case.call_and_validate()

    send()
    assert running.get("/healthz").status_code == 200
