"""Customers write by fax: read off the picture, routed by the same rules, and never lost where they can't be read."""

from typing import Any

from tests.channels.fax.paper import STANDARD, require_eyes, sheet, tiff, written_pdf
from tests.harness.town import ALL, Town

CALL = {"from": "+4930901820", "to": "+4930555010", "received_at": "2026-11-22T11:30:00Z"}


async def hands_in(town: Town, document: bytes, **call: str) -> dict[str, Any]:
    """Have the fax machine hand a document in."""
    kind = "application/pdf" if document.startswith(b"%PDF") else "image/tiff"
    answer = await town.at("channels").post(
        "/v1/fax", content=document, params={**CALL, **call}, headers={"Content-Type": kind}
    )
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_noisy_german_fax_reaches_the_accounts_with_its_confidence(town: Town) -> None:
    require_eyes()
    await town.opens(*ALL)

    flat = sheet(resolution=STANDARD, specks=0.01)
    told = await hands_in(town, tiff(flat, resolution=STANDARD, compression="group3"))
    case = await town.case_of(told)

    assert case["channels"] == ["fax"]
    assert (case["department"], case["kind"], case["language"]) == (
        "accounts",
        "invoice_query",
        "de",
    )
    [message] = case["messages"]
    assert 0.7 < message["quality"] <= 1.0
    assert "doppelt" in message["text"]


async def test_a_fax_that_the_provider_sends_again_is_one_inquiry(town: Town) -> None:
    await town.opens(*ALL)
    pages = written_pdf(["Dear all,", "where is the manual of the pump?"])

    first = await hands_in(town, pages)
    case = await town.case_of(first)
    again = await hands_in(town, pages)
    await town.case_of(again)

    assert again == first
    assert len((await town.asks("/v1/cases"))["cases"]) == 1
    assert len((await town.asks(f"/v1/cases/{case['reference']}"))["messages"]) == 1


async def test_a_fax_that_cannot_be_read_is_a_case_that_says_so(town: Town) -> None:
    await town.opens(*ALL)

    told = await hands_in(town, b"%PDF-1.4 torn")
    case = await town.case_of(told)

    [message] = case["messages"]
    assert message["unreadable"] == "it is not a PDF that can be opened"
    assert case["department"] == "front_desk"


async def test_a_fax_that_lies_where_nobody_may_fetch_it_is_a_case_that_says_so(
    town: Town,
) -> None:
    await town.opens(*ALL)
    record = {
        "id": 7,
        "from": {"phoneNumber": "+4930901820"},
        "attachments": [{"uri": "https://media.provider.example/7"}],
    }

    answer = await town.at("channels").post("/v1/fax/ringcentral", json=record)
    case = await town.case_of(answer.json())

    [message] = case["messages"]
    assert "the fax is not here" in message["unreadable"]
    assert "SWITCHBOARD_FAX_HOSTS" in message["unreadable"]


async def test_two_faxes_of_one_machine_within_a_minute_are_one_matter(town: Town) -> None:
    await town.opens(*ALL)

    first = await hands_in(town, written_pdf(["The pump does not start any more."]))
    case = await town.case_of(first)
    second = await hands_in(
        town,
        written_pdf(["I forgot: it is the one in hall 3."]),
        received_at="2026-11-22T11:30:40Z",
    )

    assert (await town.case_of(second))["reference"] == case["reference"]


async def test_a_fax_that_is_hardly_legible_is_looked_at_by_people(town: Town) -> None:
    require_eyes()
    await town.opens(*ALL)

    hardly = sheet(resolution=STANDARD, specks=0.2, size=26, height=600)
    told = await hands_in(town, tiff(hardly, resolution=STANDARD, compression="group3"))
    case = await town.case_of(told)

    [message] = case["messages"]
    assert message["quality"] < 0.7
    assert case["decision"]["triage"]
    assert case["department"] == "front_desk"
