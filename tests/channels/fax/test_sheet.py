"""From words with their places to lines of a page."""

from services.channels.fax.sheet import Line, Sheet, Word, sheet_of


def word(text: str, row: int, left: int = 0, confidence: float = 1.0, top: int = 0) -> Word:
    return Word(text, confidence, (1, 1, row), left, top or row * 30, 10 * len(text), 20)


def test_words_of_a_row_are_a_line() -> None:
    sheet = sheet_of([word("The", 1), word("pump", 1, 40), word("stops", 2)])

    assert sheet.lines == (Line("The pump", 1.0, 30), Line("stops", 1.0, 60))


def test_columns_stay_apart() -> None:
    assert sheet_of([word("To:", 1), word("From:", 1, 300)]).text == "To:  From:"


def test_a_wide_gap_is_an_empty_line() -> None:
    words = [word("a", 1), word("b", 2), word("c", 3), word("d", 4, top=200)]

    assert sheet_of(words).text == "a\nb\nc\n\nd"


def test_a_page_is_trusted_by_its_letters() -> None:
    sheet = sheet_of([word("aaa", 1, confidence=1.0), word("b", 2, confidence=0.2)])

    assert sheet.confidence == 0.8


def test_doubtful_words_are_named() -> None:
    sheet = sheet_of([word("+49", 1), word("36", 1, 50, confidence=0.84)])

    assert sheet.lines[0].doubtful == ("36",)


def test_a_page_without_words_is_trusted_in_nothing() -> None:
    assert sheet_of([]) == Sheet((), 0.0)
