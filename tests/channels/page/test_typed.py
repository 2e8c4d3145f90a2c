"""What a visitor typed: judged field by field, and turned into one inquiry of the same words."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.inquiry import Prepared, Source
from services.channels.limits import LIMITS
from services.channels.page.typed import (
    LONGEST,
    TRAP,
    TRAPPED,
    About,
    Fault,
    Field,
    Typed,
    faults,
    inquiry,
    typed,
)
from switchboard.contracts.events import MAX_TEXT
from switchboard.contracts.values import Channel, Nature
from switchboard.http.multipart import Part
from tests.harness.clock import SUNDAY_NOON

ABOUT = About("de")


def sent(*, files: int = 0, **words: str) -> Typed:
    return filled(words, files)


def filled(words: Mapping[str, str], files: int = 0) -> Typed:
    parts = [Part(name, text.encode()) for name, text in words.items()]
    chosen = [Part("files", b"%d" % n, f"{n}.txt", "text/plain") for n in range(files)]
    return typed([*parts, *chosen])


def taken(form: Typed, about: About = ABOUT, ticket: str = "ticket") -> Prepared:
    source = Source(b"id key", f"form:{ticket}", "DE", SUNDAY_NOON)
    return inquiry(form, about, source, lambda _: None)


def test_an_inquiry_says_what_was_typed() -> None:
    form = sent(
        message="Die Pumpe steht.\r\nBitte helfen!",
        subject="Pumpe",
        name="Ana Prado",
        email="Ana@Example.ORG",
        phone="030 901820",
        customer_number="K-7",
        files=1,
    )
    one = taken(form, About("de", "returns")).inquiry

    assert (one.channel, one.language, one.received_at) == (Channel.WEB, "de", SUNDAY_NOON)
    assert (one.subject, one.text) == ("Pumpe", "Die Pumpe steht.\nBitte helfen!")
    assert one.sender.name == "Ana Prado"
    assert one.sender.identities == ("mailto:Ana@example.org", "tel:+4930901820")
    assert one.attributes == {"customer_number": "K-7", "topic": "returns"}
    assert [file.name for file in one.attachments] == ["0.txt"]
    assert (one.nature, one.acknowledgeable) == (Nature.INQUIRY, True)


def test_a_customer_number_that_anybody_can_type_names_nobody() -> None:
    one = taken(sent(message="Where is my order?", customer_number="K-7")).inquiry

    assert one.sender.identities == ()
    assert one.attributes == {"customer_number": "K-7"}


def test_whoever_leaves_no_address_is_heard_all_the_same() -> None:
    form = sent(message="Your shop window is lovely.")

    assert faults(form, "DE") == {}
    assert taken(form).inquiry.sender.identities == ()


def test_the_same_words_from_the_same_page_are_the_same_inquiry() -> None:
    first, again = (taken(sent(message="Hello", files=2)) for _ in range(2))

    assert first.inquiry.inquiry_id == again.inquiry.inquiry_id
    assert first.inquiry.reference == again.inquiry.reference


@pytest.mark.parametrize(
    "other",
    [
        sent(message="Hello!", files=1),
        sent(message="Hello", files=2),
        sent(message="Hello", files=1, name="Ana"),
        sent(message="Hello", files=1, website="http://"),
    ],
)
def test_other_words_from_the_same_page_are_another_inquiry(other: Typed) -> None:
    first = taken(sent(message="Hello", files=1)).inquiry

    assert taken(other).inquiry.inquiry_id != first.inquiry_id
    assert taken(other).inquiry.source_key == first.source_key  # so that the router flags it


def test_the_same_words_from_another_page_are_another_inquiry() -> None:
    form = sent(message="Hello")

    assert taken(form).inquiry.inquiry_id != taken(form, ticket="other").inquiry.inquiry_id


def test_what_fills_the_trap_is_kept_as_spam_that_nobody_is_written_to_about() -> None:
    one = taken(sent(message="Buy!", email="victim@example.org", website="http://x")).inquiry

    assert (one.nature, one.acknowledgeable) == (Nature.SPAM, False)
    assert one.unacknowledgeable_because == TRAPPED
    assert one.warnings == (TRAPPED,)
    assert one.text == "Buy!"


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({}, {Field.MESSAGE: Fault.MISSING}),
        ({"message": " \r\n\t"}, {Field.MESSAGE: Fault.MISSING}),
        ({"message": "\0\x01"}, {Field.MESSAGE: Fault.MISSING}),
        ({"message": "a", "email": "ana"}, {Field.EMAIL: Fault.NO_ADDRESS}),
        ({"message": "a", "email": "a@b.example, c@d.example"}, {Field.EMAIL: Fault.NO_ADDRESS}),
        ({"message": "a", "email": "a@b.example\r\nBcc: x@y"}, {Field.EMAIL: Fault.NO_ADDRESS}),
        ({"message": "a", "phone": "call me"}, {Field.PHONE: Fault.NO_PHONE}),
        ({"message": "a", "phone": "+49 1"}, {Field.PHONE: Fault.NO_PHONE}),
        (
            {"email": "x", "phone": "y"},
            {
                Field.MESSAGE: Fault.MISSING,
                Field.EMAIL: Fault.NO_ADDRESS,
                Field.PHONE: Fault.NO_PHONE,
            },
        ),
    ],
)
def test_every_fault_is_found_at_once_in_the_order_of_the_page(
    words: dict[str, str], wrong: dict[Field, Fault]
) -> None:
    assert list(faults(filled(words), "DE").items()) == list(wrong.items())


@pytest.mark.parametrize("field", LONGEST)
def test_a_field_takes_as_much_as_it_says_and_no_more(field: Field) -> None:
    fits = {"message": "a"} | {field.value: "7" * LONGEST[field]}
    above = fits | {field.value: "7" * (LONGEST[field] + 1)}

    assert faults(filled(fits), "DE").get(field) is not Fault.TOO_LONG
    assert faults(filled(above), "DE")[field] is Fault.TOO_LONG


def test_a_form_takes_as_many_files_as_it_says_and_no_more() -> None:
    assert faults(sent(message="a", files=LIMITS.form_files), "DE") == {}
    above = sent(message="a", files=LIMITS.form_files + 1)
    assert faults(above, "DE") == {Field.FILES: Fault.TOO_MANY}


def test_where_no_file_was_chosen_there_is_none_and_an_empty_one_counts() -> None:
    nothing, empty = Part("files", b"", ""), Part("files", b"", "empty.txt")
    nameless = Part("files", b"x", "")

    form = typed([Part("message", b"a"), nothing, empty, nameless])
    assert [(file.name, file.data) for file in form.files] == [("empty.txt", b""), ("", b"x")]


def test_a_long_message_is_kept_whole() -> None:
    one = taken(sent(message="ä" * (MAX_TEXT + 1)))

    assert one.inquiry.text == "ä" * MAX_TEXT
    assert dict(one.blobs)[one.inquiry.full_text_blob].decode() == "ä" * (MAX_TEXT + 1)


def test_what_the_page_did_not_ask_for_counts_for_nothing() -> None:
    form = typed(
        [
            Part("message", b"a"),
            Part("message", b"b"),
            Part("nature", b"spam"),
            Part("name", b"x", "f"),
        ]
    )

    assert form.said(Field.MESSAGE) == "a"
    assert form.said(Field.NAME) == ""


@given(
    st.dictionaries(st.sampled_from([*Field, TRAP, "ticket"]), st.text()),
    st.lists(st.tuples(st.text(), st.binary(max_size=20)), max_size=3),
)
def test_whatever_is_typed_becomes_an_inquiry_or_a_fault(
    words: dict[str, str], files: list[tuple[str, bytes]]
) -> None:
    parts: list[Any] = [Part(name, text.encode("utf-8", "replace")) for name, text in words.items()]
    form = typed([*parts, *(Part("files", data, name) for name, data in files)])

    if not faults(form, "DE"):
        one = taken(form)
        assert one.inquiry.text
        assert len(one.inquiry.attachments) == len(form.files)
