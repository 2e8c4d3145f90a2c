"""Names of notices: the same for the same, and harmless wherever they stand."""

import re

from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.naming import about_id, acknowledgement_id, confirmation_id, reply_id
from switchboard.contracts.values import Channel, InquiryId, Reference

CASE = Reference("K7Q2M9XD0ZZ")
HARMLESS = re.compile(r"[A-Za-z0-9_-]{1,64}")


def test_the_acknowledgement_of_a_channel_is_named_by_it_alone() -> None:
    assert acknowledgement_id(CASE, Channel.IN_PERSON) == f"{CASE}-ack-in_person"


@given(st.text(), st.text())
def test_a_name_is_harmless_whatever_an_action_calls_itself(one: str, other: str) -> None:
    names = [
        reply_id(CASE, one),
        about_id(CASE, "info", one, other),
        confirmation_id(CASE, Channel.EMAIL, InquiryId(one)),
    ]

    assert all(HARMLESS.fullmatch(name) for name in names)
    assert (reply_id(CASE, one) == reply_id(CASE, other)) is (one == other)


def test_two_things_are_not_named_as_one_that_reads_alike() -> None:
    assert about_id(CASE, "info", "ab", "c") != about_id(CASE, "info", "a", "bc")
