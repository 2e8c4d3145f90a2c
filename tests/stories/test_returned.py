"""A letter comes back: its case knows, no more are sent there, and a sign of life has them sent again."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from switchboard.contracts.values import Identity
from tests.harness.town import ALL, Town
from tests.stories.post import answer, bounce, mail

ADDRESS = Identity("mailto:ana@example.org")
EVE = "Eve <eve@example.net>"
VICTIM = "vera@example.com"


async def answered(town: Town, reference: str, text: str, letters: int) -> EmailMessage:
    """Have staff answer, and return their letter once its case knows that it was sent."""
    await town.acts(reference, type="reply", by="k.vogel", text=text)
    await town.until(lambda: len(town.letters()) == letters)
    await town.finds(f"/v1/cases/{reference}", lambda it: not it["notices"])
    return next(one for one in town.letters() if text in one.as_string())


def is_stopped(town: Town) -> bool:
    """Tell whether the notifier knows that letters don't reach the address."""
    mark = town.people("notifier").undeliverable(ADDRESS)
    return mark is not None and mark.cleared_at is None


async def came_back(town: Town) -> tuple[str, EmailMessage]:
    """Have a reply to Ana come back; return her case, and the acknowledgement that had reached her."""
    case = await town.case_of(await town.receives_mail(mail()))
    await town.until(town.letters)
    (receipt,) = town.letters()
    letter = await answered(town, case["reference"], "Here it is.", 2)
    town.waits(minutes=1)
    told = await town.receives_mail(bounce(letter, "ana@EXAMPLE.org"))
    assert (await town.case_of(told))["reference"] == case["reference"]
    await town.until(lambda: is_stopped(town))
    return case["reference"], receipt


async def stopped_reply(town: Town, reference: str, text: str) -> str:
    """Have staff answer; return why the letter stays here."""
    await town.acts(reference, type="reply", by="k.vogel", text=text)
    case = await town.finds(f"/v1/cases/{reference}", lambda it: _stopped(it) and not it["notices"])
    reason: str = _stopped(case)[-1]["reason"]
    return reason


def _stopped(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the replies that were not sent."""
    replies = [one for one in case["deliveries"] if one["purpose"] == "reply"]
    return [one for one in replies if one["outcome"] == "suppressed"]


async def test_a_letter_that_came_back_stops_those_after_it_until_the_customer_writes(
    town: Town,
) -> None:
    await town.opens(*ALL)
    reference, receipt = await came_back(town)

    reason = await stopped_reply(town, reference, "Did you get it?")
    case = await town.asks(f"/v1/cases/{reference}")
    assert "undeliverable" in case["flags"]
    assert [one["identity"] for one in case["bounced"]] == [ADDRESS]
    day = datetime.fromtimestamp(town.clock.now(), UTC).date()
    assert reason == f"a letter to this address came back on {day}, of case {reference}"
    assert len(town.letters()) == 2

    town.waits(minutes=5)
    await town.case_of(await town.receives_mail(answer(receipt, "Try again, it works now.")))
    await town.until(lambda: not is_stopped(town))
    await answered(town, reference, "Once more, then.", 3)


async def test_another_case_writes_to_a_dead_address_no_more_and_staff_may_say_that_it_lives(
    town: Town,
) -> None:
    await town.opens(*ALL)
    await came_back(town)

    town.waits(days=3)
    told = await town.receives({"from": {"email": "ana@example.org"}, "text": "By the form, now."})
    case = await town.case_of(told)
    place = await town.finds(
        f"/v1/inquiries/{told['inquiry_id']}",
        lambda it: it["acknowledgement"]["state"] == "suppressed",
    )
    assert place["acknowledgement"]["because"].startswith("a letter to this address came back")

    await town.at("desk").delete(f"/v1/identities/{ADDRESS}/undeliverable")
    await town.until(lambda: not is_stopped(town))
    letter = await answered(town, case["reference"], "Here is the manual.", 3)
    assert letter["To"] == "ana@example.org"


@pytest.mark.parametrize(
    "brought_in",
    [
        {"sender": f"Vera <{VICTIM}>"},
        {"sender": EVE, "Reply_To": VICTIM},
    ],
    ids=["as if she wrote", "as if she wanted the answer"],
)
async def test_a_stranger_silences_nobody_by_a_bounce_that_she_makes_up_in_a_case_of_her_own(
    town: Town, brought_in: dict[str, str]
) -> None:
    await town.opens(*ALL)
    case = await town.case_of(await town.receives_mail(mail(name="eve", sender=EVE)))
    await town.until(town.letters)
    (receipt,) = town.letters()
    reference = case["reference"]
    await town.finds(f"/v1/cases/{reference}", lambda it: not it["notices"])
    town.waits(minutes=10)
    second = answer(receipt, "And one more thing.", name="second", **brought_in)
    assert (await town.case_of(await town.receives_mail(second)))["reference"] == reference

    for number, returned in enumerate((True, False)):
        made_up = bounce(receipt, VICTIM, name=f"made up {number}", returned=returned)
        told = await town.receives_mail(made_up)
        assert (await town.case_of(told))["reference"] == reference

    case = await town.asks(f"/v1/cases/{reference}")
    assert (case["bounced"], "undeliverable" in case["flags"]) == ([], False)
    hers = await town.receives_mail(mail(name="vera", sender=f"Vera <{VICTIM}>"))
    assert (await town.case_of(hers))["reference"] != reference
    await town.until(lambda: any(one["To"] == VICTIM for one in town.letters()))
