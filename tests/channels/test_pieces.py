"""The small pieces that mail is read with: words, types, HTML, heads, addresses."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.addresses import Address, addresses
from services.channels.headers import decoded, in_charset
from services.channels.mailhead import read_head
from services.channels.markup import as_text
from services.channels.sniff import UNKNOWN, media_type
from services.channels.words import clean, one_line, shortened
from switchboard.contracts.events import MAX_TEXT
from tests.channels.letters import letter


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf", "a\nb\nc\nd\ne\nf"),
        ("tab\tstays", "tab\tstays"),
        ("\x00\x07\x1b[31m\x7f\x9b", "[31m"),
        ("\ud800half", "half"),
        ("\U0001f600 ü", "\U0001f600 ü"),
    ],
)
def test_a_text_has_one_kind_of_line_end_and_nothing_invisible(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_a_cleaned_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert len(one_line(text, 1_000).splitlines()) <= 1


@given(
    st.characters(categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\n\t"),
    st.integers(0, 40),
)
def test_what_is_odd_is_found_wherever_it_stands_in_a_long_text(odd: str, place: int) -> None:
    plain = "The pump stops, ünd nobody\tknows why.\n"

    assert clean(plain) == plain
    assert odd not in clean(plain[:place] + odd + plain[place:])


def test_one_line_ends_where_it_must() -> None:
    assert one_line("  a\r\n\tb \x00 c ", 3) == "a b"


def test_an_event_carries_the_beginning_of_a_long_text() -> None:
    assert len(shortened("a" * (MAX_TEXT + 1))) == MAX_TEXT


@pytest.mark.parametrize(
    ("data", "declared", "told"),
    [
        (b"%PDF-1.7", "text/html", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpg", "image/jpeg"),
        (b"II*\x00", "image/tiff", "image/tiff"),
        (b"MM\x00*", "", "image/tiff"),
        (b"MZ\x90", "application/pdf", "application/x-msdownload"),
        (
            b"PK\x03\x04",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.text",
        ),
        (b"PK\x03\x04", "image/png", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "text/plain", "application/x-ole-storage"),
        (b"a,b", "Text/CSV; charset=utf-8", "text/csv"),
        (b"a,b", "not a type", UNKNOWN),
        (b"a,b", "a/b\r\nX: y", UNKNOWN),
        (b"", "", UNKNOWN),
    ],
)
def test_a_file_is_what_its_first_bytes_say(data: bytes, declared: str, told: str) -> None:
    assert media_type(data, declared) == told


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two", "one\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("  a \n  b  ", "a b"),
        ("a&nbsp;b &amp; c &lt;d&gt;", "a b & c <d>"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<blockquote>said</blockquote>mine", "> said\nmine"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>> b"),
        ("<style>p {}</style><script>alert(1)</script><title>t</title>words", "words"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<b>bold</b> <i>face</i>", "bold face"),
        ("", ""),
        ("<", "<"),
        ("no markup", "no markup"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ("<!-- hidden -->seen", "seen"),
    ],
)
def test_html_is_read_as_its_reader_saw_it(html: str, text: str) -> None:
    assert as_text(html) == text


@pytest.mark.parametrize(
    "html",
    ["<div>" * 400_000, "<b><i>" * 100_000, "<table><td>" * 50_000, "<" * 500_000, "&" * 500_000],
)
def test_no_html_takes_long(html: str) -> None:
    begin = time.process_time()
    as_text(html + "words")

    assert time.process_time() - begin < 10.0


def test_words_in_bottomless_html_are_still_read() -> None:
    assert as_text("<div>" * 5_000 + "help") == "help"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("a@b.example, C <c@d.example>", [Address("", "a@b.example"), Address("C", "c@d.example")]),
        ('"x, y" <a@b.example>', [Address("x, y", "a@b.example")]),
        (
            "Team: a@b.example, c@d.example;",
            [Address("", "a@b.example"), Address("", "c@d.example")],
        ),
        ("undisclosed-recipients:;", []),
        ("<a@b.example", [Address("", "a@b.example")]),
        ("", []),
        (",,,;;;", []),
    ],
)
def test_lists_of_addresses_are_read(raw: str, found: list[Address]) -> None:
    assert addresses(raw, 10) == found


def test_no_more_addresses_are_read_than_wanted() -> None:
    assert len(addresses("a@b.example," * 1_000, 7)) == 7


@given(st.text(alphabet='a@.<>()",;:\\ \r\n=?') | st.text())
def test_any_text_can_be_looked_through_for_addresses(raw: str) -> None:
    assert all(one.address for one in addresses(raw, 5))


@given(st.text(alphabet="=?utf-8QqBb_ \n") | st.text())
def test_any_header_value_can_be_read(raw: str) -> None:
    assert isinstance(decoded(raw), str)


@given(
    st.binary(), st.sampled_from(["", "utf-8", "x-unknown", "idna", "base64", "utf-16", "rot13"])
)
def test_any_bytes_can_be_read_in_any_charset(data: bytes, charset: str) -> None:
    assert isinstance(in_charset(data, charset), str)


@given(st.binary())
def test_any_bytes_have_a_head(mail: bytes) -> None:
    assert len(read_head(mail).content) == 32


@pytest.mark.parametrize(
    ("field", "message_id"),
    [
        ("Message-ID: <1@x>", "<1@x>"),
        ("MESSAGE-id:\r\n <1@x>", "<1@x>"),
        ("Message-Id : <1@x>", "<1@x>"),
        ("Message-ID: 1@x", ""),
        ("Message-ID: <>", ""),
        ("X-Message-ID: <1@x>", ""),
        ("Message-ID: <" + "a" * 300 + "@x>", ""),
    ],
)
def test_a_message_id_is_found_in_the_head(field: str, message_id: str) -> None:
    assert read_head(letter(field, without="Message-ID")).message_id == message_id


def test_a_message_id_in_the_body_is_none() -> None:
    assert read_head(b"From: a@b\r\n\r\nMessage-ID: <1@x>\r\n").message_id == ""


def test_the_subject_is_part_of_what_a_mail_is() -> None:
    assert read_head(letter("Subject: a")).content != read_head(letter("Subject: b")).content


def test_a_head_that_is_longer_than_any_real_one_is_not_searched() -> None:
    begin = time.process_time()
    head = read_head(b"X: " + b"a" * 20_000_000 + b"\nMessage-ID: <1@x>\n\nbody")

    assert head.message_id == ""
    assert time.process_time() - begin < 5.0
