"""Letters as their readers use them: links lead where they say, names are people, and a reply by mistake harms nobody."""

import re
from email.message import EmailMessage
from typing import Any

from tests.harness.town import ALL, Town
from tests.stories.post import answer, mail

OURS = "https://help.acme.example"
ANGRY = "This is unacceptable. I want to file a complaint about your service, nobody called back."
STAFF = "Quality <quality@example.com>"


def to(town: Town, address: str) -> list[EmailMessage]:
    """Return the letters to somebody."""
    return [one for one in town.mails() if one["To"] == address]


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace(" \n", " ")


def path_in(letter: EmailMessage, door: str) -> str:
    """Return the path of a link in a letter."""
    [path] = re.findall(rf"{OURS}(/{door}/[\w-]+)", text_of(letter))
    return str(path)


async def complained(town: Town) -> dict[str, Any]:
    """Have a complaint come in, and wait until customer and staff are told."""
    town.more = {"public_url": OURS}
    await town.opens(*ALL)
    person = {"name": "Jana Brandt", "departments": ["quality"], "languages": ["en"]}
    enrolled = await town.at("desk").put("/v1/staff/j.brandt", json=person)
    assert enrolled.status_code < 300, enrolled.text
    await town.until(lambda: town.staff("notifier", "j.brandt"))
    case = await town.case_of(await town.receives_mail(mail(ANGRY, subject="Complaint")))
    await town.until(lambda: to(town, "ana@example.org") and to(town, "quality@example.com"))
    return case


async def test_the_links_of_letters_lead_the_customer_to_their_matter_and_staff_to_the_case(
    town: Town,
) -> None:
    case = await complained(town)

    [receipt], [assignment] = to(town, "ana@example.org"), to(town, "quality@example.com")
    status = await town.at("desk").get(path_in(receipt, "s"))
    task = await town.at("desk").get(path_in(assignment, "t"))
    assert (status.status_code, task.status_code) == (200, 200)
    assert case["reference"] in status.text
    assert ANGRY[:20] not in status.text
    assert ANGRY[:20] in task.text


async def test_staff_who_press_reply_open_a_case_of_their_own_and_the_customers_is_untouched(
    town: Town,
) -> None:
    case = await complained(town)
    [assignment] = to(town, "quality@example.com")

    reply = answer(
        assignment,
        f"I am on it.\n\n> {text_of(assignment)}",
        sender=STAFF,
        to=str(assignment["From"]),
    )
    other = await town.case_of(await town.receives_mail(reply))
    again = await town.asks(f"/v1/cases/{case['reference']}")
    assert other["reference"] != case["reference"]
    assert again["messages"] == case["messages"]
    assert len(again["messages"]) == 1
    assert not [one for one in to(town, "ana@example.org") if "I am on it" in one.as_string()]


async def test_an_out_of_office_of_staff_is_heard_and_answered_by_nobody(town: Town) -> None:
    await complained(town)
    [assignment] = to(town, "quality@example.com")

    away = answer(
        assignment,
        "I am away until Monday.",
        sender=STAFF,
        to=str(assignment["From"]),
        Auto_Submitted="auto-replied",
    )
    case = await town.case_of(await town.receives_mail(away))
    assert case["status"] == "closed"
    assert len(to(town, "quality@example.com")) == 1


async def test_a_complaint_is_received_with_a_name(town: Town) -> None:
    await complained(town)

    [receipt] = to(town, "ana@example.org")
    assert "we are sorry" in text_of(receipt)
    assert "Jana Brandt is there for you" in text_of(receipt)
