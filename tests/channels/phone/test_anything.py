"""Whatever is sent as a call: it is read or it says why not, without breaking and in time that grows with its size."""

import json
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.heard import inquiry_of
from services.channels.mime import UnreadableInput
from services.channels.originals import Envelope, Original
from services.channels.phone.cues import webvtt
from services.channels.phone.cuetext import spoken
from services.channels.phone.formats import FORM
from services.channels.reading import Job, Unread, read
from services.channels.said import Said
from switchboard.contracts.values import Channel, InquiryId, UnixSeconds
from tests.channels.doorway import SECRETS
from tests.channels.phone import calls

TYPES = ("", "text/vtt", "application/x-subrip", "text/plain", "application/json", FORM)
_PIECES = ("WEBVTT", "\n\n", "\n", "00:01.000 --> 00:02.000", " --> ", "NOTE", "STYLE", "<v Ana>", "</v>", "<", ">", "&amp;", "&#", "Agent:",
           "Kunde: ", "[00:01]", "[inaudible]", "1", "\ufeff", "- ", "{\\an8}", "\u2028", "\x00", "caf\u00e9", "How can I help you?")  # fmt: skip
_NAMES = ("Transcript", "Participants", "ParticipantId", "ParticipantRole", "Content", "results", "channels", "alternatives", "words", "word",
          "utterances", "segments", "sentences", "transcript", "text", "speaker", "start", "end", "confidence", "turns", "role", "avg_logprob",
          "language", "duration", "caller", "outcome", "started_at", "status", "metadata", "media_channel", "channel")  # fmt: skip
_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["missed", "error", "1e999", "AGENT"])  # fmt: skip
_JSON = st.recursive(
    _VALUES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=6)
    ),
    max_leaves=30,
)


def _heard(data: bytes, media_type: str, caller: str = "", called: str = "") -> Said | Unread:
    """Read it as the worker does; then it must make an inquiry."""
    envelope = Envelope(sender=caller, recipients=(called,) if called else ())
    said = read(Job(data=data, channel=Channel.PHONE, media_type=media_type, envelope=envelope))
    if isinstance(said, Said):
        original = Original(
            inquiry_id=InquiryId("i"),
            channel=Channel.PHONE,
            blob="i/x",
            received_at=UnixSeconds(1.0),
        )
        inquiry_of(original, said, SECRETS.token_keys, lambda _: None)
        assert said.text.strip()
        assert 0 <= said.quality <= 1
        assert bool(said.quality_because) or said.quality >= 0.7
    else:
        assert "reading it failed" not in said.why, said.why
    return said


@given(st.binary(max_size=300), st.sampled_from(TYPES))
def test_any_bytes_are_read_or_say_why_not(data: bytes, media_type: str) -> None:
    _heard(data, media_type)


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join), st.sampled_from(TYPES))
def test_any_muddle_of_subtitles_and_dialogue_is_read(text: str, media_type: str) -> None:
    if media_type != "application/json":
        said = _heard(text.encode(), media_type)
        assert isinstance(said, Said) or "no text" in said.why or media_type == FORM


@given(_JSON, st.text(max_size=20), st.text(max_size=20))
def test_any_json_is_read_or_is_no_transcript(found: object, caller: str, called: str) -> None:
    said = _heard(json.dumps(found).encode(), "application/json", caller, called)

    assert isinstance(said, Said) or "JSON" in said.why or "not transcribed" in said.why


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_no_word_of_a_cue_is_lost(text: str) -> None:
    kept = "".join(one.words for one in spoken(text + "pump"))

    assert "pump" in kept


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_every_cue_of_the_standard_has_words_or_times(text: str) -> None:
    assert all(cue.start is not None or cue.text for cue in webvtt("WEBVTT\n\n" + text))


_MANY: Final = 100_000
"""A reader whose work grew with the square of its input would still be at it when the test's time is up."""
_TORTURES: Final = (
    "<" * _MANY,
    "<v " * _MANY,
    "<a" + "a" * _MANY,
    "&" * _MANY,
    "&#" + "9" * _MANY + ";",
    "[" * _MANY,
    "(a" * _MANY,
    " " * _MANY + "x",
    "\t" * _MANY + "00:01",
    "a" + " " * _MANY + "x:",
    "a b " * _MANY,
    "1:" * _MANY,
    ":" * _MANY,
    "9" * _MANY,
    "{\\" * _MANY,
    "*" * _MANY,
    "**A" * _MANY,
    "\u266a" * _MANY,
    "A: b\n" * (_MANY // 4),
    "\n" * _MANY,
    "mein name ist " + "a" * _MANY,
    "00:01.000 --> " * _MANY,
    "-->\n" * (_MANY // 4),
)


@pytest.mark.parametrize("torture", _TORTURES, ids=lambda text: repr(text[:8]))
def test_work_grows_with_the_size_and_not_faster(torture: str) -> None:
    cue = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{torture}\n"

    for text in (
        torture,
        cue,
        f"1\n00:00:01,000 --> 00:00:02,000\n{torture}",
        f"Agent: hi\nX: {torture}",
    ):
        try:
            calls.read(text)
        except UnreadableInput:
            assert "\x00" not in text


def test_work_grows_with_the_number_of_speakers_and_not_faster() -> None:
    turns = [{"speaker": f"+4930{n:07}", "text": "How can I help you?"} for n in range(20_000)]

    assert calls.read_json(turns).text


def test_words_that_are_not_in_their_text_cost_no_search_of_all_of_it() -> None:
    words = [{"text": "absent", "confidence": 0.1}] * 50_000

    assert calls.read_json([{"speaker": "A", "text": "pump " * 50_000, "words": words}]).text
