"""What people write stays out of the logs and the metrics, whatever happens to it."""

import base64
import json
import signal
from pathlib import Path

import pytest

from services.cli.clock import WallClock
from switchboard.bus.port import Draft
from switchboard.contracts.codec import encode_event
from switchboard.contracts.handling import CaseClaimed
from switchboard.contracts.reference import parse_reference, slot_of_reference
from switchboard.contracts.topics import DIRECTORY, INTAKE, ORIGINALS, partition_of, slot_key
from tests.outside.installation import Installation, until

CANARY = "zeisig"  # In every word that somebody writes, and in nothing of ours.
MAIL = """From: Zeisig Name <zeisig-mail@customer.example>
To: support@switchboard.example
Subject: Zeisig mail subject
Message-ID: <zeisig-id@customer.example>
Content-Type: multipart/mixed; boundary=b

--b

Zeisig mail text
--b
Content-Type: application/pdf; name="zeisig.pdf"
Content-Disposition: attachment; filename="zeisig.pdf"

%PDF
--b--
"""
FORM = {
    "from": {"email": "zeisig@customer.example", "name": "Zeisig", "customer_id": "zeisig-7"},
    "subject": "Zeisig subject",
    "text": "Zeisig text: the pump stops.",
    "attributes": {"zeisig": "zeisig"},
    "attachments": [{"name": "zeisig.txt", "data": base64.b64encode(b"zeisig").decode()}],
}
HEARD = (("ce_type", b"switchboard.inquiry.received"), ("ce_specversion", b"1.0"))
MALFORMED = [
    b'{"text": 1, "zeisig": "zeisig"}',
    b'{"zeisig',
    b'{"text": "x", "from": {"email": "zeisig"}}',
]


def work(own: Installation) -> str:
    """Have everything happen that can, and return the reference of a case."""
    form = own.post("/v1/inquiries", FORM, Idempotency_Key="zeisig-key").json()
    mail = own.send("POST", "/v1/email", MAIL.encode(), content_type="message/rfc822").json()
    lines = b"\n".join([json.dumps(FORM).encode(), *MALFORMED])
    own.send("POST", "/v1/inquiries/batch", lines, content_type="application/x-ndjson")
    for body in MALFORMED:
        own.send("POST", "/v1/inquiries", body, content_type="application/json")
        own.send("PUT", "/v1/customers/zeisig-7", body, content_type="application/json")
    entry = json.dumps({"name": "Zeisig", "email": "zeisig@customer.example"}).encode()
    own.send("PUT", "/v1/customers/zeisig-7", entry, content_type="application/json")
    own.case(mail["status_url"])
    act(own, form["reference"])
    for path in ("/v1/cases?q=zeisig", "/v1/cases?zeisig=1", "/zeisig", "/v1/cases?cursor=zeisig"):
        own.get(path)
    own.case(form["status_url"])
    return str(form["reference"])


def act(own: Installation, reference: str) -> None:
    actions = f"/v1/cases/{reference}/actions?wait=5s"
    until(lambda: own.get(f"/v1/cases/{reference}").status_code == 200)
    for order in (
        {"type": "claim", "by": "zeisig-staff"},
        {"type": "reply", "by": "zeisig-staff", "text": "Zeisig reply text"},
        {"type": "transfer", "by": "zeisig-staff", "department": "zeisig"},
        {"type": "resolve", "by": "zeisig-staff", "why": "Zeisig reason"},
        {"type": "reopen", "by": "zeisig-staff", "why": "Zeisig reason"},
        {"type": "claim", "by": "zeisig-other", "expect": {"assignee": "zeisig-nobody"}},
    ):
        own.post(actions, order)


def unsettle(own: Installation, reference: str) -> None:
    """Put into the log what nobody can apply."""
    own.publish([Draft(INTAKE, 1, b"zeisig", b'{"zeisig": '), Draft(ORIGINALS, 1, b"z", b"zeisig")])
    own.publish(
        [Draft(DIRECTORY, 0, b"customer/zeisig", b'{"type": "customer", "facts": "zeisig"}')]
    )
    own.publish([Draft(INTAKE, 2, b"zeisig", b'{"channel": "zeisig"}', HEARD)] * 3)
    known = parse_reference(reference)
    assert known
    lost = parse_reference("0000-0000-000") or known
    event = CaseClaimed(action_id="zeisig", reference=lost, by="zeisig")
    value, headers = encode_event(event, source="/zeisig", at=WallClock().now())
    slot = slot_of_reference(lost)
    own.publish([Draft(INTAKE, partition_of(slot, 12), slot_key(slot), value, headers)])


@pytest.fixture(params=["", "smtp://zeisig:zeisig@127.0.0.1:1"], ids=["outbox", "dead relay"])
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    relay = {"smtp_relay": request.param} if request.param else {}
    return Installation(tmp_path, log_level="debug", **relay)


def test_no_word_of_anybody_is_in_the_logs_or_the_metrics(
    own: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "smtp_relay" in own._settings:
        monkeypatch.setattr("tests.outside.installation.settled", routed)
    try:
        own.start()
        reference = work(own)
        unsettle(own, reference)
        until(lambda: "switchboard_dead_letters_total{" in own.get("/metrics").text)
        metrics = own.get("/metrics").text
        own.stop(signal.SIGKILL)
        own.start()
        metrics += own.get("/metrics").text
        assert own.stop() == 0
    finally:
        own.end()

    logged = own.logs.read_text()
    assert CANARY not in metrics.lower()
    assert CANARY not in logged.lower()
    assert CANARY not in own.said.read_text().lower()
    lines = [json.loads(line) for line in logged.splitlines()]
    assert lines
    assert all({"at", "level", "logger", "message"} <= line.keys() for line in lines)


def routed(told: dict[str, object]) -> bool:
    """Where no letter can leave, an inquiry is as settled as it gets once it has a case."""
    return told["state"] == "routed"
