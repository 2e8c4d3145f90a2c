"""A customer writes from the web page, and what comes of it is the same as on every other way."""

from tests.channels.page.visit import Visitor
from tests.harness.town import ALL, Town

BROKEN = "Die Pumpe startet nicht mehr, wir haben einen Ausfall in der ganzen Anlage."
PDF = b"%PDF-1.7\nphoto of the pump"


async def test_a_form_with_a_file_opens_a_case_and_its_sender_hears_of_it_by_mail(
    town: Town,
) -> None:
    await town.opens(*ALL)
    visitor = Visitor(town.at("channels"))

    page = await visitor.opens("/form?lang=de")
    words = {"message": BROKEN, "subject": "Pumpe", "name": "Ana", "email": "ana@example.org"}
    sent = await visitor.sends(page, words, [("pumpe.pdf", PDF)])
    case = await town.finds(f"/v1/cases/{sent.reference}", lambda found: found["messages"])

    assert (case["kind"], case["language"], case["department"]) == ("incident", "de", "service")
    (message,) = case["messages"]
    assert (message["channel"], message["text"]) == ("web", BROKEN)
    assert [file["name"] for file in message["attachments"]] == ["pumpe.pdf"]
    await town.until(town.letters)
    (letter,) = town.letters()
    assert letter["To"] == "ana@example.org"
    assert letter["Auto-Submitted"] == "auto-replied"
    assert sent.reference in letter.as_string()


async def test_a_form_sent_twice_is_one_message_and_one_letter(town: Town) -> None:
    await town.opens(*ALL)
    visitor = Visitor(town.at("channels"))
    page = await visitor.opens()
    words = {"message": "My invoice lists freight twice.", "email": "jan@example.org"}

    first = await visitor.sends(page, words)
    second = await visitor.sends(page, words)
    await visitor.writes({"message": "Hello, a question.", "email": "eva@example.org"})
    await town.until(lambda: len(town.letters()) == 2)
    case = await town.finds(f"/v1/cases/{first.reference}", lambda found: found["messages"])

    assert first.reference == second.reference
    assert len(case["messages"]) == 1
    assert sorted(letter["To"] for letter in town.letters()) == [
        "eva@example.org",
        "jan@example.org",
    ]


async def test_a_machine_that_fills_every_field_makes_a_case_of_spam_and_no_letter_to_its_victim(
    town: Town,
) -> None:
    await town.opens(*ALL)
    visitor = Visitor(town.at("channels"))

    spam = await visitor.writes(
        {"message": "Buy!", "email": "victim@example.org", "website": "http://spam.example"}
    )
    await visitor.writes({"message": "Hello, a question.", "email": "eva@example.org"})
    case = await town.finds(f"/v1/cases/{spam.reference}", lambda found: found["messages"])
    await town.until(town.letters)

    assert case["messages"][0]["nature"] == "spam"
    assert case["notices"] == []
    assert [letter["To"] for letter in town.letters()] == ["eva@example.org"]


async def test_who_quotes_the_reference_in_the_form_is_heard_in_the_same_case(town: Town) -> None:
    await town.opens(*ALL)
    visitor = Visitor(town.at("channels"))
    first = await visitor.writes({"message": BROKEN, "email": "ana@example.org"})
    await town.finds(f"/v1/cases/{first.reference}", lambda found: found["messages"])
    town.waits(hours=3)

    again = await visitor.writes(
        {"message": f"About {first.reference}: it smokes.", "email": "ana@example.org"}
    )
    case = await town.finds(
        f"/v1/cases/{first.reference}", lambda found: len(found["messages"]) == 2
    )

    assert again.reference != first.reference
    assert case["messages"][1]["text"].endswith("it smokes.")
    assert (await town.finds(f"/v1/cases/{again.reference}", lambda _: True))["reference"] == (
        first.reference
    )
