"""Whom mail is for: ours, tagged or not, of our domains, the postmaster; others are told at once."""

import pytest

from services.channels.mail_recipients import Recipients, can_be_written, recipients
from switchboard.identities import NotAnIdentity

OURS = recipients(
    ["support@acme.example", "Sales@Acme.example"], ["help.acme.example", "@bücher.example"]
)


@pytest.mark.parametrize(
    "address",
    [
        "support@acme.example",
        "SUPPORT@ACME.EXAMPLE",
        "support+k7q2m9xd4rt.0123456789abcdef@acme.example",
        "sales@acme.example",
        "anybody@help.acme.example",
        "anybody+tag@help.acme.example",
        "leser@bücher.example",
        "leser@xn--bcher-kva.example",
        "postmaster",
        "Postmaster@acme.example",
    ],
)
def test_what_is_ours_is_taken(address: str) -> None:
    assert OURS.holds(address)


@pytest.mark.parametrize(
    "address",
    [
        "victim@elsewhere.example",
        "supporter@acme.example",
        "support@acme.example.evil.example",
        "support@evil.acme.example",
        "anybody@acme.example",
        "support%elsewhere.example@relay.example",
        "support@acme.example@evil.example",
        "nobody",
        "",
        "@",
        '"support@acme.example"@evil.example',
    ],
)
def test_what_is_not_ours_is_refused(address: str) -> None:
    assert not OURS.holds(address)


def test_where_nothing_is_said_everybody_s_mail_is_taken() -> None:
    assert Recipients().holds("anybody@anywhere.example")


def test_what_is_no_address_is_told_to_whoever_wrote_it() -> None:
    with pytest.raises(NotAnIdentity):
        recipients(["support"], [])
    with pytest.raises(NotAnIdentity):
        recipients([], ["not a domain"])


@pytest.mark.parametrize(
    "address", ["ana@example.com", "anä@bücher.example", "", "<>", "a" * 308 + "@example.com"]
)
def test_an_address_of_an_envelope_is_one_line_of_characters(address: str) -> None:
    assert can_be_written(address)


@pytest.mark.parametrize(
    "address",
    [
        "a\r\nb@example.com",
        "a\0b@example.com",
        "a\udcffb@example.com",
        "a\u2028b@example.com",
        "a" * 309 + "@example.com",
    ],
)
def test_what_would_break_a_line_or_a_record_is_no_address(address: str) -> None:
    assert not can_be_written(address)
