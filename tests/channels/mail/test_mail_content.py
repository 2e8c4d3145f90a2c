"""The end of a mail in SMTP is CRLF.CRLF and nothing else, however it comes in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.mail_content import Content
from tests.channels.mail.postman import stuffed

END = b"\r\n.\r\n"

NO_END = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r\n.\r",
    b"\r.\r\n",
    b"\n.\r",
    b"\r\r\n.\r\r\n",
    b"\r\n\x00.\r\n",
    b"\r\n.\x00\r\n",
    b"\r\n. \r\n",
    b"\r\n .\r\n",
]
"""What some servers have taken for the end, so that a second mail came in hidden in the first."""


def read(*chunks: bytes, most: int = 10_000) -> tuple[Content, bytes]:
    content, beyond = Content(most), b""
    for chunk in chunks:
        if content.ended:
            beyond += chunk
        else:
            beyond += content.feed(chunk)
    return content, beyond


@pytest.mark.parametrize("odd", NO_END)
def test_nothing_but_crlf_dot_crlf_ends_a_mail(odd: bytes) -> None:
    hidden = b"one" + odd + b"MAIL FROM:<mallory@example.org>\r\n"

    content, beyond = read(hidden, b".\r\n", b"QUIT\r\n")

    assert (content.ended, beyond) == (True, b"QUIT\r\n")
    assert b"MAIL FROM:<mallory@example.org>" in content.mail()


def test_an_empty_mail_ends_at_once() -> None:
    content, beyond = read(b".\r\nQUIT\r\n")

    assert (content.ended, content.mail(), beyond) == (True, b"", b"QUIT\r\n")


def test_a_mail_of_one_empty_line_ends_after_it() -> None:
    assert read(b"\r\n.\r\n")[0].mail() == b"\r\n"


@given(st.binary(max_size=200) | st.from_regex(rb"[\r\n.a]{0,60}", fullmatch=True), st.data())
def test_what_was_written_comes_out_whatever_the_pieces(mail: bytes, data: st.DataObject) -> None:
    whole = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    raw, chunks = stuffed(mail) + b"NEXT", []
    while raw:
        size = data.draw(st.integers(1, len(raw)))
        chunks.append(raw[:size])
        raw = raw[size:]

    content, beyond = read(*chunks)

    assert content.ended
    assert content.mail() == whole
    assert beyond == b"NEXT"
    assert content.seen == len(stuffed(mail))


def test_it_keeps_what_its_limit_says_and_no_more() -> None:
    fits, _ = read(b"a" * 98, END, most=100)
    larger, beyond = read(b"a" * 99, END + b"QUIT", most=100)

    assert (fits.dropped, len(fits.mail())) == (False, 100)
    assert (larger.dropped, larger.ended, beyond) == (True, True, b"QUIT")


def test_of_what_is_too_large_nothing_is_kept_but_its_end_is_found() -> None:
    content = Content(100)
    for _ in range(1_000):
        content.feed(b"no line end at all, for as long as you like ")

    assert (content.dropped, content.ended) == (True, False)
    assert len(content._raw) < 10

    for byte in END:
        content.feed(bytes([byte]))
    assert content.ended
