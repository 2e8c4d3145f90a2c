"""Holidays are part of the bundle: the same strategy knows the same ones for ever, in the country's own words."""

from datetime import date

import pytest

from switchboard.strategy.bundle import bundle_id
from switchboard.strategy.hours import number
from switchboard.strategy.load import check
from switchboard.strategy.public_holidays import holidays_file, holidays_of, resolved
from tests.strategy.small import bundle, changed


def with_holidays(code: str) -> str:
    return changed(("}}\ndepart", f"}}, holidays: {code}}}\ndepart"))


def test_a_gathered_bundle_holds_the_holidays_that_its_calendars_name() -> None:
    gathered = resolved(bundle(with_holidays("DE-BY")))
    days = holidays_of(gathered, "DE-BY")

    assert days
    assert days[number(date(2026, 12, 25))] == "Erster Weihnachtstag"
    assert number(date(2026, 8, 15)) not in days
    assert check(gathered) == ()


def test_a_category_adds_its_days() -> None:
    days = holidays_of(resolved(bundle(with_holidays("DE-BY+catholic"))), "DE-BY+catholic")

    assert days
    assert days[number(date(2026, 8, 15))] == "Mariä Himmelfahrt"


@pytest.mark.parametrize("code", ["XX", "DE-XX", "DE-BY+nonsense"])
def test_unknown_ones_are_left_for_the_check_to_tell(code: str) -> None:
    gathered = resolved(bundle(with_holidays(code)))

    assert holidays_file(code) not in gathered.files
    assert [problem.code for problem in check(gathered)] == ["E405"]


def test_gathering_twice_gives_the_same_strategy_and_drops_what_is_no_longer_named() -> None:
    gathered = resolved(bundle(with_holidays("ID")))

    assert bundle_id(resolved(gathered)) == bundle_id(gathered)
    assert resolved(bundle()) == bundle()
    assert holidays_of(bundle(), "ID") is None


def test_a_file_that_is_not_yaml_has_none() -> None:
    assert resolved(bundle("a: [")).files.keys() == bundle("a: [").files.keys()
