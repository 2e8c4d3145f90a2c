"""The text of a cue: whose voice it is, and every word of it."""

import pytest

from services.channels.phone.cuetext import Spoken, spoken


@pytest.mark.parametrize(
    ("cue", "said"),
    [
        ("<v Ana>No way!</v>", [Spoken("Ana", "No way!")]),
        ("<v.first.loud Ana Torres>No way!", [Spoken("Ana Torres", "No way!")]),
        ("<v Ana>Hee!</v> Hee!", [Spoken("Ana", "Hee!"), Spoken("", "Hee!")]),
        ("<v Ana>One<v Ben>Two", [Spoken("Ana", "One"), Spoken("Ben", "Two")]),
        ("<v R&amp;D>Ja", [Spoken("R&D", "Ja")]),
        ("<v>Who?", [Spoken("", "Who?")]),
        ("<V\tAna>a\nb", [Spoken("Ana", "a\nb")]),
    ],
)
def test_a_voice_is_told_from_its_words(cue: str, said: list[Spoken]) -> None:
    assert spoken(cue) == said


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        ("<i>The <b>pump</b></i> <00:12.000>stops", "The pump stops"),
        ("<c.yellow.bg_blue>P-200</c> <lang de>Pumpe</lang>", "P-200 Pumpe"),
        ("<ruby>a<rt>b</rt></ruby>", "ab"),
        ("{\\an8}The pump <font color='red'>stops</font>", "The pump stops"),
        ("&lt;b&gt; &amp; &nbsp;x &#228; &#xe4; &unknown; &am&amp;", "<b> & x ä ä &unknown; &am&"),
        ("\u202aleft\u200e", "left"),
    ],
)
def test_markup_is_taken_off_the_words(cue: str, words: str) -> None:
    assert [one.words for one in spoken(cue)] == [words]


@pytest.mark.parametrize(
    "words",
    [
        "pressure < 4 bar",
        "a <b",
        "3 > 2 < 4",
        "mail <ana@example.com> me",
        "<unk>",
        "if (a<b) {x}",
        "&#99999999;",
    ],
)
def test_nothing_that_may_be_a_word_is_lost(words: str) -> None:
    assert [one.words for one in spoken(words)] == [words]


def test_a_voice_tag_that_never_ends_leaves_its_words() -> None:
    assert spoken("<v It's a blue apple tree!") == [Spoken("", "It's a blue apple tree!")]


def test_a_cue_without_words_says_nothing() -> None:
    assert spoken("<v Ana> </v><i></i>") == []
