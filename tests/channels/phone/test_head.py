"""What the door sees of a transcript: which call, and when; of any bytes, without reading what was said."""

import json

import pytest

from services.channels.limits import LIMITS
from services.channels.phone.head import Head, read_head


@pytest.mark.parametrize(
    ("transcript", "call_id"),
    [
        ({"call_id": "c-1", "turns": []}, "c-1"),
        ({"CallSid": "CA1"}, "CA1"),
        ({"CustomerMetadata": {"ContactId": "c-2"}, "Transcript": []}, "c-2"),
        ({"ContactId": 7}, "7"),
        ({"call_id": "", "call_sid": " CA2 "}, "CA2"),
        ({"call_id": ["x"], "CallSid": {"a": 1}}, ""),
        ({"CustomerMetadata": 3}, ""),
    ],
)
def test_a_call_is_known_by_the_exchanges_name_for_it(transcript: object, call_id: str) -> None:
    assert read_head(json.dumps(transcript).encode()).call_id == call_id


def test_a_recognizers_name_for_its_work_is_no_name_of_the_call() -> None:
    assert read_head(b'{"id": "t-1", "words": []}') == Head("", "t-1")
    assert read_head(b'{"metadata": {"request_id": "r-1"}, "results": {}}') == Head("", "r-1")


@pytest.mark.parametrize("field", ["started_at", "media_start_time"])
def test_when_a_call_began_is_seen(field: str) -> None:
    head = json.dumps({field: "2026-11-22T12:00:00+01:00"}).encode()

    assert read_head(head).started_at == 1795345200.0


@pytest.mark.parametrize(
    "when", ["2026-11-22T12:00:00", "yesterday", "0001-01-01T00:00:00Z", 5, None, "9" * 50]
)
def test_a_time_that_can_be_anywhere_is_not_told(when: object) -> None:
    assert read_head(json.dumps({"started_at": when}).encode()).started_at is None


def test_a_name_is_as_long_as_its_limit_and_no_longer() -> None:
    fits, longer = "x" * LIMITS.call_id, "x" * (LIMITS.call_id + 1)

    assert read_head(json.dumps({"call_id": fits}).encode()).call_id == fits
    assert read_head(json.dumps({"call_id": longer}).encode()).call_id == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"WEBVTT",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"call_id":' + b"[" * 100_000,
        b'{"id":"\xff"}',
        b'{"call_id":"\\ud800"}',
        b'[{"call_id": "x"}]',
    ],
)
def test_any_bytes_have_a_head(data: bytes) -> None:
    assert read_head(data) == Head()


def test_a_mark_before_it_hides_nothing() -> None:
    assert read_head(b'\xef\xbb\xbf{"call_id": "c"}').call_id == "c"
