"""The API's documentation as one plain page: no script, nothing fetched from elsewhere. Pure."""

from html import escape
from typing import Any, Final

_METHODS: Final = ("get", "post", "put", "patch", "delete")
_HEAD: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head><body><main><h1>{title}</h1>
<p>Every route, as <a href="openapi.json">openapi.json</a> has it for programs.
Problems are <code>application/problem+json</code> (RFC 9457).</p>
"""


def page(document: dict[str, Any]) -> str:
    """Return the page for an OpenAPI document."""
    operations = [
        _operation(method, path, item[method])
        for path, item in document.get("paths", {}).items()
        for method in _METHODS
        if method in item
    ]
    head = _HEAD.format(title=escape(str(document["info"]["title"])))
    return head + "".join(operations) + "</main></body></html>\n"


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    body = ", ".join(operation.get("requestBody", {}).get("content", {}))
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code></h2>\n"
        f"<p>{escape(operation.get('description') or operation.get('summary', ''))}</p>\n"
        + (f"<p>Send: <code>{escape(body)}</code></p>\n" if body else "")
        + _listed("Parameters", [_parameter(one) for one in operation.get("parameters", [])])
        + _listed("Answers", [_response(*one) for one in operation.get("responses", {}).items()])
    )


def _parameter(parameter: dict[str, Any]) -> str:
    name, where = escape(parameter["name"]), escape(parameter["in"])
    return f"<code>{name}</code> ({where}) {escape(parameter.get('description', ''))}"


def _response(status: str, response: dict[str, Any]) -> str:
    return f"<code>{escape(str(status))}</code> {escape(response.get('description', ''))}"


def _listed(title: str, items: list[str]) -> str:
    if not items:
        return ""
    return f"<h3>{title}</h3>\n<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>\n"
