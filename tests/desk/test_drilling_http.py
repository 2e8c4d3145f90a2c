"""Exercises over HTTP: a marked inquiry in the log, by whoever may act; and what can't be tried."""

from typing import Any

import pytest

from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import is_inquiry_id
from switchboard.contracts.values import Channel
from tests.desk.matter import ID_KEY
from tests.desk.office import Office


async def begin(office: Office, status: int = 202, /, **form: object) -> Any:
    answer = await office.client.post("/v1/drills", json=form)
    assert answer.status_code == status, answer.text
    return answer.json()


async def in_the_log(office: Office) -> list[InquiryReceived]:
    return [event for event in await office.events() if isinstance(event, InquiryReceived)]


async def test_an_exercise_is_an_inquiry_that_says_so(office: Office) -> None:
    told = await begin(office)

    (said,) = await in_the_log(office)
    assert said.drill == told["drill"]
    assert is_inquiry_id(ID_KEY, told["inquiry_id"])
    assert (said.channel, said.received_at) == (Channel.WEB, office.clock.now())
    assert said.subject == f"[drill] {told['drill']}"
    assert said.new_case
    assert told["status_url"] == f"/v1/inquiries/{said.inquiry_id}"


async def test_one_after_another_is_another_matter_of_somebody_else(office: Office) -> None:
    await begin(office)
    await begin(office)

    first, second = await in_the_log(office)
    assert first.sender.identities != second.sender.identities
    assert all(one.sender.identities[0].endswith("@switchboard.invalid") for one in (first, second))
    assert first.reference != second.reference


async def test_words_channel_and_address_are_the_clients(office: Office) -> None:
    await begin(office, channel="email", text="The pump stops.", to="Ops@Example.ORG")

    (said,) = await in_the_log(office)
    assert (said.channel, said.text) == (Channel.EMAIL, "The pump stops.")
    assert said.sender.identities == ("mailto:Ops@example.org",)


@pytest.mark.parametrize(
    "form",
    [
        {"channel": "fax"},
        {"text": ""},
        {"text": "x" * 2_001},
        {"to": "nobody"},
        {"to": "a@b.example\r\nBcc: c@d.example"},
        {"drill": "mine"},
        {"department": "sales"},
    ],
)
async def test_what_cannot_be_tried_is_refused(office: Office, form: dict[str, object]) -> None:
    await begin(office, 422, **form)

    assert await in_the_log(office) == []


async def test_the_longest_words_are_taken(office: Office) -> None:
    await begin(office, text="x" * 2_000)

    assert len((await in_the_log(office))[0].text) == 2_000
