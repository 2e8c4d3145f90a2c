"""A mail that a provider took apart, put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.email import read_mail
from services.channels.inbound.sketch import Sketch, Sketched, field, mail_of, with_fields
from services.channels.mime import open_mail
from services.channels.originals import Envelope, Ours
from services.channels.words import clean

HEAD = [("From", "Ana <ana@example.com>"), ("Subject", "The pump stops")]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def test_words_alone_make_a_mail_of_one_part() -> None:
    assert mail_of(Sketch(HEAD, text="It stops.")) == (
        b"From: Ana <ana@example.com>\r\nSubject: The pump stops\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nSXQgc3RvcHMu\r\n"
    )


def test_the_structure_of_the_mail_before_is_forgotten() -> None:
    head = [*HEAD, ("Content-Type", "multipart/mixed; boundary=x"), ("MIME-Version", "1.0")]

    assert mail_of(Sketch(head, text="a")) == mail_of(Sketch(HEAD, text="a"))


def test_a_mail_of_nothing_is_a_mail() -> None:
    assert read_mail(mail_of(Sketch([])), Envelope(), Ours()).text == ""


def test_what_the_header_lacks_is_added_and_nothing_twice() -> None:
    whole = Sketch(HEAD).completed(From="b@example.com", Reply_To="c@example.com", Date="")

    assert [name for name, _ in whole.headers] == ["From", "Subject", "Reply-To"]


def test_fields_of_servers_come_first() -> None:
    assert with_fields(b"A: b\r\n\r\n", ["C: d", ""]) == b"C: d\r\nA: b\r\n\r\n"


@pytest.mark.parametrize("name", ["", "A b", "A:", "A\r\nB", "Ä", "A" * 101])
def test_what_cannot_name_a_field_is_none(name: str) -> None:
    assert field(name, "x") == ""


@given(name=TEXT, value=TEXT)
def test_a_field_is_one_line_whatever_it_holds(name: str, value: str) -> None:
    assert len(field(name, value).splitlines()) <= 1


@given(value=TEXT, text=TEXT, name=TEXT, kind=TEXT, data=st.binary(max_size=300))
def test_whatever_a_provider_says_stays_where_it_belongs(
    value: str, text: str, name: str, kind: str, data: bytes
) -> None:
    sketch = Sketch([("X-One", value)], text, "", [Sketched(name, kind, data, value)])
    opened = open_mail(mail_of(sketch))

    assert [name for name, _ in opened.fields] == ["x-one", "mime-version", "content-type"]
    assert clean(opened.text) == clean(text)
    assert [one.data for one in opened.files] == ([data] if data or opened.files else [])


def test_an_enclosed_mail_with_the_boundary_inside_is_still_one() -> None:
    inner = b"Subject: a\r\n\r\n--=_mixed_0\r\n\r\nb"
    opened = open_mail(mail_of(Sketch(HEAD, "x", "", [Sketched("", "message/rfc822", inner)])))

    assert len(opened.files) == 1
    assert b"--=_mixed_0" in opened.files[0].data
