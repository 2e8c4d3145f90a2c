"""JSON bodies, read and described."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from switchboard.http.forms import MEMBERS, read, require_few, schema
from switchboard.http.problems import INVALID, MALFORMED, TOO_LARGE, Error, Problem


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


@pytest.mark.parametrize(
    "crowd",
    [
        b'{"a": [' + b"1," * MEMBERS + b"1]}",
        b'{"a": [' + b'"",' * MEMBERS + b"1]}",
        b"{" + b",".join(b'"a%d": 1' % number for number in range(MEMBERS + 1)) + b"}",
        b"," * MEMBERS,
    ],
)
def test_a_body_with_countless_values_is_refused_unread(crowd: bytes) -> None:
    with pytest.raises(Problem) as caught:
        read(FORM, crowd)

    assert caught.value.kind is TOO_LARGE
    assert caught.value.errors == ()


@pytest.mark.parametrize(
    "raw",
    [
        b'["a", 1, "b", 2]',
        b'["a,,,,,,,,", 1, "b", 2]',
        rb'["a\",\",\",\",\"", 1, "b\\", 2]',
        rb'["\\\\", 1, "\\\",,,", 2]',
        b"[[1, 2], [1, 2]]",
    ],
)
def test_so_many_values_and_no_more_are_read_whatever_they_say(raw: bytes) -> None:
    require_few(raw, 4)

    with pytest.raises(Problem, match="At most 3 values"):
        require_few(raw, 3)


@pytest.mark.parametrize("deep", [b'{"":' * 100_000, b'""' * 100_000 + b"," * MEMBERS])
def test_what_no_parser_reads_to_its_end_is_left_early(deep: bytes) -> None:
    with pytest.raises(Problem) as caught:
        read(FORM, deep)

    assert caught.value.kind in (MALFORMED, TOO_LARGE)


def test_a_long_text_may_have_as_many_commas_as_it_likes() -> None:
    raw = b'{"shape": "' + b"and, so, on, " * MEMBERS + b'"}'

    with pytest.raises(Problem) as caught:
        read(FORM, raw)

    assert caught.value.kind is INVALID


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
