"""Who called and whom: numbers in one spelling; the withheld stay withheld."""

import pytest

from services.channels.phone.numbers import Party, is_withheld, party, region_of, shown
from switchboard.contracts.values import Identity


@pytest.mark.parametrize(
    "written",
    [
        "+49 30 1234567",
        "030 1234567",
        "0049301234567",
        " 49301234567",
        "(030) 123-4567",
        "sip:+49301234567@pbx.example;user=phone",
        "tel:+49301234567",
        "<sip:030-1234567@10.0.0.1>",
    ],
)
def test_a_number_has_one_spelling(written: str) -> None:
    assert party(written, "DE") == Party(Identity("tel:+49301234567"))
    assert shown(written, "DE") == "+49301234567"


@pytest.mark.parametrize(
    "written",
    [
        "anonymous",
        "Unknown",
        "RESTRICTED",
        "+266696687",
        "266696687",
        "sip:anonymous@anonymous.invalid",
        "unterdr\u00fcckt",
        "dirahasiakan",
    ],
)
def test_who_withholds_their_number_is_nobody(written: str) -> None:
    assert is_withheld(written)
    assert party(written, "DE") == Party()


def test_no_number_is_nobody() -> None:
    assert party("", "DE") == party("  ", "DE") == Party()


@pytest.mark.parametrize("written", ["12345", "1001", "+49", "99999999999999999999"])
def test_a_number_that_is_none_stays_visible(written: str) -> None:
    assert party(written, "DE") == Party(warning=f"not a telephone number: {written}")


def test_who_has_a_name_instead_of_a_number_has_a_name() -> None:
    assert party("client:ana", "DE") == Party(
        name="ana", warning="not a telephone number: client:ana"
    )


def test_a_long_or_odd_number_is_shown_in_one_short_line() -> None:
    found = party("x\n" * 500, "DE")

    assert "\n" not in found.name + found.warning
    assert len(found.warning) < 100


def test_a_number_without_country_is_of_the_country_that_was_called() -> None:
    assert region_of("+6221555123", "DE") == "ID"
    assert region_of("+14155550100", "DE") == "US"
    assert region_of("089 112233", "DE") == "DE"
    assert region_of("", "DE") == region_of("anonymous", "DE") == "DE"
    assert region_of("+88312345678", "DE") == "DE"
