"""JSON bodies, read and described."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from switchboard.http.forms import read, schema
from switchboard.http.problems import INVALID, MALFORMED, Error, Problem


class Size(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    meters: Annotated[float, Field(gt=0)]


class Round(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    shape: Literal["round"]
    radius: Size


class Square(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    shape: Literal["square"]
    sides: list[Size]


FORM: TypeAdapter[Round | Square] = TypeAdapter(
    Annotated[Round | Square, Field(discriminator="shape")]
)


def test_a_body_is_read_by_its_type() -> None:
    found = read(FORM, b'{"shape": "round", "radius": {"meters": 2.5}}')

    assert found == Round(shape="round", radius=Size(meters=2.5))


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'"\xc3"', b"[" * 100_000, b"NaNa"])
def test_what_is_no_json_is_malformed(raw: bytes) -> None:
    with pytest.raises(Problem) as caught:
        read(FORM, raw)

    assert caught.value.kind is MALFORMED
    assert "Send one JSON object" in caught.value.detail


def test_every_fault_is_named_with_its_place() -> None:
    raw = b'{"shape": "square", "sides": [{"meters": 0}, {"meters": "1"}], "a/b~c": 1}'

    with pytest.raises(Problem) as caught:
        read(FORM, raw)

    assert caught.value.kind is INVALID
    assert [error.pointer for error in caught.value.errors] == [
        "/square/sides/0/meters",
        "/square/sides/1/meters",
        "/square/a~1b~0c",
    ]


def test_a_thousand_faults_are_told_by_the_first_twenty() -> None:
    sides = b",".join([b'{"meters": 0}'] * 1000)

    with pytest.raises(Problem) as caught:
        read(FORM, b'{"shape": "square", "sides": [' + sides + b"]}")

    assert len(caught.value.errors) == 20


def test_what_was_sent_is_not_told_back() -> None:
    with pytest.raises(Problem) as caught:
        read(FORM, b'{"shape": "round", "radius": "a secret of Ana"}')

    assert b"Ana" not in caught.value.body()
    assert caught.value.errors == (Error("/round/radius", "Input should be an object"),)


def test_the_schema_of_a_body_refers_to_nothing_elsewhere() -> None:
    described = schema(FORM)

    assert "$ref" not in str(described)
    assert "$defs" not in str(described)
    assert [one["properties"]["shape"]["const"] for one in described["oneOf"]] == [
        "round",
        "square",
    ]
    assert described["oneOf"][0]["properties"]["radius"]["required"] == ["meters"]
