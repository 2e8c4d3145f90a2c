"""What a visitor typed or pressed, whatever a browser makes of it."""

from hypothesis import given
from hypothesis import strategies as st

from services.desk.pages.limits import QUERY, STAFF_ID
from services.desk.pages.typed import Typed, typed
from switchboard.http.multipart import Part


def parts(**said: str) -> list[Part]:
    return [Part(name, text.encode("utf-8", "replace")) for name, text in said.items()]


def test_a_form_is_read_by_its_fields_and_the_rest_is_left() -> None:
    form = parts(words=" a\r\nb ", opinion="satisfied", do="claim", seen="7", more="x")

    assert typed(form) == Typed(words="a\nb", opinion="satisfied", do="claim", seen="7")


def test_who_types_a_name_means_that_and_not_what_is_chosen() -> None:
    assert typed(parts(by="m.hansen", other=" a.meier\t")).by == "a.meier"
    assert typed(parts(by="m.hansen", other="  ")).by == "m.hansen"


def test_the_first_counts_where_a_field_comes_twice_and_a_file_says_nothing() -> None:
    form = [Part("do", b"claim"), Part("do", b"on_it"), Part("words", b"x", "words.txt")]

    assert typed(form) == Typed(do="claim")


@given(st.text(), st.text(), st.text(), st.text())
def test_nothing_invisible_and_nothing_endless_comes_through(
    words: str, do: str, by: str, seen: str
) -> None:
    form = typed(parts(words=words * 3, do=do * 200, by=by * 200, seen=seen * 200))

    assert not any(ord(sign) < 32 and sign not in "\t\n" for sign in form.words)
    assert all("\n" not in one for one in (form.do, form.by, form.seen))
    assert len(form.do) <= QUERY
    assert len(form.seen) <= QUERY
    assert len(form.by) <= STAFF_ID + 1
