"""What a newer version of us wrote: fields are passed over, anything else stops the reader and loses nothing."""

from collections.abc import Callable

import msgspec
import pytest

from switchboard.contracts import codec
from tests.contracts import samples

EVENTS = {
    name: codec.encode_event(event, source="/x", at=samples.NOON)[0]
    for name, event in samples.EVENTS.items()
}
RECORDS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "case": (codec.encode_case(samples.CASE), codec.decode_case),
    "partition": (codec.encode_partition(samples.PARTITION), codec.decode_partition),
    "delivery": (codec.encode_delivery(samples.DELIVERY), codec.decode_delivery),
}


def with_field(value: bytes, name: str, content: object) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(value, type=dict[str, object]) | {name: content})


@pytest.mark.parametrize("name", EVENTS)
def test_a_field_that_an_event_did_not_have_is_passed_over(name: str) -> None:
    newer = with_field(EVENTS[name], "mood", {"deep": [1, {"er": None}]})

    assert codec.decode_event(newer) == samples.EVENTS[name]


@pytest.mark.parametrize("name", RECORDS)
def test_a_field_that_a_record_did_not_have_is_passed_over(name: str) -> None:
    value, decode = RECORDS[name]

    assert decode(with_field(value, "mood", "sunny")) == decode(value)


def test_an_event_type_that_we_do_not_know_says_upgrade() -> None:
    with pytest.raises(codec.FromTheFuture, match=r"case\.enchanted.*upgrade"):
        codec.decode_event(b'{"type":"case.enchanted","winner":"K"}')


@pytest.mark.parametrize(
    ("name", "field", "word"),
    [
        ("inquiry.received", "channel", "hologram"),
        ("inquiry.received", "nature", "dream"),
        ("deadline.passed", "clock", "follow_up"),
        ("delivery.reported", "outcome", "bounced"),
        ("delivery.reported", "purpose", "serenade"),
        ("case.claimed", "expect", {"status": "asleep"}),
    ],
)
def test_a_word_that_a_closed_list_did_not_have_says_upgrade(
    name: str, field: str, word: object
) -> None:
    with pytest.raises(codec.FromTheFuture, match="upgrade"):
        codec.decode_event(with_field(EVENTS[name], field, word))


@pytest.mark.parametrize(
    ("name", "field", "word"),
    [
        ("case", "status", "asleep"),
        ("case", "flags", ["from_mars"]),
        ("case", "owed", [{"type": "serenade", "notice_id": "n"}]),
        ("delivery", "medium", "pigeon"),
    ],
)
def test_a_word_that_a_record_did_not_know_says_upgrade(
    name: str, field: str, word: object
) -> None:
    value, decode = RECORDS[name]

    with pytest.raises(codec.FromTheFuture, match="upgrade"):
        decode(with_field(value, field, word))


@pytest.mark.parametrize("name", RECORDS)
def test_a_newer_format_says_upgrade(name: str) -> None:
    value, decode = RECORDS[name]

    with pytest.raises(codec.FromTheFuture, match="format 2, this version knows 1: upgrade"):
        decode(with_field(value, "format", 2))


@pytest.mark.parametrize("name", RECORDS)
def test_a_newer_format_says_upgrade_even_where_it_looks_like_nothing_we_know(name: str) -> None:
    _, decode = RECORDS[name]

    with pytest.raises(codec.FromTheFuture, match="upgrade"):
        decode(b'{"format":9,"everything":"is different"}')


def test_a_customer_may_write_the_words_of_a_fault_without_stopping_us() -> None:
    text = '{"type":"case.enchanted"} Invalid enum value upgrade'
    value = with_field(EVENTS["inquiry.received"], "text", text)

    assert codec.decode_event(with_field(value, "subject", text)) != samples.RECEIVED
    with pytest.raises(codec.Unreadable):
        codec.decode_event(with_field(value, "slot", text))
