"""Contracts to bytes and back. The one place that knows JSON, formats and CloudEvents.

Events travel as CloudEvents 1.0 in binary mode (Kafka protocol binding): attributes in headers `ce_…`,
the JSON of the event as value, `traceparent` (W3C Trace Context) as an extension. What cannot be decoded
is told apart by whose fault it is: `Unreadable` goes to the dead letters, `FromTheFuture` stops the reader.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Final, TypeVar, get_args

import msgspec

from switchboard.contracts.case import FORMAT, Case
from switchboard.contracts.customer import Entry
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import (
    DeadlinePassed,
    DeliveryConfirmed,
    DeliveryReported,
    Event,
    InquiryReceived,
    ReminderDue,
    StrategyActivated,
)
from switchboard.contracts.notices import Notice
from switchboard.contracts.partition import PartitionState
from switchboard.contracts.values import UnixSeconds

Headers = tuple[tuple[str, bytes], ...]

_TYPE_PREFIX: Final = "switchboard."
_KNOWN: Final = frozenset(str(kind.__struct_config__.tag) for kind in get_args(Event))
_encoder: Final = msgspec.json.Encoder()
_event: Final = msgspec.json.Decoder(Event)
_case: Final = msgspec.json.Decoder(Case)
_partition: Final = msgspec.json.Decoder(PartitionState)
_delivery: Final = msgspec.json.Decoder(Delivery)
_entry: Final = msgspec.json.Decoder(Entry)
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder raises for bad bytes; the last where something is nested without end."""
_NEWER_WORDS: Final = ("Invalid enum value", "Invalid value '")
"""How a decoder says that a word is missing from a closed list, or a type from a union."""


class Unreadable(Exception):
    """Bytes that are no record of ours: the writer's fault. Dead-lettered, and life goes on."""


class FromTheFuture(Exception):
    """A type or format newer than this code: ours to upgrade. The reader stops; nothing is dead-lettered."""


class _Peek(msgspec.Struct):
    type: str = ""
    format: int = FORMAT


_peek: Final = msgspec.json.Decoder(_Peek)


def event_type(event: Event) -> str:
    """Return the event's type, as `inquiry.received`."""
    return str(event.__struct_config__.tag)


def event_id(event: Event) -> str:
    """Return what identifies the event among those of its type (CloudEvents `id`)."""
    match event:
        case InquiryReceived():
            return event.inquiry_id
        case StrategyActivated():
            return event.strategy_id
        case DeadlinePassed():
            return f"{event.reference}.{event.clock}.{event.due_at:.3f}"
        case ReminderDue():
            return f"{event.reference}.{event.reminder}.{event.due_at:.3f}"
        case DeliveryReported():
            return f"{event.notice_id}.{event.outcome}"
        case DeliveryConfirmed():
            return f"{event.notice_id}.{event.delivered}"
        case _:
            return event.action_id


def encode_event(
    event: Event, *, source: str, at: UnixSeconds, traceparent: str = ""
) -> tuple[bytes, Headers]:
    """Return value and headers of the event. `source` says which of our parts speaks, as `/channels/email`."""
    headers: Headers = (
        ("ce_specversion", b"1.0"),
        ("ce_type", _type_header(event_type(event))),
        ("ce_id", event_id(event).encode()),
        ("ce_source", source.encode()),
        ("ce_time", datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").encode()),
        ("content-type", b"application/json"),
    )
    if traceparent:
        headers = (*headers, ("ce_traceparent", traceparent.encode()))
    return _encoder.encode(event), headers


@cache
def _type_header(name: str) -> bytes:
    return (_TYPE_PREFIX + name).encode()


def traceparent(headers: Headers) -> str:
    """Return the trace that a record belongs to; empty where none came along."""
    return next(
        (value.decode("ascii", "replace") for name, value in headers if name == "ce_traceparent"),
        "",
    )


def decode_event(value: bytes | None) -> Event:
    """Return the event. Raises Unreadable or FromTheFuture."""
    try:
        event: Event = _event.decode(value or b"")
    except _UNREADABLE as fault:
        raise _blame(value or b"", str(fault)) from None
    return event


def _blame(value: bytes, fault: str) -> Unreadable | FromTheFuture:
    """Tell a newer writer from a broken one. A word missing from a closed list can only be a newer writer's."""
    try:
        kind = _peek.decode(value).type
    except _UNREADABLE:
        return Unreadable(f"not an event: {fault}")
    if kind and kind not in _KNOWN:
        return FromTheFuture(f"event type {kind!r} is newer than this version: upgrade")
    if fault.startswith(_NEWER_WORDS):
        return FromTheFuture(f"{kind} says something newer than this version: {fault}: upgrade")
    return Unreadable(f"not a valid {kind or 'event'}: {fault}")


def encode_case(case: Case) -> bytes:
    """Return the case as its record holds it."""
    return _encoder.encode(case)


def size_of(notice: Notice) -> int:
    """Return how many bytes a notice takes in the record of its case."""
    return len(_encoder.encode(notice))


def decode_case(value: bytes) -> Case:
    """Return the case. Raises Unreadable or FromTheFuture."""
    return _current(_case, value, "case")


def encode_partition(state: PartitionState) -> bytes:
    """Return the state of a partition as its record holds it."""
    return _encoder.encode(state)


def decode_partition(value: bytes) -> PartitionState:
    """Return the state of a partition. Raises Unreadable or FromTheFuture."""
    return _current(_partition, value, "partition state")


def encode_delivery(delivery: Delivery) -> bytes:
    """Return the delivery as its record holds it."""
    return _encoder.encode(delivery)


def decode_delivery(value: bytes) -> Delivery:
    """Return the delivery. Raises Unreadable or FromTheFuture."""
    return _current(_delivery, value, "delivery")


def encode_entry(entry: Entry) -> bytes:
    """Return an entry of the directory as its record holds it."""
    return _encoder.encode(entry)


def decode_entry(value: bytes) -> Entry:
    """Return an entry of the directory. Raises Unreadable."""
    try:
        entry: Entry = _entry.decode(value)
    except _UNREADABLE as fault:
        raise Unreadable(f"not an entry of the directory: {fault}") from None
    return entry


_T = TypeVar("_T", Case, PartitionState, Delivery)


def _current(decoder: "msgspec.json.Decoder[_T]", value: bytes, what: str) -> _T:
    try:
        decoded = decoder.decode(value)
    except _UNREADABLE as fault:
        raise _blame_record(value, what, str(fault)) from None
    if decoded.format > FORMAT:
        raise FromTheFuture(_upgrade(what, decoded.format))
    return decoded


def _blame_record(value: bytes, what: str, fault: str) -> Unreadable | FromTheFuture:
    try:
        written = _peek.decode(value).format
    except _UNREADABLE:
        return Unreadable(f"not a {what}: {fault}")
    if written > FORMAT:
        return FromTheFuture(_upgrade(what, written))
    if fault.startswith(_NEWER_WORDS):
        return FromTheFuture(f"{what} says something newer than this version: {fault}: upgrade")
    return Unreadable(f"not a {what}: {fault}")


def _upgrade(what: str, written: int) -> str:
    return f"{what} of format {written}, this version knows {FORMAT}: upgrade"
