"""Signed requests: whether a sender knew a secret of ours, and signed it just now."""

import pytest

from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.http.signatures import WINDOW, is_fresh, is_one_of, is_signed_hex, signed

NOW = UnixSeconds(1_793_620_800.0)
QUOTE = b"what do ya want for nothing?"


def test_a_signature_is_the_hmac_that_rfc_4231_has() -> None:
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert signed(b"Jefe", QUOTE).hex() == expected


def test_an_older_scheme_signs_by_sha1() -> None:
    expected = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"  # RFC 2202

    assert signed(b"Jefe", QUOTE, "sha1").hex() == expected
    assert is_signed_hex([b"Jefe"], QUOTE, expected, "sha1")


@pytest.mark.parametrize("keys", [[b"new"], [b"new", b"old"], [b"old", b"new"]])
def test_while_a_secret_is_replaced_either_may_have_signed(keys: list[bytes]) -> None:
    assert is_signed_hex(keys, b"body", signed(b"new", b"body").hex())


def test_hexadecimal_may_be_written_in_capitals() -> None:
    assert is_signed_hex([b"key"], b"body", signed(b"key", b"body").hex().upper())


@pytest.mark.parametrize(
    ("keys", "message", "given"),
    [
        ([b"key"], b"another body", signed(b"key", b"body").hex()),
        ([b"another key"], b"body", signed(b"key", b"body").hex()),
        ([], b"body", signed(b"", b"body").hex()),
        ([b"key"], b"body", ""),
        ([b"key"], b"body", signed(b"key", b"body").hex()[:-1]),
        ([b"key"], b"body", "\udcff\u00e4"),
    ],
)
def test_a_forged_signature_is_known(keys: list[bytes], message: bytes, given: str) -> None:
    assert not is_signed_hex(keys, message, given)


@pytest.mark.parametrize("given", ["old", "new"])
def test_a_password_is_one_of_those_that_stand(given: str) -> None:
    assert is_one_of(given, ["new", "old"])


@pytest.mark.parametrize("given", ["", "ne", "newer", "nëw"])
def test_another_password_is_none_of_them(given: str) -> None:
    assert not is_one_of(given, ["new", "old"])


def test_nothing_is_one_of_none() -> None:
    assert not is_one_of("", [])


@pytest.mark.parametrize("seconds", [0.0, WINDOW])
def test_a_signature_counts_within_the_window_before_and_after(seconds: float) -> None:
    assert is_fresh(UnixSeconds(NOW - seconds), NOW)
    assert is_fresh(UnixSeconds(NOW + seconds), NOW)


@pytest.mark.parametrize("seconds", [WINDOW + 0.001, 1e12])
def test_a_signature_does_not_count_outside_of_the_window(seconds: float) -> None:
    assert not is_fresh(UnixSeconds(NOW - seconds), NOW)
    assert not is_fresh(UnixSeconds(NOW + seconds), NOW)


def test_the_window_may_be_another() -> None:
    assert not is_fresh(UnixSeconds(NOW - 11.0), NOW, Seconds(10.0))


def test_no_time_at_all_is_never_fresh() -> None:
    assert not is_fresh(UnixSeconds(float("nan")), NOW)
