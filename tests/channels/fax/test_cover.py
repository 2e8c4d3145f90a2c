"""The cover of a fax: what its labels say, and what is left of the page."""

import pytest

from services.channels.fax.cover import Cover, cover_of
from services.channels.fax.sheet import Line


def lines(text: str) -> list[Line]:
    return [Line(line) for line in text.split("\n")]


def cover(text: str) -> Cover:
    return cover_of(lines(text))


COVERS = {
    "en": "To: ACME Pumps\nFrom: Ana Prado\nRe: The pump stops\nPages: 3\n\nIt stopped.",
    "de": "An: ACME Pumps\nVon: Ana Prado\nBetreff: The pump stops\nSeiten: 3\n\nIt stopped.",
    "id": "Kepada: ACME Pumps\nDari: Ana Prado\nPerihal: The pump stops\nHalaman: 3\n\nIt stopped.",
}


@pytest.mark.parametrize("text", COVERS.values(), ids=COVERS)
def test_it_is_read_in_three_languages(text: str) -> None:
    found = cover(text)

    assert found._replace(rest=()) == Cover("ACME Pumps", "Ana Prado", "The pump stops", 3)
    assert [line.text for line in found.rest] == ["", "It stopped."]


def test_labels_may_stand_in_columns() -> None:
    found = cover("FAX\nTo: ACME Pumps    From: Ana Prado\nRe: Spare parts    Pages: 2\nHello")

    assert (found.to, found.name, found.subject, found.promised) == (
        "ACME Pumps",
        "Ana Prado",
        "Spare parts",
        2,
    )
    assert [line.text for line in found.rest] == ["Hello"]


def test_other_labels_belong_to_it_but_say_nothing() -> None:
    found = cover("From: Ana\nTel.: 030 1\nFax: 030 2\nDate: today\nRe: Pump\nIt stopped.")

    assert (found.name, found.subject) == ("Ana", "Pump")
    assert [line.text for line in found.rest] == ["It stopped."]


def test_a_letter_with_a_subject_line_is_no_cover_but_has_a_subject() -> None:
    text = "Sehr geehrte Damen und Herren,\nBetreff: Rechnung RE-88120\nbitte prüfen."
    found = cover(text)

    assert found == Cover(subject="Rechnung RE-88120", rest=tuple(lines(text)))


def test_a_letter_without_any_is_left_alone() -> None:
    text = "Dear all,\nthe following: nothing works.\nto: be sure"

    assert cover("\n".join(text.split("\n")[:2])).rest == tuple(lines(text)[:2])


def test_a_title_and_one_label_are_a_cover() -> None:
    assert cover("Telefax\nVon: Ana\n\nHallo").name == "Ana"


def test_labels_far_below_belong_to_the_letter() -> None:
    text = "To: ACME\nFrom: Ana\n" + "A line.\n" * 5 + "Pages: 99"

    assert cover(text).promised == 0


def test_the_first_of_two_labels_counts() -> None:
    assert cover("From: Ana\nFrom: Ben\nTo: us").name == "Ana"


def test_a_label_without_words_says_nothing() -> None:
    assert cover("To: ACME\nRe:\nFrom: Ana\nPages: a few").promised == 0


def test_what_it_names_is_one_bounded_line() -> None:
    found = cover(f"From: {'A' * 500}\nRe: {'b' * 1_000}\x07\nx")

    assert (len(found.name), len(found.subject)) == (100, 200)
