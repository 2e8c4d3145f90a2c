"""Every language says everything, and a fourth needs nothing but a file."""

import string

import msgspec
import pytest

from services.channels.page.texts import Texts, languages
from services.channels.page.typed import LONGEST, Fault, Field
from switchboard.http.tongue import FIRST

WRONG = {
    Field.MESSAGE: {Fault.MISSING, Fault.TOO_LONG},
    Field.FILES: {Fault.TOO_MANY},
    Field.EMAIL: {Fault.NO_ADDRESS, Fault.TOO_LONG},
    Field.PHONE: {Fault.NO_PHONE, Fault.TOO_LONG},
}


def sentences(value: object, at: str = "") -> dict[str, str]:
    """Return all words of a language by where they stand."""
    match value:
        case dict():
            return {
                k: v
                for name, one in value.items()
                for k, v in sentences(one, f"{at}/{name}").items()
            }
        case _:
            return {at: str(value)}


def places(sentence: str) -> set[str]:
    """Return the names of what is put into a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def said(texts: Texts) -> dict[str, str]:
    return sentences(msgspec.to_builtins(texts))


def test_three_languages_are_spoken_at_least_and_the_first_among_them() -> None:
    assert {"de", "en", "id"} <= set(languages())
    assert FIRST in languages()


@pytest.mark.parametrize("code", languages())
def test_a_language_names_every_field_and_every_fault_of_it(code: str) -> None:
    texts = languages()[code]

    assert set(texts.fields) == set(Field)
    for field in Field:
        wanted = WRONG.get(field, set()) | ({Fault.TOO_LONG} if field in LONGEST else set())
        assert set(texts.faults[field]) == wanted


@pytest.mark.parametrize("code", languages())
def test_a_language_leaves_nothing_out_and_puts_the_same_facts_into_its_sentences(
    code: str,
) -> None:
    first, other = said(languages()[FIRST]), said(languages()[code])

    assert first.keys() == other.keys()
    assert [at for at, sentence in first.items() if places(sentence) != places(other[at])] == []
    assert [at for at, sentence in first.items() if bool(sentence) != bool(other[at])] == []


@pytest.mark.parametrize("code", languages())
def test_a_language_says_in_which_direction_it_is_read(code: str) -> None:
    assert languages()[code].direction in {"ltr", "rtl"}


def test_a_file_that_forgets_something_or_says_too_much_is_refused() -> None:
    whole = msgspec.to_builtins(languages()[FIRST])

    for spoiled in (
        whole | {"extra": "?"},
        {name: whole[name] for name in whole if name != "send"},
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(spoiled, Texts)
