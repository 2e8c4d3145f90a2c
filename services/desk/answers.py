"""How the desk answers: JSON, and what OpenAPI says of its routes."""

from collections.abc import Mapping
from typing import TypedDict, TypeVar

import orjson
from pydantic import TypeAdapter
from starlette.responses import Response

from switchboard.http import forms
from switchboard.http.problems import responses

T = TypeVar("T")

JSON = "application/json"


class Answers(TypedDict):
    """What OpenAPI says of a route that makes its own response."""

    response_class: type[Response]
    responses: dict[int | str, dict[str, object]]


class Exchange(TypedDict):
    """What OpenAPI says of a route that reads its own body, too."""

    response_class: type[Response]
    responses: dict[int | str, dict[str, object]]
    status_code: int
    openapi_extra: dict[str, object]


def json(
    shown: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer of plain values."""
    return Response(orjson.dumps(shown), status, headers, JSON)


def described(*problems: int) -> Answers:
    """Describe a route that answers an object, or one of these problems."""
    return Answers(
        response_class=Response,
        responses={200: _object("As it stands now"), **responses(*problems)},
    )


def taking(form: TypeAdapter[T], *problems: int, success: Mapping[int, str]) -> Exchange:
    """Describe a route that reads `form` itself, and how it may succeed."""
    content = {JSON: {"schema": forms.schema(form)}}
    return Exchange(
        response_class=Response,
        responses={
            **{status: _object(words) for status, words in success.items()},
            **responses(*problems),
        },
        status_code=min(success),
        openapi_extra={"requestBody": {"required": True, "content": content}},
    )


def _object(words: str) -> dict[str, object]:
    return {"description": words, "content": {JSON: {"schema": {"type": "object"}}}}
