"""The number of a form: ours, for a day, and the same however often it is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.page.ticket import Void, issued, number
from switchboard.contracts.values import Seconds, UnixSeconds
from tests.harness.clock import SUNDAY_NOON

KEYS = (b"newest", b"older")
DAY = Seconds(86_400.0)


def read(ticket: str, *, after: float = 0, keys: tuple[bytes, ...] = KEYS) -> str:
    return number(keys, ticket, UnixSeconds(SUNDAY_NOON + after), DAY)


def test_it_stands_for_the_same_however_often_it_is_sent() -> None:
    ticket = issued(KEYS, "fresh", SUNDAY_NOON)

    assert read(ticket) == read(ticket, after=3_600)
    assert read(ticket) != read(issued(KEYS, "other", SUNDAY_NOON))
    assert read(ticket) != read(issued(KEYS, "fresh", UnixSeconds(SUNDAY_NOON + 1)))


def test_it_is_good_for_as_long_as_said_and_not_a_second_longer() -> None:
    ticket = issued(KEYS, "fresh", SUNDAY_NOON)

    assert read(ticket, after=DAY)
    with pytest.raises(Void):
        read(ticket, after=DAY + 1)


def test_one_from_an_instance_whose_clock_is_ahead_counts_and_one_from_far_ahead_does_not() -> None:
    ticket = issued(KEYS, "fresh", SUNDAY_NOON)

    assert read(ticket, after=-300)
    with pytest.raises(Void):
        read(ticket, after=-301)


def test_one_from_before_a_new_key_counts_until_the_old_key_is_gone() -> None:
    ticket = issued((b"older",), "fresh", SUNDAY_NOON)

    assert read(ticket)
    with pytest.raises(Void):
        read(ticket, keys=(b"newest",))


@pytest.mark.parametrize(
    "made_up", ["", ".", "..", "x", "0.x.y", "a" * 10_000, "ä.ö.ü", "\0", "6b02d940.fresh."]
)
def test_what_is_made_up_is_void(made_up: str) -> None:
    with pytest.raises(Void):
        read(made_up)


@given(st.data())
def test_no_letter_of_it_can_be_changed(data: st.DataObject) -> None:
    ticket = issued(KEYS, "fresh", SUNDAY_NOON)
    place = data.draw(st.integers(0, len(ticket) - 1))
    letter = data.draw(st.characters(exclude_characters=ticket[place]))

    with pytest.raises(Void):
        read(ticket[:place] + letter + ticket[place + 1 :])


@given(st.text())
def test_nothing_that_is_typed_is_one(text: str) -> None:
    with pytest.raises(Void):
        read(text)
