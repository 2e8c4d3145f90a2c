"""Which matter a mail belongs to: by our token, by its thread, by its sender; and never by its subject alone."""

import asyncio

import pytest

from tests.harness.town import ALL, Town
from tests.stories.post import ANA, WORDS, answer, mail

EVE = "Eve <eve@example.net>"
BEN = "Ben Prado <ben@example.org>"


async def test_a_mail_that_a_server_delivers_again_is_the_same_inquiry(town: Town) -> None:
    await town.opens(*ALL)
    sent = mail()
    first = await town.receives_mail(
        b"Received: by mx1; Sun, 22 Nov 2026 10:00:00 +0000\r\n" + sent
    )
    case = await town.case_of(first)
    await town.until(town.letters)

    again = await town.receives_mail(
        b"Received: by mx2; Sun, 22 Nov 2026 11:00:00 +0000\r\n" + sent
    )

    assert again["inquiry_id"] == first["inquiry_id"]
    told = await town.finds(f"/v1/cases/{case['reference']}", lambda it: it["repeats"] == 1)
    assert (len(told["messages"]), len(town.letters())) == (1, 1)


async def test_an_equal_subject_makes_strangers_no_party_to_a_case(town: Town) -> None:
    await town.opens(*ALL)
    case = await town.case_of(await town.receives_mail(mail()))

    stranger = await town.receives_mail(
        mail("And mine?", name="eve", sender=EVE, subject="Re: Manual")
    )
    unseen = await town.receives_mail(
        mail(
            "As I said before, it leaks.",
            name="unseen",
            sender="Cec <cec@example.com>",
            subject="Re: Manual",
            References="<never@example.com> <seen@example.com>",
        )
    )

    others = [await town.case_of(stranger), await town.case_of(unseen)]
    assert len({case["reference"], *(one["reference"] for one in others)}) == 3
    assert [len(one["messages"]) for one in others] == [1, 1]


async def test_a_colleague_who_answers_our_letter_is_heard_and_told_nothing_by_itself(
    town: Town,
) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": {"email": "ana@example.org"}, "text": WORDS})
    await town.until(town.letters)
    (letter,) = town.letters()

    after = await town.receives_mail(answer(letter, "I can help.", sender=BEN, name="ben"))
    case = await town.case_of(after)

    assert case["reference"] == told["reference"]
    assert "foreign_sender" in case["flags"]
    assert "mailto:ben@example.org" in case["participants"]
    place = await town.asks(f"/v1/inquiries/{after['inquiry_id']}")
    assert place["acknowledgement"] == {
        "state": "suppressed",
        "because": "unconfirmed_sender",
        "by": None,
    }
    assert [one["To"] for one in town.letters()] == ["ana@example.org"]


@pytest.mark.parametrize("harm", ["forged", "truncated", "of nobody"])
async def test_a_token_that_is_not_ours_opens_nothing(town: Town, harm: str) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": {"email": "ana@example.org"}, "text": WORDS})
    await town.until(town.letters)
    (letter,) = town.letters()
    local, _, domain = str(letter["Reply-To"]).partition("@")
    reference, _, mac = local.partition("+")[2].partition(".")
    token = {
        "forged": f"{reference}.{'0' * len(mac)}",
        "truncated": f"{reference}.{mac[:-1]}",
        "of nobody": f"{reference[:-1]}{'0' if reference[-1] != '0' else '1'}.{mac}",
    }[harm]

    after = await town.receives_mail(
        mail("Tell me all.", name="eve", sender=EVE, to=f"support+{token}@{domain}")
    )

    case = await town.case_of(after)
    assert case["reference"] != told["reference"]
    assert case["participants"] == ["mailto:eve@example.net"]


async def test_a_letter_that_fell_into_other_hands_brings_them_no_word_of_the_case(
    town: Town,
) -> None:
    await town.opens(*ALL)
    told = await town.receives(
        {"from": {"phone": "030 901820"}, "channel": "phone", "text": "My secret is 4711."}
    )
    await town.case_of(told)
    first = await town.receives(
        {"from": {"email": "ana@example.org"}, "text": "Me too.", "reference": told["reference"]}
    )
    await town.case_of(first)
    await town.until(town.letters)
    (letter,) = town.letters()
    mails = [answer(letter, "What is it?", sender=EVE, name=name) for name in ("eve", "eve-2")]

    cases = [await town.case_of(await town.receives_mail(one)) for one in (*mails, mails[0])]

    assert len({case["reference"] for case in cases}) == 1
    assert "foreign_sender" in cases[-1]["flags"]
    told_to = [str(one["To"]) for one in town.letters()]
    assert told_to == ["ana@example.org"]


async def test_an_answer_two_months_after_the_end_begins_a_linked_case(town: Town) -> None:
    await town.opens(*ALL)
    case = await town.case_of(await town.receives_mail(mail()))
    await town.until(town.letters)
    (letter,) = town.letters()
    await town.acts(case["reference"], type="resolve", by="k.vogel")

    town.waits(days=10)
    soon = await town.case_of(await town.receives_mail(answer(letter, "One more thing.")))
    await town.acts(case["reference"], type="resolve", by="k.vogel")
    town.waits(days=60)
    late = await town.case_of(await town.receives_mail(answer(letter, "And now?", name="late")))

    assert (late["faults"], soon["faults"]) == ([], [])
    assert (soon["reference"], soon["status"]) == (case["reference"], "open")
    assert late["reference"] != case["reference"]
    assert late["links"] == [{"kind": "follows_closed", "reference": case["reference"]}]
    assert (await town.asks(f"/v1/cases/{case['reference']}"))["status"] == "resolved"


async def test_three_mails_of_one_moment_are_one_case_and_one_answer(town: Town) -> None:
    await town.opens(*ALL)
    words = ["The pump is broken.", "It is the one in hall 3.", "Please call me."]

    told = await asyncio.gather(
        *(
            town.receives_mail(mail(text, name=str(n), subject=f"Pump {n}"))
            for n, text in enumerate(words)
        )
    )

    cases = {(await town.case_of(one))["reference"] for one in told}
    assert len(cases) == 1
    case = await town.finds(f"/v1/cases/{cases.pop()}", lambda it: len(it["messages"]) == 3)
    assert {message["text"] for message in case["messages"]} == set(words)
    await town.until(town.letters)
    assert [one["To"] for one in town.letters()] == ["ana@example.org"]


async def test_an_automatic_answer_to_our_letter_joins_and_opens_nothing_again(town: Town) -> None:
    await town.opens(*ALL)
    case = await town.case_of(await town.receives_mail(mail()))
    await town.until(town.letters)
    (letter,) = town.letters()
    await town.acts(case["reference"], type="resolve", by="k.vogel")

    away = answer(
        letter,
        "I am back on Monday.",
        name="away",
        Auto_Submitted="auto-replied",
        subject="Out of office",
    )
    after = await town.case_of(await town.receives_mail(away))

    assert (after["reference"], after["status"]) == (case["reference"], "resolved")
    assert [one["nature"] for one in after["messages"]] == ["inquiry", "out_of_office"]
    assert after["flags"] == []
    receipts = [one for one in town.letters() if one["Auto-Submitted"] == "auto-replied"]
    assert len(receipts) == 1  # It hears that the matter is settled, and of its own answer nothing.


@pytest.mark.parametrize(
    ("nature", "headers"),
    [
        ("own_echo", {"sender": "support@acme.example", "subject": "Newsletter"}),
        ("auto_reply", {"Auto_Submitted": "auto-replied", "subject": "Thank you for your mail"}),
        ("bounce", {"sender": "MAILER-DAEMON@relay.example", "subject": "Undelivered mail"}),
    ],
)
async def test_what_machines_send_and_belongs_nowhere_is_born_closed(
    town: Town, nature: str, headers: dict[str, str]
) -> None:
    await town.opens(*ALL)

    case = await town.case_of(await town.receives_mail(mail("It is so.", **headers)))

    assert [one["nature"] for one in case["messages"]] == [nature]
    assert (case["status"], case["clocks"], case["notices"]) == ("closed", [], [])
    assert town.letters() == []
    assert ANA not in case["participants"]


async def test_staff_confirm_a_colleague_and_the_case_is_foreign_to_nobody_any_more(
    town: Town,
) -> None:
    await town.opens(*ALL)
    told = await town.receives_mail(mail())
    case = await town.case_of(told)
    await town.until(town.letters)
    (letter,) = town.letters()
    town.waits(minutes=10)
    await town.receives_mail(answer(letter, "I look after it now.", sender=BEN))
    place = f"/v1/cases/{case['reference']}"
    await town.finds(place, lambda it: it["unconfirmed"] == ["mailto:ben@example.org"])

    known = await town.acts(
        case["reference"], type="confirm", by="k.vogel", identity="mailto:ben@example.org"
    )

    assert (known["unconfirmed"], known["flags"]) == ([], [])
    (done,) = known["actions"]
    assert (done["type"], done["identity"]) == ("sender.confirmed", "mailto:ben@example.org")
