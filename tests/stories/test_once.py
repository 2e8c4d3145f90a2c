"""What comes twice is one inquiry, what is said twice is two; and no customer is answered twice."""

import asyncio
from email.message import EmailMessage

from switchboard.contracts.topics import CASES
from switchboard.contracts.values import Identity
from tests.harness.town import ALL, Town

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
WORDS = "Where can I find the manual of the P-200 pump? We would like to read it before the visit."


def mail(to: str, message_id: str = "<one@example.org>") -> bytes:
    """Return a mail of Ana's as one of our servers received it."""
    letter = EmailMessage()
    letter["From"] = "Ana Prado <ana@example.org>"
    letter["To"] = "info@acme.example, service@acme.example"
    letter["Subject"] = "Manual"
    letter["Message-ID"] = message_id
    letter.set_content(WORDS)
    return f"Received: by mx.acme.example for <{to}>; \r\n".encode() + letter.as_bytes()


async def test_a_resend_under_the_same_key_is_the_same_inquiry(town: Town) -> None:
    await town.opens(*ALL)

    first = await town.receives({"from": ANA, "text": WORDS}, key="order-1")
    await town.case_of(first)
    again = await town.receives({"text": WORDS, "from": ANA}, key="order-1")
    case = await town.finds(f"/v1/cases/{first['reference']}", lambda it: it["version"] > 2)

    assert again == first
    assert len(case["messages"]) == 1
    await town.until(town.letters)
    assert len(town.letters()) == 1


async def test_one_mail_to_two_of_our_addresses_at_two_doors_is_one_case(town: Town) -> None:
    await town.opens(*ALL, "channels-2")

    told = await asyncio.gather(
        town.receives_mail(mail("info@acme.example")),
        town.receives_mail(mail("service@acme.example"), door="channels-2"),
    )

    assert told[0]["inquiry_id"] == told[1]["inquiry_id"]
    case = await town.case_of(told[0])
    await town.finds(f"/v1/cases/{case['reference']}", lambda it: it["version"] >= 2)
    assert len((await town.asks("/v1/cases"))["cases"]) == 1


async def test_an_inquiry_is_one_though_the_directory_learns_of_its_sender_between_two_deliveries(
    town: Town,
) -> None:
    await town.opens(*ALL)

    first = await town.receives({"from": ANA, "text": WORDS}, key="order-1")
    case = await town.case_of(first)
    entry = {"name": "Ana Prado", "tier": "gold", "email": "ana@example.org"}
    answer = await town.at("desk").put("/v1/customers/C-17", json=entry)
    assert answer.status_code in {200, 201}, answer.text
    await town.until(lambda: town.knows(Identity("mailto:ana@example.org")))
    again = await town.receives({"from": ANA, "text": WORDS}, key="order-1")
    other = await town.receives({"from": ANA, "text": "And another thing.", "new_case": True})

    assert again["inquiry_id"] == first["inquiry_id"]
    assert (await town.case_of(again))["reference"] == case["reference"]
    assert (await town.case_of(other))["customer"]["tier"] == "gold"


async def test_the_same_words_days_apart_without_a_key_are_two_inquiries(town: Town) -> None:
    await town.opens(*ALL)

    first = await town.receives({"from": ANA, "text": WORDS})
    one = await town.case_of(first)
    town.waits(days=4)
    second = await town.receives({"from": ANA, "text": WORDS})
    two = await town.case_of(second)

    assert first["inquiry_id"] != second["inquiry_id"]
    assert one["reference"] != two["reference"]


async def test_one_key_with_two_bodies_at_two_doors_loses_neither(town: Town) -> None:
    await town.opens(*ALL, "channels-2")
    doors = [town.at("channels"), town.at("channels-2")]
    bodies = [
        {"from": ANA, "text": WORDS, "new_case": True},
        {"from": ANA, "text": "No: P-300!", "new_case": True},
    ]

    answers = await asyncio.gather(
        *(
            door.post("/v1/inquiries", json=body, headers={"Idempotency-Key": "k"})
            for door, body in zip(doors, bodies, strict=True)
        )
    )

    accepted = [answer.json() for answer in answers if answer.status_code == 202]
    assert accepted
    assert {answer.status_code for answer in answers} <= {202, 422}
    cases = {(await town.case_of(told))["reference"] for told in accepted}
    assert len(cases) == len(accepted)


async def test_three_messages_within_a_moment_are_one_case_and_one_answer(town: Town) -> None:
    await town.opens(*ALL)
    words = ["The pump is broken.", "It is the one in hall 3.", "Please call me."]

    told = []
    for text in words:
        told.append(await town.receives({"from": ANA, "text": text}))
        town.waits(seconds=0.07)
    cases = [await town.case_of(one) for one in told]

    assert {case["reference"] for case in cases} == {told[0]["reference"]}
    case = await town.finds(
        f"/v1/cases/{told[0]['reference']}", lambda it: len(it["messages"]) == 3
    )
    assert [message["text"] for message in case["messages"]] == words
    await town.until(town.letters)
    assert len(town.letters()) == 1


async def test_every_record_of_a_case_follows_from_the_log(town: Town) -> None:
    await town.opens(*ALL)
    for number in range(5):
        told = await town.receives({"from": {"email": f"a{number}@example.org"}, "text": WORDS})
        await town.case_of(told)
    await town.until(lambda: len(town.letters()) == 5)
    await town.closes("router")

    report = await town.verified()

    assert report.differences == ()
    assert report.compared == len(await town.all_records(CASES))
