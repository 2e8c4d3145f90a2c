"""A matter goes on: the customer writes again, with the reference or without; until a case is full."""

from tests.harness.town import ALL, Town

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
EVE = {"email": "eve@example.net", "name": "Eve"}
WORDS = "Where can I find the manual of the P-200 pump? We would like to read it before the visit."


async def test_a_follow_up_that_names_its_case_joins_it(town: Town) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": WORDS})
    await town.case_of(told)

    town.waits(days=3)
    after = await town.receives(
        {"from": ANA, "text": "No news yet?", "reference": told["reference"]}
    )

    case = await town.case_of(after)
    assert case["reference"] == told["reference"]


async def test_a_stranger_who_names_a_case_gets_a_case_of_his_own(town: Town) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "subject": "Manual", "text": WORDS})
    await town.case_of(told)

    town.waits(days=3)
    after = await town.receives(
        {
            "from": EVE,
            "subject": "Re: Manual",
            "text": "Tell me all.",
            "reference": told["reference"],
        }
    )

    case = await town.case_of(after)
    assert case["reference"] != told["reference"]
    assert [message["text"] for message in case["messages"]] == ["Tell me all."]


async def test_a_customer_who_answers_our_letter_reaches_the_case_from_another_address(
    town: Town,
) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": WORDS})
    await town.until(town.letters)
    (letter,) = town.letters()

    town.waits(days=3)
    answer = (
        f"From: assistant@example.org\r\nTo: {letter['Reply-To']}\r\nSubject: Re: {letter['Subject']}\r\n"
        f"Message-ID: <two@example.org>\r\nIn-Reply-To: {letter['Message-ID']}\r\n\r\nThank you.\r\n"
    )
    after = await town.receives_mail(answer.encode())

    case = await town.case_of(after)
    assert case["reference"] == told["reference"]
    assert "foreign_sender" in case["flags"]


async def test_staff_claim_transfer_resolve_and_reopen_a_case(town: Town) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": WORDS})
    case = await town.case_of(told)
    reference = case["reference"]

    claimed = await town.acts(reference, type="claim", by="k.vogel")
    refused = await town.at("desk").post(
        f"/v1/cases/{reference}/actions?wait=10s", json={"type": "claim", "by": "a.meier"}
    )
    moved = await town.acts(reference, type="transfer", by="k.vogel", department="service")
    solved = await town.acts(reference, type="resolve", by="a.meier")
    again = await town.acts(reference, type="reopen", by="a.meier")

    assert claimed["assignee"] == "k.vogel"
    assert (refused.status_code, "k.vogel" in refused.text) == (409, True)
    assert (moved["department"], moved["assignee"]) == ("service", None)
    assert (solved["status"], again["status"]) == ("resolved", "open")


async def test_a_full_case_goes_on_in_a_linked_one(town: Town) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": WORDS})
    await town.case_of(told)
    lines = [
        f'{{"from": {{"email": "ana@example.org"}}, "text": "more {n}", "reference": "{told["reference"]}"}}'
        for n in range(200)
    ]

    answer = await town.at("channels").post(
        "/v1/inquiries/batch",
        content="\n".join(lines),
        headers={"Content-Type": "application/x-ndjson"},
    )

    results = [line for line in answer.text.splitlines() if line]
    assert (answer.status_code, len(results)) == (202, 200)
    found = await town.finds("/v1/cases", lambda it: len(it["cases"]) == 2)
    other = next(one for one in found["cases"] if one["reference"] != told["reference"])
    second = await town.asks(f"/v1/cases/{other['reference']}")
    assert [link["kind"] for link in second["links"]] == ["continues"]
    assert len(second["messages"]) == 1
