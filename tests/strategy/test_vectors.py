"""Business time as others reckon it: the cases of seatgeek's businesstime (BSD-2-Clause, licence beside the data)."""

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


VECTORS = msgspec.json.decode(
    (Path(__file__).parent / "data/businesstime.json").read_bytes(), type=Vectors
).vectors
NINE_TO_FIVE = (parse_range("09:00-17:00"),)
FEDERAL = {
    number(day): name for day, name in country_holidays("US", years=2014, language="en_US").items()
}
OFFICE = Calendar(ZoneInfo("UTC"), (*(NINE_TO_FIVE,) * 5, (), ()), {}, FEDERAL)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_working_time_is_what_others_say_it_is(vector: Vector) -> None:
    span = between(OFFICE, parse_moment(vector.start, "UTC"), parse_moment(vector.end, "UTC"))

    assert span.counted == vector.working_seconds
