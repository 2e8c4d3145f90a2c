"""Music, keys and noises are no words; what nobody understood leaves a gap that is seen."""

import pytest

from services.channels.phone.markers import GAP, gaps, without_sounds


@pytest.mark.parametrize(
    "mark",
    ["[music]", "[Hold Music]", "(hold music playing)", "*beep*", "[DTMF 1]", "[pressed 1#]", "[Key press: 4]", "[laughter]", "(Musik)",
     "[nada sambung]", "<noise>", "[BLANK_AUDIO]", "\u266a\u266a", "\u266a music \u266a", "[silence]"],
)  # fmt: skip
def test_a_sound_is_no_word(mark: str) -> None:
    assert without_sounds(f"The {mark} pump") == "The pump"
    assert without_sounds(mark) == ""


@pytest.mark.parametrize(
    "mark",
    [
        "[inaudible]",
        "(Inaudible 00:01:02)",
        "[unintelligible]",
        "[crosstalk]",
        "<unk>",
        "[unverst\u00e4ndlich]",
        "[tidak jelas]",
        "[indistinct chatter]",
    ],
)
def test_what_nobody_understood_is_a_gap(mark: str) -> None:
    assert without_sounds(f"The {mark} stops") == f"The {GAP} stops"
    assert gaps(without_sounds(f"{mark} {mark}")) == 2


@pytest.mark.parametrize(
    "words",
    ["the pump (P-200)", "[PII]", "3 * 4 * 5", "a [b", "(hold on please)", "<ana@example.com>"],
)
def test_other_words_in_brackets_are_kept(words: str) -> None:
    assert without_sounds(words) == words


def test_lines_stay_lines() -> None:
    assert without_sounds("a [music]\n[music]\nb") == "a\nb"
