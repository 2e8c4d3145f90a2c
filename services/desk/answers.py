"""How the desk answers: JSON, and what OpenAPI says of its routes."""

from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter
from starlette.responses import Response

from switchboard.http import forms
from switchboard.http.problems import responses

T = TypeVar("T")

JSON = "application/json"


def json(
    shown: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer of plain values."""
    return Response(orjson.dumps(shown), status, headers, JSON)


def described(*problems: int) -> dict[str, Any]:
    """Return what OpenAPI says of a route that answers an object, or one of these problems."""
    content = {JSON: {"schema": {"type": "object"}}}
    return {
        "response_class": Response,
        "responses": {200: {"description": "As it stands now", "content": content}}
        | responses(*problems),
    }


def taking(form: TypeAdapter[T], *problems: int, success: Mapping[int, str]) -> dict[str, Any]:
    """Return what OpenAPI says of a route that reads `form` itself, and how it may succeed."""
    content = {JSON: {"schema": {"type": "object"}}}
    fine = {status: {"description": words, "content": content} for status, words in success.items()}
    return {
        "response_class": Response,
        "status_code": min(success),
        "responses": fine | responses(*problems),
        "openapi_extra": {
            "requestBody": {"required": True, "content": {JSON: {"schema": forms.schema(form)}}}
        },
    }
