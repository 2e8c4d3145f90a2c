import pytest

from switchboard.http.tracing import traceparent

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_trace_is_taken_as_it_is() -> None:
    assert traceparent({"traceparent": TRACE}) == TRACE


def test_a_request_without_a_trace_begins_none() -> None:
    assert traceparent({}) == ""


@pytest.mark.parametrize(
    "given",
    [
        "",
        "anything at all",
        TRACE.upper(),
        TRACE[:-1],
        f"{TRACE}-more",
        f"{TRACE}\n",
        f" {TRACE}",
        "ff" + TRACE[2:],
        TRACE.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0" * 32),
        TRACE.replace("00f067aa0ba902b7", "0" * 16),
        "é" * 55,
    ],
)
def test_what_is_no_trace_is_not_taken(given: str) -> None:
    assert traceparent({"traceparent": given}) == ""
