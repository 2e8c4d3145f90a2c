"""Problems: what went wrong with a request, as RFC 9457 has it, in words that say what to do. Pure.

`type` is stable and may be switched on; `detail` is for people and may change. A 5xx never means
"maybe lost": the same request may be sent again.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import orjson

MEDIA_TYPE: Final = "application/problem+json"
_PREFIX: Final = "urn:switchboard:problem:"


class Kind(NamedTuple):
    """One sort of problem."""

    slug: str
    status: int
    title: str


MALFORMED: Final = Kind("malformed", 400, "The request cannot be read")
UNAUTHORIZED: Final = Kind("unauthorized", 401, "Who are you?")
FORBIDDEN: Final = Kind("forbidden", 403, "This is not yours to do")
NOT_FOUND: Final = Kind("not-found", 404, "There is no such thing here")
METHOD_NOT_ALLOWED: Final = Kind("method-not-allowed", 405, "This cannot be done here")
NOT_ACCEPTABLE: Final = Kind("not-acceptable", 406, "It does not exist in the form that you accept")
TOO_SLOW: Final = Kind("too-slow", 408, "The request took too long to arrive")
CONFLICT: Final = Kind("conflict", 409, "Things are not as the request takes them to be")
PRECONDITION_FAILED: Final = Kind("precondition-failed", 412, "It has changed in between")
TOO_LARGE: Final = Kind("too-large", 413, "This is too large")
UNSUPPORTED_TYPE: Final = Kind(
    "unsupported-media-type", 415, "This type of content is not read here"
)
INVALID: Final = Kind("invalid", 422, "The request does not say what it should")
KEY_REUSED: Final = Kind(
    "idempotency-key-reused", 422, "This Idempotency-Key stands for another request"
)
TOO_MANY: Final = Kind("too-many-requests", 429, "Too many requests")
FAULT: Final = Kind("fault", 500, "Something broke on our side")
UNAVAILABLE: Final = Kind("unavailable", 503, "The log does not answer")
BUSY: Final = Kind("busy", 503, "Too much is under way")

KINDS: Final = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
_OF_STATUS: Final = {kind.status: kind for kind in reversed(KINDS)}


class Error(NamedTuple):
    """One fault of an input: where (a JSON pointer or the name of a parameter) and what."""

    pointer: str
    detail: str


class Problem(Exception):
    """A request that ends here, and why."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        errors: Sequence[Error] = (),
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extensions = dict(extensions or {})

    def document(self) -> dict[str, object]:
        """Return the members of the problem document."""
        members: dict[str, object] = {
            "type": _PREFIX + self.kind.slug,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
        }
        if self.errors:
            members["errors"] = [error._asdict() for error in self.errors]
        return members | self.extensions

    def body(self) -> bytes:
        """Return the problem document's bytes."""
        return orjson.dumps(self.document())


def unavailable(retry_after: int = 2) -> Problem:
    """Return what to say while the log or the blobs do not answer."""
    return Problem(
        UNAVAILABLE,
        "The log does not answer. Send the same request again, with the same Idempotency-Key.",
        headers={"Retry-After": str(retry_after)},
    )


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """Return the problem for a bare HTTP status."""
    kind = _OF_STATUS.get(status) or Kind(f"status-{status}", status, "The request was refused")
    return Problem(kind, detail, headers=headers)


SCHEMA: Final[dict[str, object]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def responses(*statuses: int) -> dict[int | str, dict[str, object]]:
    """Return the OpenAPI description of the problems that a route may answer: whoever asks who comes also counts them."""
    counted = (*statuses, TOO_MANY.status) if UNAUTHORIZED.status in statuses else statuses
    return {
        status: {
            "description": _OF_STATUS[status].title,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in counted
    }
