"""`POST /v1/phone/twilio`: words, voicemails and missed calls come in, signed; everything else is no contact."""

from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from urllib.parse import urlencode

import httpx
import pytest

from services.channels import originals
from services.channels.originals import Original
from services.channels.phone.formats import FORM
from services.channels.phone.twilio import MOST_FIELDS, is_contact
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import ORIGINALS
from switchboard.contracts.values import Channel
from switchboard.http.signatures import signed
from tests.channels.doorway import records
from tests.harness.clock import SUNDAY_NOON

PATH = "/v1/phone/twilio"
OUTSIDE = "https://support.acme.example/v1/phone/twilio"
MISSED = {
    "CallSid": "CA1",
    "CallStatus": "no-answer",
    "Direction": "inbound",
    "From": "+49301234567",
    "To": "+4989112233",
    "Timestamp": "Sun, 22 Nov 2026 11:30:00 +0000",
}
SPOKEN = {"CallSid": "CA1", "TranscriptionStatus": "completed", "TranscriptionText": "It stops."}
LEFT = {
    "CallSid": "CA1",
    "RecordingUrl": "https://x",
    "RecordingStatus": "completed",
    "RecordingSource": "RecordVerb",
}


def _signature(text: str) -> str:
    return b64encode(signed(b"token", text.encode(), "sha1")).decode()


async def _call_back(
    client: httpx.AsyncClient, fields: dict[str, str], *, query: str = "", **headers: str
) -> httpx.Response:
    joined = "".join(name + fields[name] for name in sorted(fields))
    given = {"content-type": FORM, "x-twilio-signature": _signature(f"{OUTSIDE}{query}{joined}")}
    return await client.post(f"{PATH}{query}", content=urlencode(fields), headers=given | headers)


async def _originals(bus: SqliteBus) -> list[Original]:
    return [originals.decode(record.value) for record in await records(bus, ORIGINALS)]


async def test_a_missed_call_comes_in(twilio: httpx.AsyncClient, bus: SqliteBus) -> None:
    answer = await _call_back(twilio, MISSED)

    assert answer.status_code == 202
    [original] = await _originals(bus)
    assert (original.inquiry_id, original.channel) == (answer.json()["inquiry_id"], Channel.PHONE)
    assert (original.media_type, original.received_at) == (FORM, SUNDAY_NOON - 1800)


async def test_a_callback_sent_again_is_the_same_inquiry(twilio: httpx.AsyncClient) -> None:
    first, again = await _call_back(twilio, MISSED), await _call_back(twilio, MISSED)

    assert first.json() == again.json()


async def test_what_the_address_of_a_callback_tells_is_kept(
    twilio: httpx.AsyncClient, bus: SqliteBus
) -> None:
    answer = await _call_back(twilio, SPOKEN, query="?caller=%2B49301234567&called=089112233&foo=1")

    assert answer.status_code == 202
    [original] = await _originals(bus)
    assert (original.envelope.sender, original.envelope.recipients) == (
        "+49301234567",
        ("089112233",),
    )


@pytest.mark.parametrize("fields", [MISSED, SPOKEN, LEFT, MISSED | {"CallStatus": "busy"}, SPOKEN | {"TranscriptionStatus": "failed"},
                                    {"RecordingUrl": "https://x"}])  # fmt: skip
def test_a_contact_is_told_from_a_mere_status(fields: dict[str, str]) -> None:
    assert is_contact(fields)


@pytest.mark.parametrize(
    "fields",
    [{}, {"CallStatus": "completed"}, {"CallStatus": "ringing"}, MISSED | {"Direction": "outbound-api"},
     LEFT | {"RecordingSource": "DialVerb"}, LEFT | {"RecordingStatus": "in-progress"}],
)  # fmt: skip
async def test_a_mere_status_is_no_contact(
    twilio: httpx.AsyncClient, bus: SqliteBus, fields: dict[str, str]
) -> None:
    assert not is_contact(fields)
    assert (await _call_back(twilio, fields)).status_code == 204
    assert await records(bus, ORIGINALS) == []


async def test_who_does_not_know_the_token_is_refused(
    twilio: httpx.AsyncClient, bus: SqliteBus
) -> None:
    forged = await _call_back(
        twilio, MISSED, **{"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}
    )
    changed = await _call_back(
        twilio, MISSED, query="?caller=1", **{"x-twilio-signature": _signature(OUTSIDE)}
    )

    assert (forged.status_code, changed.status_code) == (401, 401)
    assert "SWITCHBOARD_TWILIO_TOKENS" in forged.json()["detail"]
    assert await records(bus, ORIGINALS) == []


async def test_where_no_token_is_known_no_signature_is_good(client: httpx.AsyncClient) -> None:
    read: list[str] = []

    async def unread() -> AsyncIterator[bytes]:
        read.append("it was read")
        yield b"CallSid=CA1"

    given = {"content-type": FORM, "x-twilio-signature": "x"}

    assert (await _call_back(client, MISSED)).status_code == 401
    assert (await client.post(PATH, content=unread(), headers=given)).status_code == 401
    assert read == []


async def test_without_a_signature_a_client_needs_a_key(twilio: httpx.AsyncClient) -> None:
    headers = {"content-type": FORM}
    here = await twilio.post(PATH, content=urlencode(MISSED), headers=headers)
    stranger = await twilio.post(
        PATH, content=urlencode(MISSED), headers=headers | {"authorization": "Bearer x"}
    )
    forwarded = await twilio.post(
        PATH, content=urlencode(MISSED), headers=headers | {"x-forwarded-for": "1.2.3.4"}
    )

    assert (here.status_code, stranger.status_code, forwarded.status_code) == (202, 401, 403)


async def test_sentences_come_as_signed_json(twilio: httpx.AsyncClient, bus: SqliteBus) -> None:
    body = b'{"sentences": [{"media_channel": 1, "transcript": "It stops."}], "call_sid": "CA1"}'
    query = f"?bodySHA256={sha256(body).hexdigest()}"
    headers = {
        "content-type": "application/json",
        "x-twilio-signature": _signature(OUTSIDE + query),
    }

    assert (await twilio.post(PATH + query, content=body, headers=headers)).status_code == 202
    assert (
        await twilio.post(PATH + query, content=body + b" ", headers=headers)
    ).status_code == 401
    assert len(await _originals(bus)) == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"transcript_sid": "GT1", "event_type": "voice_intelligence_transcript_available"}',
        b"[]",
        b"{",
    ],
)
async def test_json_that_holds_no_words_says_what_to_send(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await client.post(PATH, content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert "/v1/phone/transcripts" in answer.json()["detail"]


async def test_a_call_in_pieces_says_what_to_send(client: httpx.AsyncClient) -> None:
    piece = {
        "CallSid": "CA1",
        "TranscriptionEvent": "transcription-content",
        "TranscriptionData": "{}",
    }
    answer = await client.post(PATH, content=urlencode(piece), headers={"content-type": FORM})

    assert answer.status_code == 422


async def test_a_form_has_as_many_fields_as_its_limit_says(client: httpx.AsyncClient) -> None:
    headers = {"content-type": FORM}
    fits = await client.post(PATH, content="&".join(["a=1"] * MOST_FIELDS), headers=headers)
    more = await client.post(PATH, content="&".join(["a=1"] * (MOST_FIELDS + 1)), headers=headers)
    other = await client.post(PATH, content=b"a=\xff", headers=headers)

    assert (fits.status_code, more.status_code, other.status_code) == (204, 400, 400)


async def test_another_type_is_refused(client: httpx.AsyncClient) -> None:
    assert (
        await client.post(PATH, content=b"a", headers={"content-type": "text/vtt"})
    ).status_code == 415
