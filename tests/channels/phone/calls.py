"""Calls as they are written down, for tests of the telephone."""

import json
from pathlib import Path

from services.channels.originals import Envelope
from services.channels.phone.call import read_call
from services.channels.said import Said

TESTDATA = Path(__file__).parents[4] / "shared" / "testdata"
ANA = "+49301234567"
US = "+4989112233"


def read(
    transcript: str | bytes,
    media_type: str = "",
    *,
    caller: str = "",
    called: str = "",
    region: str = "DE",
) -> Said:
    """Return what a transcript says."""
    data = transcript.encode() if isinstance(transcript, str) else transcript
    envelope = Envelope(sender=caller or None, recipients=(called,) if called else ())
    return read_call(data, media_type, envelope, region)


def read_json(transcript: object) -> Said:
    return read(json.dumps(transcript), "application/json")


def vtt(*cues: str) -> str:
    """Return cues of a second each."""
    blocks = [f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{cue}" for n, cue in enumerate(cues)]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"
