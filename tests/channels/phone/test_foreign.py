"""Somebody else's JSON: what isn't there, or isn't what it should be, is simply not told."""

import pytest

from services.channels.phone.foreign import (
    first,
    language,
    member,
    moment,
    number,
    offset,
    rows,
    share,
    text,
)


def test_what_is_not_there_is_not_told() -> None:
    found = {"a": {"b": [1]}}

    assert rows(member(found, "a", "b")) == [1]
    assert member(found, "a", "c") is member(found, "a", "b", "c") is member(3, "a") is None
    assert (rows({"b": 1}), text(None), text({}), text([1]), number(None)) == (
        [],
        "",
        "",
        "",
        None,
    )
    assert first({"a": " ", "b": 3}, "a", "b") == "3"


@pytest.mark.parametrize(
    ("written", "told"), [(3, 3.0), ("2.5", 2.5), (" 4 ", 4.0), ("1e3", 1000.0)]
)
def test_a_number_may_be_written_as_text(written: object, told: float) -> None:
    assert number(written) == told


@pytest.mark.parametrize("written", [True, "x", "", "1e999", "nan", "inf", "9" * 41, [1], {}, None])
def test_what_is_no_number_is_none(written: object) -> None:
    assert number(written) is None
    assert share(written) is None
    assert offset(written) is None


def test_a_share_stays_within_its_bounds() -> None:
    assert [share(one) for one in (-1, 0, "0.5", 1, 97)] == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_a_time_that_no_call_can_have_is_not_told() -> None:
    assert [offset(one) for one in (0, 1_000_000, 1_000_000.1, -0.1)] == [
        0.0,
        1_000_000.0,
        None,
        None,
    ]
    assert offset(2_500, 1_000.0) == 2.5


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-11-22T12:00:00Z", 1795348800.0),
        ("2026-11-22T12:00:00.5+01:00", 1795345200.5),
        ("2026-11-22T12:00:00", None),
        ("1969-12-31T23:59:59Z", None),
        ("9999-12-31T23:59:59-23:59", 253402387139.0),
        ("2026-13-01T00:00:00Z", None),
        (5, None),
        ("", None),
    ],
)
def test_a_moment_needs_its_offset(written: object, at: float | None) -> None:
    assert moment(written) == at


@pytest.mark.parametrize(
    ("written", "tag"),
    [("en", "en"), ("en_US", "en-US"), ("English", "en"), ("indonesian", "id"), ("zh-Hant-TW", "zh-Hant-TW"),
     ("klingon", ""), ("e", ""), ("en; x", ""), (None, ""), (3, "")],
)  # fmt: skip
def test_a_language_is_a_tag_or_not_told(written: object, tag: str) -> None:
    assert language(written) == tag
