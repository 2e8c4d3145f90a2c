"""From pages to a letter: its words, its quality, and what staff should know of it."""

import pytest

from services.channels.fax.letter import Letter, letter_of
from services.channels.fax.sheet import Line, Sheet
from services.channels.mime import UnreadableInput
from switchboard.contracts.values import Identity

TOP = "22-NOV-2026 10:31  FROM: ACME GmbH  +49 30 901820  TO: +49 30 555010  P.01/03"
COVER = ("To: us", "From: Ana Prado", "Re: Pump", "Pages: 3", "")


def page(*lines: str, confidence: float = 0.95) -> Sheet:
    return Sheet(tuple(Line(line, confidence) for line in lines), confidence)


def letter(*pages: Sheet, count: int = 0) -> Letter:
    return letter_of(iter(pages), count or len(pages), "DE")


def test_its_text_is_what_the_customer_wrote() -> None:
    found = letter(page(TOP, *COVER, "It stopped."), page(TOP, "Please come."))

    assert found.text == "It stopped.\n\nPlease come."
    assert (found.name, found.subject) == ("Ana Prado", "Pump")
    assert found.number == Identity("fax:+4930901820")


def test_its_full_text_is_all_of_it_with_page_marks() -> None:
    found = letter(page(TOP, "One."), page("Two."))

    assert found.full_text == f"[1/2]\n{TOP}\nOne.\n\n[2/2]\nTwo."


def test_without_a_cover_the_header_line_names_its_sender() -> None:
    assert letter(page(TOP, "One.")).name == "ACME GmbH"


def test_a_cover_alone_is_what_they_said() -> None:
    assert letter(page(*COVER)).text == "\n".join(COVER).strip()


def test_pages_that_are_missing_are_told() -> None:
    promised = "3 pages were sent, 1 came"

    assert letter(page(*COVER, "It stopped.")).notes == (promised,)
    assert letter(page(TOP, "It stopped.")).notes == (promised,)


def test_pages_that_all_came_need_no_word() -> None:
    assert letter(page(*COVER, "a"), page("b"), page("c")).notes == ()


def test_an_empty_fax_is_one_too() -> None:
    found = letter(Sheet(blank=True), Sheet(blank=True))

    assert (found.text, found.quality) == ("", 0.0)
    assert found.quality_because == "nothing stands on it"
    assert found.notes == ("page 1: nothing stands on it", "page 2: nothing stands on it")


def test_of_a_page_that_cannot_be_read_the_others_tell() -> None:
    found = letter(page("One."), Sheet(unread="it is damaged", confidence=0.0))

    assert (found.text, found.quality) == ("One.", 0.95)
    assert found.notes == ("page 2: it is damaged",)


def test_where_no_page_can_be_read_it_says_why() -> None:
    with pytest.raises(UnreadableInput, match="none of its pages could be read: it is damaged"):
        letter(Sheet(unread="it is damaged", confidence=0.0))


def test_handwriting_is_no_text_but_stays_in_the_whole() -> None:
    found = letter(page("One."), page("~ em |", confidence=0.3))

    assert found.text == "One."
    assert "~ em |" in found.full_text
    assert found.notes == ("page 2: it can't be read: handwriting or a picture",)


def test_a_drawing_is_not_nothing() -> None:
    found = letter(Sheet(confidence=0.0))

    assert (found.text, found.quality_because) == ("", "no words could be made out on it")
    assert found.notes == ("page 1: it can't be read: handwriting or a picture",)


def test_its_quality_is_that_of_its_letters_and_says_so_where_it_is_poor() -> None:
    poor = letter(page("Hardly legible", confidence=0.52))

    assert poor.quality == 0.52
    assert poor.quality_because == "its letters were recognized with a confidence of 52%"
    assert letter(page("Legible")).quality_because == ""


def test_pages_beyond_those_that_were_read_are_told() -> None:
    assert letter(page("a"), count=500).notes == ("of its 500 pages the first 1 were read",)
    assert letter(page("a"), count=1_000).notes == (
        "of its 1000 or more pages the first 1 were read",
    )


def test_not_every_bad_page_is_named() -> None:
    notes = letter(page("a"), *[Sheet(blank=True)] * 90).notes

    assert len(notes) == 11
    assert notes[-1] == "and 80 more pages like these"


def test_a_torn_page_is_told() -> None:
    assert letter(page("a")._replace(torn=True)).notes == ("page 1: its end is missing",)


def test_a_number_that_could_not_be_read_surely_is_told_where_nobody_else_tells_it() -> None:
    doubtful = Sheet((Line(TOP, 0.9, doubtful=("901820",)), Line("One.")))
    found = letter(doubtful)

    unsure = "the sender's number in its header line could not be read surely"
    assert found.number is None
    assert unsure in found.warnings(number_wanted=True)
    assert unsure not in found.warnings(number_wanted=False)
