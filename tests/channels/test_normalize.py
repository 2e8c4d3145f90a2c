"""What `switchboard normalize` shows."""

import json

import pytest

from services.channels.normalize import as_json, normalize
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import is_inquiry_id
from switchboard.contracts.values import Channel
from switchboard.http.problems import Problem
from tests.channels.doorway import OURS, SECRETS
from tests.channels.letters import letter
from tests.harness.clock import SUNDAY_NOON


def _normalized(channel: Channel, data: bytes) -> InquiryReceived:
    return normalize(channel, data, secrets=SECRETS, at=SUNDAY_NOON, ours=OURS)


def test_a_mail_is_shown_with_every_key() -> None:
    inquiry = _normalized(Channel.EMAIL, letter())
    shown = as_json(inquiry)

    assert is_inquiry_id(SECRETS.id_key, inquiry.inquiry_id)
    assert {key: shown[key] for key in shown if key not in ("inquiry_id", "reference")} == {
        "channel": "email",
        "from": {"name": "Ana Torres", "identities": ["mailto:ana@example.com"]},
        "to": ["support@acme.example"],
        "subject": "The pump stops",
        "text": "It stops after a minute.",
        "full_text": "It stops after a minute.",
        "language": "",
        "received_at": "2026-11-22T11:30:00+00:00",
        "attachments": [],
        "message_id": "<1@example.com>",
        "references": [],
        "nature": "inquiry",
        "acknowledgeable": True,
        "acknowledgeable_reason": "",
        "quality": 1.0,
        "quality_reason": "",
        "pages": 0,
        "duration": 0.0,
        "authentication": {},
        "verified_case": None,
        "named_case": None,
        "unreadable": "",
        "warnings": [],
    }
    assert json.loads(json.dumps(shown)) == shown


def test_a_form_is_shown_as_the_door_would_take_it() -> None:
    inquiry = _normalized(Channel.WEB, b'{"from": {"phone": "030 901820"}, "text": "Call me."}')

    assert inquiry.sender.identities == ("tel:+4930901820",)
    assert as_json(inquiry)["full_text"] == "Call me."


def test_the_same_input_is_shown_the_same_way() -> None:
    assert _normalized(Channel.EMAIL, letter()) == _normalized(Channel.EMAIL, letter())


def test_what_cannot_be_read_is_shown_as_such() -> None:
    body = b"".join(
        b"--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n" % (n, n + 1) for n in range(5_000)
    )
    shown = as_json(
        _normalized(Channel.EMAIL, b"Content-Type: multipart/mixed; boundary=x0\n\n" + body)
    )

    assert "nested" in str(shown["unreadable"])
    assert shown["acknowledgeable"] is False


def test_a_form_that_is_none_is_a_problem() -> None:
    with pytest.raises(Problem):
        _normalized(Channel.WEB, b"{}")
