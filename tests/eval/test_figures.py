"""The figures of the evaluation are what their names say."""

import pytest

from tests.eval.figures import Answer, calibration_error, confusion, macro_f1, precision, share

ANSWERS = [
    Answer("order", "order", 0.9, triage=False),
    Answer("order", "order", 0.9, triage=False),
    Answer("order", "incident", 0.6, triage=True),
    Answer("incident", "incident", 0.8, triage=False),
    Answer("incident", "order", 0.9, triage=False),
]


def test_a_rare_kind_counts_as_much_as_a_frequent_one() -> None:
    assert macro_f1(ANSWERS) == pytest.approx((4 / 6 + 2 / 4) / 2)


def test_precision_is_of_what_nobody_was_asked_to_sort() -> None:
    assert precision(ANSWERS) == 0.75
    assert share(one.triage for one in ANSWERS) == 0.2
    assert share([]) == 0


def test_calibration_compares_sureness_with_truth() -> None:
    assert calibration_error(ANSWERS) == pytest.approx((0.7 + 0.6 + 0.2) / 5)


def test_the_confusion_says_what_was_taken_for_what() -> None:
    assert confusion(ANSWERS) == {
        "incident": {"incident": 1, "order": 1},
        "order": {"incident": 1, "order": 2},
    }
