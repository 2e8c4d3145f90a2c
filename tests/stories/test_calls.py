"""A customer calls: answered, spoken to a machine, not understood, or missed; each is a case."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tests.harness.town import ALL, Town

ANA = "+49301234567"
US = "+4989112233"
PUMP = """WEBVTT

00:00.000 --> 00:03.000
<v Agent>Acme, was kann ich für Sie tun?

00:03.500 --> 00:08.000
<v Customer>Die Pumpe startet nicht mehr, wir haben einen Ausfall in der ganzen Anlage.

00:08.000 --> 00:10.000
<v Agent>Ich verbinde Sie.
"""


async def _calls(
    town: Town, transcript: str, media_type: str = "text/vtt", **told: str
) -> dict[str, Any]:
    """Have a call's transcript accepted."""
    path = "/v1/phone/transcripts" if media_type != FORM else "/v1/phone/twilio"
    answer = await town.at("channels").post(
        f"{path}?{urlencode(told)}",
        content=transcript.encode(),
        headers={"Content-Type": media_type},
    )
    assert answer.status_code == 202, answer.text
    accepted: dict[str, Any] = answer.json()
    return accepted


FORM = "application/x-www-form-urlencoded"


def _back(**fields: str) -> str:
    return urlencode({"CallSid": "CA1", "From": ANA, "To": US, "Direction": "inbound"} | fields)


async def _acknowledgement(town: Town, told: Mapping[str, Any]) -> Any:
    place = await town.asks(f"/v1/inquiries/{told['inquiry_id']}")
    return place["acknowledgement"]


async def test_a_call_is_a_case_like_any_other_and_says_why_nobody_writes_back(town: Town) -> None:
    await town.opens(*ALL)

    told = await _calls(town, PUMP, caller=ANA, called=US, call_id="c-1")
    case = await town.case_of(told)

    assert (case["kind"], case["language"], case["department"]) == ("incident", "de", "service")
    assert case["channels"] == ["phone"]
    [message] = case["messages"]
    assert message["text"] == (
        "Die Pumpe startet nicht mehr, wir haben einen Ausfall in der ganzen Anlage."
    )
    assert await _acknowledgement(town, told) == {
        "state": "suppressed",
        "because": "landline",
        "by": None,
    }
    assert town.letters() == []


async def test_a_call_told_twice_is_one_and_a_better_transcript_of_it_joins_its_case(
    town: Town,
) -> None:
    await town.opens(*ALL)

    first = await _calls(town, PUMP, caller=ANA, call_id="c-1")
    case = await town.case_of(first)
    again = await _calls(town, PUMP, caller=ANA, call_id="c-1")
    better = await _calls(town, PUMP.replace("Pumpe", "P-200"), caller=ANA, call_id="c-1")
    joined = await town.case_of(better)

    assert again == first
    assert better["inquiry_id"] != first["inquiry_id"]
    assert joined["reference"] == case["reference"]
    assert joined["flags"] == ["same_source_other_content"]
    assert len((await town.asks("/v1/cases"))["cases"]) == 1


async def test_a_call_hardly_understood_goes_to_people_who_listen_and_says_why(town: Town) -> None:
    await town.opens(*ALL)
    heard = '{"segments": [{"start": 0, "end": 4, "text": "Die Pumpe startet nicht mehr, Ausfall", "avg_logprob": -1.4}]}'

    told = await _calls(town, heard, "application/json", caller=ANA)
    case = await town.case_of(told)

    assert (case["department"], case["decision"]["triage"]) == ("front_desk", True)
    assert case["decision"]["reason"] == "poor_quality"
    [message] = case["messages"]
    assert (message["quality"], message["duration"]) == (0.247, 4.0)
    assert message["quality_reason"].startswith("speech recognized with 0.25")
    assert case["kind"] == "incident"


async def test_a_voicemail_and_a_missed_call_are_cases_of_who_called(town: Town) -> None:
    await town.opens(*ALL)
    spoken = _back(TranscriptionText="My pump is broken.", TranscriptionStatus="completed")

    voicemail = await town.case_of(await _calls(town, spoken, FORM))
    town.waits(hours=1)
    missed = await town.case_of(
        await _calls(town, _back(CallSid="CA2", CallStatus="no-answer"), FORM)
    )

    assert (voicemail["subject"], voicemail["messages"][0]["text"]) == (
        "Voicemail",
        "My pump is broken.",
    )
    assert (missed["subject"], missed["messages"][0]["text"]) == (
        "Missed call",
        f"Missed call from {ANA} to {US}",
    )
    assert missed["decision"]["triage"] is True
    assert missed["reference"] != voicemail["reference"]


async def test_calls_from_a_withheld_number_are_matched_with_nobody(town: Town) -> None:
    await town.opens(*ALL)

    one = await town.case_of(await _calls(town, PUMP, caller="anonymous", call_id="c-1"))
    other = await town.case_of(await _calls(town, PUMP, caller="anonymous", call_id="c-2"))

    assert one["reference"] != other["reference"]


async def test_what_is_no_transcript_is_a_case_that_says_so(town: Town) -> None:
    await town.opens(*ALL)

    told = await _calls(town, "%PDF-1.7", caller=ANA)
    case = await town.case_of(told)

    assert case["department"] == "front_desk"
    assert (await _acknowledgement(town, told))["state"] == "suppressed"
