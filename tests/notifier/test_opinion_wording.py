"""Whoever hears what a customer thinks reads it in the customer's own words."""

import pytest
from msgspec.structs import replace

from switchboard.contracts.notices import StaffNotice
from switchboard.contracts.values import Occasion, Opinion
from tests.notifier.shown import alert, assign, inform
from tests.notifier.test_staff_wording import worded


@pytest.mark.parametrize("kind", ["inform", "alert", "assign"])
def test_an_opinion_is_told_with_the_words_that_came_with_it(kind: str) -> None:
    opinion = Opinion.ALIENATED
    notices: dict[str, StaffNotice] = {
        "inform": replace(inform(), occasion=Occasion.OPINION, because=opinion, words="blob/words"),
        "alert": replace(alert(), clock=None, stage=opinion, words="blob/words"),
        "assign": replace(
            assign(), occasion=Occasion.REOPENED, because=opinion, words="blob/words"
        ),
    }

    text = worded(notices[kind], words="Nobody came.").text
    told = worded(replace(notices[kind], told="k.vogel"), words="Nobody came.").text

    assert "The customer has said how it was: Not satisfied at all, and annoyed.\n" in text
    assert "The customer has told Karin Vogel how it was: Not satisfied" in told
    assert text.count("> Nobody came.\n") == 1
    assert "> " not in worded(replace(notices[kind], words="", told=""), words="").text
