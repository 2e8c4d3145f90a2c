"""Business time as others reckon it: the cases of another project's tests, where they lie beside this one."""

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from holidays import country_holidays

from switchboard.strategy.hours import Calendar, between, number
from switchboard.strategy.moments import parse_moment
from switchboard.strategy.notation import parse_range


class Vector(msgspec.Struct):
    name: str
    start: str
    end: str
    working_seconds: float


class Vectors(msgspec.Struct):
    vectors: list[Vector]


BESIDE = Path(__file__).parents[3] / "shared/testdata/time/businesstime.json"
VECTORS = msgspec.json.decode(BESIDE.read_bytes(), type=Vectors).vectors if BESIDE.exists() else []
NINE_TO_FIVE = (parse_range("09:00-17:00"),)
FEDERAL = {
    number(day): name for day, name in country_holidays("US", years=2014, language="en_US").items()
}
OFFICE = Calendar(ZoneInfo("UTC"), (*(NINE_TO_FIVE,) * 5, (), ()), {}, FEDERAL)


@pytest.mark.skipif(not VECTORS, reason="NO VECTORS BESIDE THE PROJECT")
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_working_time_is_what_others_say_it_is(vector: Vector) -> None:
    span = between(OFFICE, parse_moment(vector.start, "UTC"), parse_moment(vector.end, "UTC"))

    assert span.counted == vector.working_seconds
