"""The demo's callers call as real ones would: in every form, understood and not, answered and missed."""

from urllib.parse import parse_qs

import pytest

from deploy.demo.calls import CALLS, OURS, Call, number
from services.channels.originals import Envelope
from services.channels.phone.call import read_call
from services.channels.said import Said


def _said(call: Call) -> Said:
    told = {name: values[0] for name, values in parse_qs(call.query("1a")).items()}
    envelope = Envelope(sender=told["caller"], recipients=(told["called"],))
    return read_call(call.transcript.encode(), call.media_type, envelope, "DE")


def test_calls_come_in_every_form() -> None:
    forms = {call.media_type for call in CALLS}

    assert forms == {"text/vtt", "application/x-subrip", "text/plain", "application/json"}


def test_each_caller_has_a_number_of_their_own_in_each_run() -> None:
    numbers = {number(call.who, run) for call in CALLS for run in ("1a", "2b")}

    assert len(numbers) == 2 * len(CALLS)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.who)
def test_a_caller_is_known_by_their_number(call: Call) -> None:
    said = _said(call)

    assert said.sender == (f"tel:{number(call.who, '1a')}",)
    assert said.to == (f"tel:{OURS}",)
    assert said.text
    assert said.warnings == ()


def test_one_of_them_is_hardly_understood_and_one_is_missed() -> None:
    qualities = [_said(call).quality for call in CALLS]
    subjects = [_said(call).subject for call in CALLS]

    assert sum(quality < 0.7 for quality in qualities) == 1
    assert subjects.count("Missed call") == subjects.count("Voicemail") == 1
