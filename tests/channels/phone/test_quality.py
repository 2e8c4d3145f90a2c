"""How far a call can be trusted, and which stretches were hardly heard."""

from services.channels.phone.quality import Quality, clock, marked, quality_of
from services.channels.phone.speech import Turn, Word
from switchboard.contracts.values import Seconds


def _words(*words: tuple[str, float]) -> Turn:
    return Turn(text=" ".join(text for text, _ in words), words=tuple(Word(*one) for one in words))


def test_nothing_said_against_it_is_whole() -> None:
    assert quality_of([]) == Quality(1.0, "")
    assert quality_of([Turn(text="The pump stops")]) == Quality(1.0, "")
    assert quality_of([Turn(text="The pump", confidence=0.9)]) == Quality(0.9, "")


def test_each_word_counts_once() -> None:
    turns = [
        _words(("The", 1.0), ("pump", 0.8)),
        Turn(text="stops and stops again", confidence=0.75),
    ]

    assert quality_of(turns).share == 0.8


def test_a_gap_counts_as_a_word_that_was_not_heard() -> None:
    assert quality_of([Turn(text="the [inaudible] stops [inaudible]")]) == Quality(
        0.5, "not understood in 2 places"
    )
    turn = Turn(text="the [inaudible] stops", confidence=0.8)
    assert quality_of([turn]) == Quality(
        0.6, "speech recognized with 0.60 on the average of 3 words; not understood in one place"
    )


def test_the_worst_stretches_are_named_and_no_more_than_three() -> None:
    turns = [
        Turn(text=f"stretch {n}", confidence=n / 10, start=Seconds(60.0 * n)) for n in range(1, 8)
    ]

    because = quality_of(turns).because
    assert because == (
        "speech recognized with 0.40 on the average of 14 words; at 01:00 only 0.10: stretch 1; "
        "at 02:00 only 0.20: stretch 2; at 03:00 only 0.30: stretch 3"
    )


def test_a_stretch_just_good_enough_is_not_named() -> None:
    assert quality_of([Turn(text="a", confidence=0.7)]).because == ""
    assert "only 0.69" in quality_of([Turn(text="a", confidence=0.69)]).because


def test_a_word_that_was_hardly_heard_is_marked() -> None:
    turn = Turn(
        text="The pump, it stops.",
        words=(Word("The", 0.9), Word("pump,", 0.49), Word("stops.", 0.5)),
    )

    assert marked(turn) == "The pump,[?] it stops."


def test_words_that_are_not_in_the_text_are_passed_over() -> None:
    assert marked(Turn(text="a b", words=(Word("x", 0.1), Word("b", 0.1)))) == "a b[?]"
    assert marked(Turn(text="a b")) == "a b"


def test_a_time_is_shown_as_people_read_it() -> None:
    assert [clock(Seconds(at)) for at in (0.0, 65.9, 3605.0)] == ["00:00", "01:05", "1:00:05"]
