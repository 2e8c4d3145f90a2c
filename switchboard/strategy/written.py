"""Values as they are written in the file: lists that may be one value, names, hours, spans, levels, shares."""

from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator, StringConstraints, WithJsonSchema

from switchboard.contracts.values import Seconds
from switchboard.strategy import notation

_T = TypeVar("_T")


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _by_language(value: object) -> object:
    return {"*": value} if isinstance(value, str) else value


Many = Annotated[
    list[_T], Field(min_length=1), BeforeValidator(_listed, json_schema_input_type=_T | list[_T])
]
"""One value, or a list of which any will do."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,62}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\r\n]+$")]
Names = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}|\*)$")], Line],
    Field(min_length=1),
    BeforeValidator(_by_language, json_schema_input_type=str | dict[str, str]),
]
"""A name in each language; plain text is the same in all."""
Weight = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Zone = Annotated[str, PlainValidator(notation.parse_zone), WithJsonSchema({"type": "string"})]
Day = Annotated[
    str, PlainValidator(notation.parse_day), WithJsonSchema({"type": "string", "format": "date"})
]
Hours = Annotated[
    notation.Range,
    PlainValidator(notation.parse_range),
    WithJsonSchema({"type": "string", "examples": ["08:00-12:00", "22:00-06:00"]}),
]
Holidays = Annotated[
    str,
    PlainValidator(notation.parse_holidays),
    WithJsonSchema({"type": "string", "examples": ["DE", "DE-BY", "DE-BY+catholic"]}),
]
Duration = Annotated[
    notation.Duration,
    PlainValidator(notation.parse_duration),
    WithJsonSchema({"type": "string", "examples": ["90m", "8h", "5d", "1d4h"]}),
]
Span = Annotated[
    Seconds,
    PlainValidator(notation.parse_span),
    WithJsonSchema({"type": "string", "examples": ["2m", "30d"]}),
]
"""Plain time, whatever a calendar says: a day is 24 hours."""
Share = Annotated[
    float,
    PlainValidator(notation.parse_share),
    WithJsonSchema({"type": "string", "examples": ["25%", "80%"]}),
]
Level = Annotated[
    int,
    PlainValidator(notation.parse_level),
    WithJsonSchema({"type": ["string", "integer"], "examples": [">=4", "4"]}),
]
"""How well somebody must know something, at least."""
Scale = Annotated[
    notation.Scale,
    PlainValidator(notation.parse_scale),
    WithJsonSchema({"type": "string", "examples": ["1-5"]}),
]
Address = Annotated[
    str,
    StringConstraints(
        pattern=r"^(mailto:[^@\s]+@[^@\s]+|tel:\+\d{5,15}|https://\S+|destination:[a-z0-9][a-z0-9_-]{0,62})$"
    ),
]
Staff = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.@-]{0,62}$")]
"""Somebody by their id in the directory."""
