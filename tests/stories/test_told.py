"""Customers hear from us as they came: by SMS, by fax, by mail; and what became of it comes back to their case."""

import hmac
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha1
from typing import Any

import pytest

from tests.channels.fax.paper import written_pdf
from tests.harness.town import ALL, Town
from tests.notifier.provider import Provider, Request, provider
from tests.stories.post import bounce, mail
from tests.stories.test_calls import _calls as calls
from tests.stories.test_fax import hands_in

MOBILE = "+4915112345678"
OURS = "https://help.acme.example"
PLAIN = "Customer: The pump does not start any more."


@pytest.fixture
async def gateway(town: Town) -> AsyncIterator[Provider]:
    """A gateway for short messages and faxes, and a town that sends by it."""
    async with provider() as gateway:
        town.more = {
            "sms": f"twilio://AC1:secret@+4989112233?api={gateway.url}",
            "fax": f"sinch://key:secret@project?api={gateway.url}",
            "private_hosts": "127.0.0.1",
            "public_url": OURS,
        }
        await town.opens(*ALL)
        yield gateway


async def asked(town: Town, gateway: Provider, words: str = "") -> Request:
    """Return what the gateway was asked to tell by these words."""

    def found() -> list[Request]:
        return [one for one in gateway.asked if words in one.form.get("Body", "")]

    await town.until(found)
    return found()[0]


async def tells(town: Town, question: Request, status: str, **more: str) -> None:
    """Have the gateway say what became of a short message, at the address that it was given."""
    place = question.form["StatusCallback"]
    fields = {"MessageSid": "SM1", "MessageStatus": status, **more}
    signed = place + "".join(name + value for name, value in sorted(fields.items()))
    signature = b64encode(hmac.digest(b"secret", signed.encode(), sha1)).decode()
    answer = await town.at("notifier").post(
        place.removeprefix(OURS), data=fields, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 204, answer.text


async def acknowledgement(town: Town, told: dict[str, Any], state: str) -> dict[str, Any]:
    """Wait until an inquiry's receipt is as far as that, and return it."""
    place = f"/v1/inquiries/{told['inquiry_id']}"
    found: dict[str, Any] = await town.finds(
        place, lambda it: (it["acknowledgement"] or {}).get("state") == state
    )
    receipt: dict[str, Any] = found["acknowledgement"]
    return receipt


def delivery(case: dict[str, Any]) -> dict[str, Any]:
    """Return how the last reply of a case stands."""
    written = [one for one in case["messages"] if one["direction"] == "out"]
    state: dict[str, Any] = written[-1]["delivery"]
    return state


async def test_a_caller_from_a_mobile_is_told_and_answered_by_sms_and_seen_to_have_it(
    town: Town, gateway: Provider
) -> None:
    told = await calls(town, PLAIN, "text/plain", caller=MOBILE, called="+4989112233", call_id="1")
    case = await town.case_of(told)

    first = await asked(town, gateway)
    assert first.form["To"] == MOBILE
    assert case["reference"] in first.form["Body"]
    assert (await acknowledgement(town, told, "sent"))["by"] == "sms"

    await town.acts(case["reference"], type="reply", by="k.vogel", text="Press the red button.")
    second = await asked(town, gateway, "Press the red button.")
    assert second.form["To"] == MOBILE
    path = f"/v1/cases/{case['reference']}"
    await town.finds(path, lambda it: not it["notices"])
    assert delivery(await town.asks(path)) == {"state": "sent", "because": "", "by": "sms"}
    await tells(town, second, "delivered")
    arrived = await town.finds(path, lambda it: delivery(it)["state"] == "delivered")
    assert "undeliverable" not in arrived["flags"]


async def test_an_sms_that_never_arrives_answers_nothing_and_staff_hear_of_it(
    town: Town, gateway: Provider
) -> None:
    told = await calls(town, PLAIN, "text/plain", caller=MOBILE, called="+4989112233", call_id="2")
    case = await town.case_of(told)
    await town.acts(case["reference"], type="claim", by="k.vogel")
    await town.acts(case["reference"], type="reply", by="k.vogel", text="Press the red button.")
    question = await asked(town, gateway, "Press the red button.")
    path = f"/v1/cases/{case['reference']}"
    written = await town.finds(path, lambda it: _first(it)["state"] == "met")
    town.waits(minutes=10)

    await tells(town, question, "undelivered", ErrorCode="30003")

    lost = await town.finds(path, lambda it: delivery(it)["state"] == "failed")
    assert "30003" in delivery(lost)["because"]
    assert "undeliverable" in lost["flags"]
    assert (_first(lost)["state"], _first(written)["state"]) == ("running", "met")
    assert _first(lost)["due_at"] > _first(written)["due_at"]
    words = [
        one
        for one in (*lost["notices"], *lost["deliveries"])
        if one.get("purpose") == "information" or one.get("type") == "inform"
    ]
    assert any(one["to"] == "staff:k.vogel" for one in words)


def _first(case: dict[str, Any]) -> dict[str, Any]:
    run: dict[str, Any] = next(one for one in case["clocks"] if one["clock"] == "first_response")
    return run


async def test_a_fax_is_answered_by_fax(town: Town, gateway: Provider) -> None:
    told = await hands_in(town, written_pdf(["Dear all,", "where is the manual of the pump?"]))
    case = await town.case_of(told)

    await town.until(lambda: gateway.asked)
    first = gateway.asked[0]
    assert first.path.endswith("/faxes")
    assert b"+4930901820" in first.body
    assert (await acknowledgement(town, told, "sent"))["by"] == "fax"
    await town.acts(case["reference"], type="reply", by="k.vogel", text="In the box.")
    await town.until(lambda: len(gateway.asked) >= 2)
    assert gateway.asked[1].path == first.path
    answered = await town.finds(
        f"/v1/cases/{case['reference']}", lambda it: delivery(it)["state"] == "sent"
    )
    assert delivery(answered)["by"] == "fax"


async def test_who_leaves_a_number_in_the_form_is_texted_and_a_landline_says_why_not(
    town: Town, gateway: Provider
) -> None:
    mobile = await town.receives({"from": {"phone": MOBILE}, "text": "The pump stops."})
    landline = await town.receives({"from": {"phone": "+4930901820"}, "text": "The pump stops."})

    assert (await asked(town, gateway)).form["To"] == MOBILE
    assert (await acknowledgement(town, mobile, "sent"))["by"] == "sms"
    assert await acknowledgement(town, landline, "suppressed") == {
        "state": "suppressed",
        "because": "landline",
        "by": None,
    }
    case = await town.case_of(landline)
    await town.acts(case["reference"], type="reply", by="k.vogel", text="Press the red button.")
    unsaid = await town.asks(f"/v1/cases/{case['reference']}")
    assert delivery(unsaid) == {"state": "suppressed", "because": "landline", "by": None}
    assert _first(unsaid)["state"] != "met"
    assert len(gateway.asked) == 1


async def test_a_reply_that_comes_back_answers_nothing(town: Town) -> None:
    await town.opens(*ALL)
    told = await town.receives_mail(mail())
    case = await town.case_of(told)
    path = f"/v1/cases/{case['reference']}"
    await town.acts(case["reference"], type="reply", by="k.vogel", text="Here it is.")
    await town.finds(path, lambda it: delivery(it)["state"] == "sent")
    letter = next(one for one in town.letters() if "Here it is." in str(one.get_body(("plain",))))
    town.waits(minutes=3)

    await town.receives_mail(bounce(letter, "ana@example.org"))

    lost = await town.finds(path, lambda it: delivery(it)["state"] == "failed")
    assert delivery(lost)["because"] == "it came back: the address can't be reached"
    assert _first(lost)["state"] == "running"
    assert [one["identity"] for one in lost["bounced"]] == ["mailto:ana@example.org"]
