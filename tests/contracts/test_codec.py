"""What is written is read back the same, by whoever reads it; and what isn't ours is told apart by whose fault it is."""

from datetime import datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts import codec
from switchboard.contracts.case import Case
from switchboard.contracts.customer import Entry
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import Event
from switchboard.contracts.partition import PartitionState
from tests.contracts import samples
from tests.contracts.anything import anything
from tests.contracts.sample_actions import ACTIONS
from tests.contracts.samples import NOON

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
EVENTS: type[Event] = cast("type[Event]", Event)
ENTRIES: type[Entry] = cast("type[Entry]", Entry)


@given(anything(EVENTS))
def test_every_event_comes_back_as_it_was_written(event: Event) -> None:
    value, _ = codec.encode_event(event, source="/test", at=NOON)

    assert codec.decode_event(value) == event


@given(anything(Case))
def test_every_case_comes_back_as_it_was_written(case: Case) -> None:
    assert codec.decode_case(codec.encode_case(case)) == case


@given(anything(Delivery))
def test_every_delivery_comes_back_as_it_was_written(delivery: Delivery) -> None:
    assert codec.decode_delivery(codec.encode_delivery(delivery)) == delivery


@given(anything(PartitionState))
def test_every_state_of_a_partition_comes_back_as_it_was_written(state: PartitionState) -> None:
    assert codec.decode_partition(codec.encode_partition(state)) == state


@given(anything(ENTRIES))
def test_every_entry_of_the_directory_comes_back_as_it_was_written(entry: Entry) -> None:
    assert codec.decode_entry(codec.encode_entry(entry)) == entry


@pytest.mark.parametrize("name", samples.EVENTS)
def test_an_event_travels_as_a_cloud_event_in_binary_mode(name: str) -> None:
    event = samples.EVENTS[name]

    _, headers = codec.encode_event(event, source="/channels/email", at=NOON)

    assert dict(headers) == {
        "ce_specversion": b"1.0",
        "ce_type": f"switchboard.{codec.event_type(event)}".encode(),
        "ce_id": codec.event_id(event).encode(),
        "ce_source": b"/channels/email",
        "ce_time": b"2026-11-22T12:00:00.250+00:00",
        "content-type": b"application/json",
    }
    assert datetime.fromisoformat(dict(headers)["ce_time"].decode()).timestamp() == NOON


def test_events_of_one_type_have_ids_of_their_own() -> None:
    ids = {codec.event_type(event): codec.event_id(event) for event in samples.EVENTS.values()}

    assert ids == {
        "inquiry.received": samples.INQUIRY,
        "strategy.activated": samples.STRATEGY,
        "deadline.passed": f"{samples.REFERENCE}.first_response.1795352400.500",
        "delivery.reported": f"{samples.ACK}.sent",
        "case.claimed": "a1",
        "case.transferred": "a2",
        "reply.written": "a3",
        "case.resolved": "a4",
        "case.reopened": "a5",
        "case.strategy_moved": "a6",
    } | {name: action.action_id for name, action in ACTIONS.items()}


def test_a_trace_is_carried_along() -> None:
    _, headers = codec.encode_event(samples.RECEIVED, source="/x", at=NOON, traceparent=TRACE)

    assert codec.traceparent(headers) == TRACE


def test_a_record_without_a_trace_belongs_to_none() -> None:
    _, headers = codec.encode_event(samples.RECEIVED, source="/x", at=NOON)

    assert codec.traceparent(headers) == ""
    assert codec.traceparent((("ce_traceparent", b"\xff"),)) == "\ufffd"


NESTED = b'{"type":"strategy.activated","strategy_id":"5","more":' + b"[" * 100_000
GARBAGE = [
    b"",
    b"null",
    b"\x00\xff\xfe",
    b"{}",
    b"[]",
    b'{"type":"inquiry.received"}',
    b'{"type":5}',
    b'{"type":"deadline.passed","reference":"K","clock":"resolve","due_at":1e999}',
    b'{"type":"strategy.activated","strategy_id":"\xff"}',
    b'{"type":"strategy.activated","strategy_id":"\\ud800"}',
    NESTED,
    NESTED + b"]" * 100_000 + b"}",
]


@pytest.mark.parametrize("value", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_unreadable_wherever_it_turns_up(value: bytes) -> None:
    for decode in (
        codec.decode_event,
        codec.decode_case,
        codec.decode_partition,
        codec.decode_delivery,
        codec.decode_entry,
    ):
        with pytest.raises(codec.Unreadable):
            decode(value)


def test_a_tombstone_is_no_event() -> None:
    with pytest.raises(codec.Unreadable):
        codec.decode_event(None)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(value: bytes) -> None:
    with pytest.raises((codec.Unreadable, codec.FromTheFuture)):
        codec.decode_event(value)


def test_the_fault_says_where_it_is() -> None:
    with pytest.raises(codec.Unreadable, match=r"not a valid case.claimed: .*action_id"):
        codec.decode_event(b'{"type":"case.claimed","reference":"K","by":"k"}')
