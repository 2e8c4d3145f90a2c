"""The line at the top of a fax: whose machine it was, as far as that can be read surely."""

import pytest

from services.channels.fax.headline import Headline, said_by, split
from services.channels.fax.sheet import Line, Sheet
from switchboard.contracts.values import Identity

FULL = "22-NOV-2026 10:31  FROM: ACME GmbH  +49 30 901820  TO: +49 30 555010  P.01/02"


def headline(text: str, *doubtful: str) -> Headline:
    return said_by([Line(text, doubtful=doubtful)], "DE")


@pytest.mark.parametrize(
    "line",
    [
        FULL,
        "22.11.2026 10:31  VON: Stadtwerke Nord 030 901820  AN: 030 555010  S. 1/3",
        "Nov 22 2026 10:31 From: Ana Prado Page 1 of 2",
        "22/11/2026 10.31 DARI: PT Maju Jaya +62 21 5550100 HAL 1 dari 2",
        "2026-11-22 10:31 +49 30 901820 Seite 2",
        "+49 30 901820   22 Nov 2026 10:31   P. 1",
    ],
)
def test_it_is_known_in_three_languages(line: str) -> None:
    found = split(Sheet((Line(line), Line("Dear all,"))))

    assert found.headline == Line(line)
    assert found.rest == (Line("Dear all,"),)


@pytest.mark.parametrize(
    "line",
    [
        "Berlin, 22.11.2026",
        "Our meeting on 22.11.2026 at 10:31",
        "From: Ana Prado",
        "Tel. +49 30 901820, Fax +49 30 901821",
        "",
    ],
)
def test_the_first_line_of_a_letter_is_none(line: str) -> None:
    assert split(Sheet((Line(line),))).headline is None


def test_specks_above_it_are_passed_over() -> None:
    assert split(Sheet((Line(".. '"), Line(FULL), Line("Dear all,")))).headline == Line(FULL)


def test_it_tells_name_number_and_pages() -> None:
    found = headline(FULL)

    assert found == Headline(name="ACME GmbH", number=Identity("fax:+4930901820"), promised=2)


def test_a_number_without_country_is_one_of_the_region() -> None:
    assert headline("22.11.2026 10:31 VON: 030 901820 S. 1").number == "fax:+4930901820"


def test_a_number_with_a_doubtful_digit_is_nobodys() -> None:
    found = headline(FULL, "901820")

    assert found.number is None
    assert found.unsure


def test_doubt_about_the_number_that_was_called_does_not_matter() -> None:
    assert headline(FULL, "555010", "P.01/02").number == "fax:+4930901820"


def test_pages_that_name_two_numbers_name_none() -> None:
    other = FULL.replace("901820", "901821")
    found = said_by([Line(FULL), Line(other)], "DE")

    assert found.number is None
    assert found.unsure


def test_two_numbers_without_from_name_none() -> None:
    assert headline("22.11.2026 10:31 +49 30 901820 +49 30 901821 P.1").number is None


def test_a_date_is_no_number() -> None:
    assert headline("FROM: ACME 0022-11-2026 10:31 P. 1/1").number is None


def test_what_is_no_number_is_none() -> None:
    found = headline("22.11.2026 10:31 FROM: +49 1234 5678 9012 3456 P.1")

    assert found.number is None


def test_a_page_without_one_says_nothing() -> None:
    assert said_by([], "DE") == Headline()
