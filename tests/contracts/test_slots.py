"""Where a matter lives in the log: a function of the contact alone, spread evenly."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.reference import reference_of, slot_of, slot_of_reference
from switchboard.contracts.topics import (
    DEAD_LETTERS,
    DIRECTORY,
    SLOTS,
    is_partition_key,
    partition_key,
    partition_of,
    slot_key,
    topics,
)
from switchboard.contracts.values import Identity, InquiryId, Slot

INQUIRY = InquiryId("an inquiry")
VERIFIED = reference_of(Slot(11), InquiryId("verified"))
NAMED = reference_of(Slot(22), InquiryId("named"))
CUSTOMER, MAIL = Identity("customer:4711"), Identity("mailto:ana@example.com")
TEL, FAX = Identity("tel:+4930901820"), Identity("fax:+4930901821")


def alone(identity: Identity) -> Slot:
    return slot_of(None, None, (identity,), INQUIRY)


def test_a_genuine_token_outweighs_a_name_and_a_name_outweighs_identities() -> None:
    assert slot_of(VERIFIED, NAMED, (MAIL,), INQUIRY) == slot_of_reference(VERIFIED)
    assert slot_of(None, NAMED, (MAIL,), INQUIRY) == slot_of_reference(NAMED)
    assert slot_of(None, None, (MAIL,), INQUIRY) == alone(MAIL)


@given(st.permutations([CUSTOMER, MAIL, TEL, FAX]), st.integers(1, 4))
def test_the_first_identity_counts_whatever_the_order_in_which_they_came(
    shuffled: list[Identity], count: int
) -> None:
    kept = shuffled[:count]
    first = next(one for one in (CUSTOMER, MAIL, TEL, FAX) if one in kept)

    assert slot_of(None, None, kept, INQUIRY) == alone(first)


def test_the_spelling_of_an_address_moves_nobody() -> None:
    assert alone(Identity("mailto:Ana@example.com")) == alone(MAIL)


def test_one_sender_lives_in_one_place_whatever_they_write() -> None:
    assert slot_of(None, None, (MAIL,), InquiryId("a")) == slot_of(
        None, None, (MAIL,), InquiryId("b")
    )


def test_whoever_withholds_their_identity_lives_where_their_inquiry_does() -> None:
    slots = {slot_of(None, None, (), InquiryId(str(number))) for number in range(50)}

    assert len(slots) > 40
    assert slot_of(None, None, (), INQUIRY) == slot_of(None, None, (), INQUIRY)


@given(st.lists(st.text(max_size=30).map(Identity), max_size=4), st.text(max_size=30))
def test_a_slot_is_within_its_bounds(identities: list[Identity], inquiry: str) -> None:
    assert 0 <= slot_of(None, None, identities, InquiryId(inquiry)) < SLOTS


def test_senders_spread_over_the_slots() -> None:
    slots = Counter(alone(Identity(f"mailto:{number}@example.com")) for number in range(8_192))

    assert len(slots) > 3_000
    assert max(slots.values()) < 14


@pytest.mark.parametrize("partitions", [1, 2, 3, 5, 12, 64, 4_096])
def test_every_partition_holds_an_even_share_of_neighbouring_slots(partitions: int) -> None:
    held = [partition_of(Slot(slot), partitions) for slot in range(SLOTS)]
    shares = Counter(held)

    assert held == sorted(held)
    assert set(shares) == set(range(partitions))
    assert max(shares.values()) - min(shares.values()) <= 1


def test_all_of_a_slot_share_a_key_and_no_partition_has_one_like_it() -> None:
    assert slot_key(Slot(7)) == b"0007"
    assert partition_key(3) == b"partition/3"
    assert is_partition_key(partition_key(3))
    assert not any(is_partition_key(slot_key(Slot(slot))) for slot in range(SLOTS))
    assert not is_partition_key(VERIFIED.encode())


def test_only_the_directory_and_the_dead_letters_have_one_partition() -> None:
    made = {topic.name: topic for topic in topics(5)}

    assert {name for name, topic in made.items() if topic.partitions == 1} == {
        DIRECTORY,
        DEAD_LETTERS,
    }
    assert {topic.partitions for topic in made.values()} == {1, 5}
    assert {name.partition(".")[2] for name, topic in made.items() if topic.compacted} == {
        "cases",
        "deliveries",
        "directory",
    }
    assert {topic.keep for topic in made.values()} == {14 * 86_400.0}
