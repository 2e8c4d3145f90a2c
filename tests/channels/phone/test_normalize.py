"""`switchboard normalize --channel phone`: what a file is, is found by its content."""

import json

import pytest

from services.channels.door import Door
from services.channels.normalize import as_json, normalize
from services.channels.phone.door import Told, take_call
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Channel
from tests.channels.doorway import SECRETS
from tests.channels.phone.calls import vtt
from tests.harness.clock import SUNDAY_NOON

OWN = {
    "call_id": "c-1",
    "caller": "030 1234567",
    "started_at": "2026-11-22T11:00:00Z",
    "turns": [{"role": "agent", "text": "Acme."}, {"role": "customer", "text": "The pump stops."}],
}


def _normalized(transcript: str) -> InquiryReceived:
    return normalize(Channel.PHONE, transcript.encode(), secrets=SECRETS, at=SUNDAY_NOON)


@pytest.mark.parametrize(
    "transcript",
    [
        json.dumps(OWN),
        vtt("<v Agent>Acme.", "<v Customer>The pump stops."),
        "1\n00:00:01,000 --> 00:00:02,000\nAgent: Acme.\n\n2\n00:00:02,000 --> 00:00:03,000\nCustomer: The pump stops.",
        "Agent: Acme.\nCustomer: The pump stops.",
    ],
)
def test_a_call_is_shown_whatever_wrote_it_down(transcript: str) -> None:
    inquiry = _normalized(transcript)

    assert (inquiry.channel, inquiry.text, inquiry.unreadable) == ("phone", "The pump stops.", "")
    assert "Agent: Acme." in inquiry.full_text


def test_what_the_file_tells_of_the_call_is_shown() -> None:
    shown = as_json(_normalized(json.dumps(OWN)))

    assert shown["from"] == {"name": "", "identities": ["tel:+49301234567"]}
    assert shown["received_at"] == "2026-11-22T11:00:00+00:00"


async def test_a_call_has_the_id_that_the_door_would_give_it(door: Door) -> None:
    data = json.dumps(OWN).encode()

    assert _normalized(json.dumps(OWN)).inquiry_id == await take_call(
        door, data, "", Told(), "fresh:1"
    )


def test_what_is_no_transcript_is_shown_as_such() -> None:
    assert "application/pdf" in _normalized("%PDF-1.7").unreadable
