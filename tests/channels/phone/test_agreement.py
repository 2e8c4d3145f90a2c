"""What others collected, and what they say is in it: agreed on, but for what is listed here with its reason."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.channels.normalize import as_json, normalize
from services.channels.phone.cues import webvtt
from services.channels.phone.cuetext import spoken
from services.channels.words import clean
from switchboard.contracts.values import Channel
from tests.channels.doorway import SECRETS
from tests.channels.phone.calls import TESTDATA, read
from tests.harness.clock import SUNDAY_NOON

PHONE = TESTDATA / "phone"
SUBTITLES = sorted((PHONE / "vttjs").rglob("*.vtt")) if PHONE.is_dir() else []
DISAGREED = {
    "integration/id.vtt": "an arrow that is no time, then a time: today's standard begins a cue there, the draft of then did not",
}

pytestmark = pytest.mark.skipif(
    not SUBTITLES, reason="the transcripts lie beside the working tree, not in it"
)


def _expected(path: Path) -> list[dict[str, Any]] | None:
    beside = path.with_suffix(".json")
    if not beside.is_file():
        return None
    found = json.loads(beside.read_text())
    cues: list[dict[str, Any]] = found["cues"] if isinstance(found, dict) else found
    return cues


def _name(path: Path) -> str:
    return str(path.relative_to(PHONE / "vttjs"))


@pytest.mark.parametrize("path", SUBTITLES, ids=_name)
def test_cues_are_those_that_the_standards_own_tests_find(path: Path) -> None:
    wanted = _expected(path)
    if wanted is None:
        pytest.skip("nobody says what is in it")

    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    found = [
        (one.name, one.start, one.end, one.text) for one in webvtt(text) if one.start is not None
    ]
    agreed = found == [(one["id"], one["startTime"], one["endTime"], one["text"]) for one in wanted]
    assert agreed is (_name(path) not in DISAGREED)


@pytest.mark.parametrize("path", SUBTITLES, ids=_name)
def test_every_word_of_every_cue_is_in_the_inquiry(path: Path) -> None:
    inquiry = normalize(Channel.PHONE, path.read_bytes(), secrets=SECRETS, at=SUNDAY_NOON)

    assert inquiry.unreadable == ""
    words = _bare(inquiry.text)
    cues = webvtt(clean(path.read_bytes().decode("utf-8", "replace")))
    said = [_bare(one.words) for cue in cues for one in spoken(cue.text)]
    assert [one for one in said if one not in words] == []
    assert json.dumps(as_json(inquiry))


def _bare(text: str) -> str:
    """Return the words alone: a dash before them says that somebody else speaks, and is no word."""
    return " ".join(word for word in text.split() if word != "-")


@pytest.mark.parametrize(
    ("name", "language", "duration", "at_least"),
    [
        ("assemblyai_transcription.json", "en", 25.0, 0.9),
        ("dg_transcription.json", "", 25.933, 0.9),
        ("whisper_timestamped.json", "en", 25.32, 0.9),
    ],
)
def test_recognizers_answers_are_read_to_their_last_word(
    name: str, language: str, duration: float, at_least: float
) -> None:
    data = (PHONE / "stt" / name).read_bytes()
    found = json.loads(data)
    whole = found.get("text") or found["results"]["channels"][0]["alternatives"][0]["transcript"]

    said = read(data, "application/json")
    assert said.text.split() == whole.split()
    assert (said.language, said.duration) == (language, duration)
    assert at_least <= said.quality < 1


def _dialogues() -> list[list[tuple[str, str]]]:
    path = PHONE / "abcd" / "abcd_sample.json"
    found = json.loads(path.read_text()) if path.is_file() else []
    return [[(who, says) for who, says in one["original"]] for one in found]


@pytest.mark.parametrize("dialogue", _dialogues(), ids=lambda one: one[-1][1][:20])
def test_the_customers_words_are_told_from_the_agents(dialogue: list[tuple[str, str]]) -> None:
    wanted = " ".join(says for who, says in dialogue if who == "customer").split()
    plain = "\n".join(f"{who.title()}: {says}" for who, says in dialogue)
    assert read(plain).text.split() == wanted

    letters = {"agent": "A", "customer": "B", "action": "System"}
    unnamed = [{"speaker": letters[who], "text": says} for who, says in dialogue]
    said = read(json.dumps(unnamed), "application/json")
    assert (said.text.split(), said.warnings) == (wanted, ())
