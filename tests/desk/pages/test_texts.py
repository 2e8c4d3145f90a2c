"""Every language says everything, in its own words, and a fourth needs nothing but a file."""

import string
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from services.desk.pages.texts import Texts, languages
from services.desk.pages.view import Happening
from switchboard.contracts.values import Channel, Status
from switchboard.http.tongue import FIRST
from switchboard.strategy import phrases


def sentences(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each sentence by where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from sentences(inner, f"{name}.{key}")
    else:
        yield name, value


def of(language: str) -> dict[str, str]:
    return dict(sentences(msgspec.to_builtins(languages()[language])))


def facts(sentence: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(sentence) if field}


@pytest.mark.parametrize("language", languages())
def test_every_sentence_is_there_and_names_the_same_facts_as_in_the_first_language(
    language: str,
) -> None:
    first, own = of(FIRST), of(language)

    assert own.keys() == first.keys()
    assert {name: facts(said) for name, said in own.items()} == {
        name: facts(said) for name, said in first.items()
    }
    assert all(said.strip() == said and said for said in own.values())


@pytest.mark.parametrize("language", languages())
def test_everything_that_can_be_is_called_something(language: str) -> None:
    texts = languages()[language]

    assert set(texts.status.stands) == set(Status)
    assert set(texts.status.happened) == set(Happening)
    assert set(texts.staff.channels) == set(Channel)


def test_a_language_is_translated() -> None:
    same = {
        name
        for name, said in of(FIRST).items()
        if any(said == of(other)[name] for other in languages() if other != FIRST)
    }

    allowed = {".direction", ".staff.due", ".staff.channels.email", ".staff.channels.fax"}
    assert same <= {*allowed, ".staff.channels.web"}


def test_letters_and_pages_speak_the_same_languages() -> None:
    assert languages().keys() == phrases.languages().keys()


def test_a_file_that_lacks_a_sentence_or_has_one_too_many_is_refused() -> None:
    whole = msgspec.to_builtins(languages()[FIRST])
    lacking = {**whole, "status": {**whole["status"]}}
    del lacking["status"]["thanks"]

    for wrong in (lacking, {**whole, "more": "words"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, Texts)
