"""Forms as browsers send them: what they say comes out again, and what is none is refused in words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.http.multipart import HEADER_BYTES, HEADERS, PARTS, URLENCODED, Part, read_form
from switchboard.http.problems import MALFORMED, TOO_LARGE, Problem

TYPE = "multipart/form-data; boundary=----edge"


def written(*parts: tuple[str, bytes], edge: bytes = b"----edge") -> bytes:
    """Return a body of parts, each the rest of its Content-Disposition and its bytes."""
    lines = [
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (edge, head.encode(), data)
        for head, data in parts
    ]
    return b"".join(lines) + b"--%s--\r\n" % edge


def refused(content_type: str, body: bytes) -> Problem:
    with pytest.raises(Problem) as caught:
        read_form(content_type, body)
    return caught.value


def test_fields_and_files_come_in_their_order_with_their_bytes() -> None:
    body = written(
        ('name="message"', "Die Pumpe lärmt\r\nseit heute".encode()),
        ('name="files"; filename="foto.png"\r\nContent-Type: image/png', b"\x89PNG\r\n\x00--"),
    )

    assert read_form(TYPE, body) == [
        Part("message", "Die Pumpe lärmt\r\nseit heute".encode()),
        Part("files", b"\x89PNG\r\n\x00--", "foto.png", "image/png"),
    ]


def test_the_plain_kind_of_form_says_the_same() -> None:
    (name, message) = read_form(URLENCODED, b"name=Ana+Prado&message=a%0D%0A%C3%A4%FF")

    assert (name.name, name.text, name.filename) == ("name", "Ana Prado", None)
    assert message.text == "a\r\nä\ufffd"


@pytest.mark.parametrize(
    ("written_as", "meant"),
    [
        ("Rechnung März.pdf", "Rechnung März.pdf"),
        ("a%22b.txt", 'a"b.txt'),
        ("../../etc/passwd", "../../etc/passwd"),
        ("", ""),
        ("\u202egnp.exe", "\u202egnp.exe"),
    ],
)
def test_a_file_is_called_what_the_browser_calls_it(written_as: str, meant: str) -> None:
    (part,) = read_form(TYPE, written((f'name="files"; filename="{written_as}"', b"")))

    assert part.filename == meant


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"text",
        b"------edge",
        b'------edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf',
        written(("", b"nameless")),
        b"------edge\r\n\r\nno head\r\n------edge--\r\n",
        b"------edge\r\nContent-Disposition form-data\r\n\r\nx\r\n------edge--\r\n",
    ],
)
def test_what_is_no_form_is_refused_and_said_so(body: bytes) -> None:
    assert refused(TYPE, body).kind is MALFORMED


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=", f"{TYPE}{'e' * 70}"],
)
def test_a_form_without_a_proper_boundary_is_refused(content_type: str) -> None:
    assert refused(content_type, written()).kind is MALFORMED


def test_a_form_has_as_many_parts_as_said_and_no_more() -> None:
    at_most = written(*[('name="a"', b"")] * PARTS)

    assert len(read_form(TYPE, at_most)) == PARTS
    assert refused(TYPE, written(*[('name="a"', b"")] * (PARTS + 1))).kind is TOO_LARGE


def test_a_plain_form_has_as_many_fields_as_said_and_no_more() -> None:
    assert len(read_form(URLENCODED, b"&".join([b"a=b"] * PARTS))) == PARTS
    assert refused(URLENCODED, b"&".join([b"a=b"] * (PARTS + 1))).kind is TOO_LARGE


def test_the_words_of_a_form_are_as_long_as_said_and_its_files_do_not_count() -> None:
    file = ('name="files"; filename="a"', b"x" * 1_000)
    fits = written(('name="a"', b"a" * 60), ('name="b"', b"b" * 40), file)
    above = written(('name="a"', b"a" * 60), ('name="b"', b"b" * 41), file)

    assert len(read_form(TYPE, fits, words_bytes=100)) == 3
    with pytest.raises(Problem) as caught:
        read_form(TYPE, above, words_bytes=100)
    assert caught.value.kind is TOO_LARGE


def test_a_plain_form_is_as_long_as_said_and_no_longer() -> None:
    assert read_form(URLENCODED, b"a=" + b"b" * 98, words_bytes=100)
    with pytest.raises(Problem) as caught:
        read_form(URLENCODED, b"a=" + b"b" * 99, words_bytes=100)
    assert caught.value.kind is TOO_LARGE


def test_a_part_has_as_many_headers_as_said_and_no_more() -> None:
    more = [f"\r\nX-{n}: y" for n in range(HEADERS)]

    assert read_form(TYPE, written(('name="a"' + "".join(more[1:]), b"")))
    assert refused(TYPE, written(('name="a"' + "".join(more), b""))).kind is MALFORMED


def test_a_header_is_as_long_as_said_and_no_longer() -> None:
    frame = len('Content-Disposition: form-data; name=""; filename=""') + 1
    fits = "f" * (HEADER_BYTES - frame)

    assert read_form(TYPE, written((f'name="a"; filename="{fits}"', b"")))
    too_long = f'name="a"; filename="{fits}{"f" * 10}"'
    assert refused(TYPE, written((too_long, b""))).kind is MALFORMED


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_characters='"\\%\r\n', exclude_categories=["Cs", "Cc"])),
            st.binary(max_size=300),
        ),
        max_size=5,
    )
)
def test_whatever_is_typed_and_chosen_comes_out_as_it_was(
    parts: list[tuple[str, bytes]],
) -> None:
    edge = b"an edge that nobody types 6b0cf7"
    body = written(*((f'name="{name}"', data) for name, data in parts), edge=edge)
    read = read_form(f'multipart/form-data; boundary="{edge.decode()}"', body)

    assert [(one.name, one.data) for one in read] == parts


@given(st.binary(max_size=400), st.sampled_from([TYPE, URLENCODED, f"{TYPE}; a=b"]))
def test_no_body_breaks_the_reading(body: bytes, content_type: str) -> None:
    with suppress(Problem):
        assert all(part.name is not None for part in read_form(content_type, body))
