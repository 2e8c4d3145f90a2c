"""Inquiry ids and reply tokens: what we gave out is known again, and nothing else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.crockford import ALPHABET
from switchboard.contracts.reference import (
    inquiry_id,
    is_inquiry_id,
    reference_of,
    source_key,
    token,
    verify_token,
)
from switchboard.contracts.values import Channel, InquiryId, Slot

KEY = b"the id key of these tests......."
OTHER_KEY = b"another installation's id key..."
NEW, OLD, STRANGE = b"n" * 32, b"o" * 32, b"s" * 32
CASE = reference_of(Slot(77), InquiryId("first"))
CHANNEL = st.sampled_from(Channel)


@given(CHANNEL, st.text(max_size=80), st.binary(max_size=200))
def test_a_resend_is_the_same_inquiry(channel: Channel, source: str, content: bytes) -> None:
    given_out = inquiry_id(KEY, channel, source, content)

    assert inquiry_id(KEY, channel, source, content) == given_out
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{30}", given_out)
    assert is_inquiry_id(KEY, given_out)


def test_other_content_or_source_or_channel_or_key_is_another_inquiry() -> None:
    ids = {
        inquiry_id(KEY, Channel.EMAIL, "a", b"one"),
        inquiry_id(KEY, Channel.EMAIL, "a", b"two"),
        inquiry_id(KEY, Channel.EMAIL, "b", b"one"),
        inquiry_id(KEY, Channel.WEB, "a", b"one"),
        inquiry_id(OTHER_KEY, Channel.EMAIL, "a", b"one"),
        inquiry_id(KEY, Channel.EMAIL, "aone", b""),
        inquiry_id(KEY, Channel.EMAIL, "", b"aone"),
    }

    assert len(ids) == 7


@pytest.mark.parametrize(
    "text", ["", "0" * 30, "z" * 30, "u" * 30, "\u0661" * 30, "a" * 29, "\x00" * 30]
)
def test_a_guess_is_no_inquiry_id(text: str) -> None:
    assert not is_inquiry_id(KEY, text)


@given(st.text(ALPHABET, min_size=30, max_size=30))
def test_whoever_guesses_at_random_is_refused(text: str) -> None:
    assert not is_inquiry_id(KEY, text)


@given(st.integers(0, 29), st.sampled_from(ALPHABET.lower()))
def test_an_id_that_was_tampered_with_is_refused(place: int, symbol: str) -> None:
    genuine = inquiry_id(KEY, Channel.WEB, "a", b"one")
    tampered = genuine[:place] + symbol + genuine[place + 1 :]

    assert is_inquiry_id(KEY, tampered) == (tampered == genuine)


def test_an_id_of_another_installation_is_refused() -> None:
    assert not is_inquiry_id(KEY, inquiry_id(OTHER_KEY, Channel.WEB, "a", b"one"))


def test_an_id_is_known_however_its_letters_are_read() -> None:
    genuine = inquiry_id(KEY, Channel.WEB, "b", b"one")

    assert is_inquiry_id(KEY, genuine.upper().replace("0", "O").replace("1", "L"))


def test_two_deliveries_of_one_source_share_a_key_that_tells_nothing() -> None:
    key = source_key(KEY, Channel.EMAIL, "<ana.private@example.com>")

    assert key == source_key(KEY, Channel.EMAIL, "<ana.private@example.com>")
    assert key != source_key(KEY, Channel.WEB, "<ana.private@example.com>")
    assert key != source_key(OTHER_KEY, Channel.EMAIL, "<ana.private@example.com>")
    assert re.fullmatch(r"[0-9a-f]{24}", key)


def test_a_token_finds_its_case_and_fits_a_mail_address() -> None:
    ours = token([NEW], CASE)

    assert verify_token([NEW], ours) == CASE
    assert re.fullmatch(r"[0-9a-z.]{1,40}", ours)


def test_a_token_survives_a_relay_that_changes_its_case() -> None:
    assert verify_token([NEW], token([NEW], CASE).upper()) == CASE


def test_tokens_of_the_key_before_stay_good_and_new_ones_use_the_newest() -> None:
    before = token([OLD], CASE)

    assert verify_token([NEW, OLD], before) == CASE
    assert verify_token([NEW], before) is None
    assert token([NEW, OLD], CASE) == token([NEW], CASE)


def test_a_token_of_a_strange_key_is_forged() -> None:
    assert verify_token([NEW, OLD], token([STRANGE], CASE)) is None


def test_a_genuine_mac_opens_no_other_case() -> None:
    other = reference_of(Slot(77), InquiryId("second"))
    mac = token([NEW], CASE).partition(".")[2]

    assert verify_token([NEW], f"{other}.{mac}".lower()) is None


@given(st.integers(0, 40))
def test_a_truncated_token_is_none(length: int) -> None:
    whole = token([NEW], CASE)

    assert verify_token([NEW], whole[:length]) == (CASE if length >= len(whole) else None)


@given(st.text(max_size=60))
def test_no_guess_at_a_token_is_too_odd_to_refuse(text: str) -> None:
    assert verify_token([NEW, OLD], text) is None
    assert verify_token([NEW, OLD], f"{CASE}.{text}") is None
    assert verify_token([], token([NEW], CASE)) is None
