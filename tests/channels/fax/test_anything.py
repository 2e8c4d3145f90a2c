"""Whatever stands on a page, and whatever is handed in as one: an answer, in bounded time and size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.fax.gateway import carried_by, knocking
from services.channels.fax.letter import letter_of
from services.channels.fax.read import read_fax
from services.channels.fax.sheet import Line, Sheet
from services.channels.mime import UnreadableInput
from services.channels.originals import Envelope
from tests.channels.fax.paper import blank, tiff, written_pdf

LABELS = [
    "An:",
    "Von:",
    "Re:",
    "Pages: 9",
    "FROM:",
    "P.01/02",
    "22-NOV-2026 10:31",
    "+49 30 901820",
]
LINES = st.lists(
    st.lists(st.sampled_from(LABELS) | st.text(max_size=30), max_size=5).map("  ".join), max_size=8
)
DOCUMENTS = [tiff(blank((16, 16))), written_pdf(["Hello."])]


def page(lines: list[str]) -> Sheet:
    return Sheet(tuple(Line(line) for line in lines))


@given(st.lists(LINES, min_size=1, max_size=4))
def test_any_words_are_a_letter(pages: list[list[str]]) -> None:
    found = letter_of(iter([page(lines) for lines in pages]), len(pages), "DE")

    assert found.pages == len(pages)
    assert 0.0 <= found.quality <= 1.0
    assert "\n" not in found.name + found.subject
    assert len(found.name) <= 200
    assert len(found.subject) <= 200


@pytest.mark.parametrize("sign", [" ", "+", "0", "0 ", "From:", "a:", ".", "1/1 ", "\t", "- "])
def test_endless_lines_are_looked_at_in_bounded_time(sign: str) -> None:
    found = letter_of(iter([page([sign * (50_000 // len(sign))] * 30)]), 1, "DE")

    assert found.pages == 1


@given(
    st.sampled_from(DOCUMENTS),
    st.integers(0, 10_000),
    st.integers(0, 255),
    st.booleans(),
)
def test_any_bytes_have_an_answer(document: bytes, at: int, value: int, torn: bool) -> None:  # noqa: FBT001 - drawn
    at %= len(document)
    bent = document[:at] + (b"" if torn else bytes([value]) + document[at + 1 :])
    try:
        said = read_fax(bent, "", Envelope(), "DE", ("en",), lambda: 0.0)
    except UnreadableInput as fault:
        assert str(fault)  # noqa: PT017 - both ends are right
    else:
        assert said.pages >= 1


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_mail_or_a_fax(data: bytes) -> None:
    mail = b"From: FAX=+4930901820@g.example\r\n" + data
    told = knocking(mail, Envelope(), ("g.example",))

    assert told is None or isinstance(told, Envelope)
    assert carried_by(mail, Envelope()).envelope.sender is not None
