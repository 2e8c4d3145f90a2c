"""What the router can't know to be one matter, and the desk proposes to merge: never joined by itself, always with why."""

from switchboard.contracts.values import Identity
from tests.harness.town import ALL, Town
from tests.stories.post import mail

LETTER = (
    "Since this morning the big pump in hall three stops after ten minutes. We have checked the"
    " valve and the filter. Please send somebody today, the whole line stands still."
)


async def test_the_same_text_by_fax_and_by_mail_is_two_cases_of_which_each_proposes_the_other(
    town: Town,
) -> None:
    await town.opens(*ALL)
    entry = {"name": "Ana Prado", "email": "ana@example.org", "fax": "+49 30 901821"}
    await town.at("desk").put("/v1/customers/C-1", json=entry)
    await town.until(lambda: town.knows(Identity("mailto:ana@example.org")))

    by_mail = await town.case_of(await town.receives_mail(mail(LETTER, subject="Pump stops")))
    faxed = {
        "from": {"fax": "+49 30 901821"},
        "channel": "fax",
        "text": f"FAX 1/1\n{LETTER.replace('morning', 'rnorning')}",
    }
    by_fax = await town.case_of(await town.receives(faxed))

    assert by_mail["reference"] != by_fax["reference"]
    for one, other in ((by_mail, by_fax), (by_fax, by_mail)):
        shown = await town.finds(f"/v1/cases/{one['reference']}", lambda it: it["proposals"])
        (told,) = shown["proposals"]
        assert (told["reference"], told["reason"]) == (other["reference"], "same_customer")
        assert told["likeness"] > 0.6


async def test_a_colleague_who_answers_the_customer_rather_than_us_has_a_case_that_says_so(
    town: Town,
) -> None:
    await town.opens(*ALL)
    first = await town.case_of(await town.receives_mail(mail(LETTER, name="ana", subject="Pump")))

    to_all = mail(
        "The filter is new, by the way.",
        name="ben",
        sender="Ben <ben@example.org>",
        to="ana@example.org, support@acme.example",
        subject="Re: Pump",
        In_Reply_To="<ana@example.org>",
    )
    second = await town.case_of(await town.receives_mail(to_all))

    assert second["reference"] != first["reference"]
    shown = await town.finds(f"/v1/cases/{first['reference']}", lambda it: it["proposals"])
    assert [(one["reference"], one["reason"]) for one in shown["proposals"]] == [
        (second["reference"], "answers")
    ]
