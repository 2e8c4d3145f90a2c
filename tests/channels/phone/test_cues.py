"""Subtitles: WebVTT as its standard reads it, SRT as people write it, and never a word lost."""

import pytest

from services.channels.phone.cues import (
    Cue,
    is_webvtt,
    language,
    nearly_webvtt,
    subrip,
    webvtt,
)
from switchboard.contracts.values import Seconds

FROM_ONE_TO_TWO = (Seconds(1.0), Seconds(2.0))


def _cue(text: str, start: float, end: float, name: str = "") -> Cue:
    return Cue(text, Seconds(start), Seconds(end), name)


def test_cues_have_their_times_names_and_lines() -> None:
    text = "WEBVTT - a call\n\nfirst\n00:01.000 --> 01:02:03.004 align:start\nGood\nday\n\n00:02.500 --> 00:03.000\nBye\n"

    assert webvtt(text) == [_cue("Good\nday", 1.0, 3723.004, "first"), _cue("Bye", 2.5, 3.0)]


def test_notes_styles_and_regions_are_not_said() -> None:
    text = (
        "WEBVTT\nKind: captions\nLanguage: de\n\nNOTE a remark\nover two lines\n\nSTYLE\n::cue { color: red }\n\n"
        "REGION\nid:fred\n\n00:01.000 --> 00:02.000\nHallo\n"
    )

    assert webvtt(text) == [Cue("Hallo", *FROM_ONE_TO_TWO)]
    assert language(text) == "de"


@pytest.mark.parametrize(
    "text", ["", "WEBVTTX\n\n00:01.000 --> 00:02.000\na", " WEBVTT", "webvtt", "\n\nWEBVTT"]
)
def test_what_does_not_begin_as_it_must_is_no_webvtt(text: str) -> None:
    assert not is_webvtt(text)
    assert webvtt(text) == []


@pytest.mark.parametrize("text", ["WEBVTT", "\ufeffWEBVTT\n", "WEBVTT\tcaptions\n", "WEBVTT x"])
def test_a_file_of_subtitles_may_be_empty(text: str) -> None:
    assert is_webvtt(text)
    assert webvtt(text) == []


def test_a_header_may_be_followed_at_once_by_the_first_cue() -> None:
    assert webvtt("WEBVTT\n00:01.000 --> 00:02.000\nHallo") == [Cue("Hallo", *FROM_ONE_TO_TWO)]


def test_a_time_within_a_cue_begins_the_next_one() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\none\n00:02.000 --> 00:03.000\ntwo"

    assert webvtt(text) == [_cue("one", 1.0, 2.0), _cue("two", 2.0, 3.0)]


@pytest.mark.parametrize(
    "times",
    [
        "00:60.000 --> 00:61.000",
        "1:00.000 --> 2:00.000",
        "00:01,000 --> 00:02,000",
        "00:01.000 --> ",
        "0 --> 1",
        "00:01.000 --> 00:02.000x",
    ],
)
def test_words_whose_times_cannot_be_read_are_kept_without_a_time(times: str) -> None:
    assert [cue.text for cue in webvtt(f"WEBVTT\n\n{times}\nThe pump\n")] == ["The pump"]
    assert webvtt(f"WEBVTT\n\n{times}\nThe pump\n")[0].start is None


def test_an_arrow_in_somebodys_words_is_kept_as_theirs() -> None:
    [cue, other] = webvtt("WEBVTT\n\n00:01.000 --> 00:02.000\nfrom A\nA --> B is blocked\n")

    assert (cue.text, other.text) == ("from A", "A --> B is blocked")


def test_subrip_is_read_as_it_should_be() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nGood\nday\n\n2\n00:00:02,500 --> 00:00:03,000\nBye\n"

    assert subrip(text) == [_cue("Good\nday", 1.0, 2.0), _cue("Bye", 2.5, 3.0)]


@pytest.mark.parametrize(
    "text",
    [
        "00:00:01.000 --> 00:00:02.000\nGood day\n2\n00:00:02,5 --> 00:00:03\nBye",
        "1\n00:00:01,000-->00:00:02,000\nGood day\n\n\n\n2\n00:00:02,500 -> 00:00:03,000\nBye",
        "7\n0:0:1,000 --> 0:0:2,000 X1:20 X2:40\nGood day\n2\n0:0:2,500 --> 0:0:3,000\nBye\n\n\n",
        "\ufeff1\n00:01,000 --> 00:02,000\n\nGood day\n\n9\n00:02.500 \u2192 00:03.000\nBye",
    ],
)
def test_sloppy_subrip_is_read_all_the_same(text: str) -> None:
    assert [(cue.text, cue.start) for cue in subrip(text)] == [("Good day", 1.0), ("Bye", 2.5)]


def test_a_number_that_somebody_said_is_no_index() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nMy number is\n4711\n2\n00:00:02,000 --> 00:00:03,000\n12\n"

    assert "4711" in subrip(text)[0].text
    assert subrip(text)[1].text == "12"


def test_words_before_the_first_time_are_kept() -> None:
    assert subrip("Call of Monday\n\n1\n00:01,0 --> 00:02,0\nHallo")[0].text == "Call of Monday"


def test_a_file_that_only_begins_wrongly_is_read_by_the_same_rules() -> None:
    text = "WEBVTTx\n\nNOTE a remark\n\n00:01.000 --> 00:02.000\nHallo\n"

    assert nearly_webvtt(text) == [Cue("Hallo", *FROM_ONE_TO_TWO)]
    assert nearly_webvtt(text.partition("\n\n")[2]) == [Cue("Hallo", *FROM_ONE_TO_TWO)]
    assert nearly_webvtt("1\n00:00:01,000 --> 00:00:02,000\nHallo") == []
