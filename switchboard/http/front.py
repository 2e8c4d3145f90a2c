"""The front page: what is here, in plain words and links. Pure."""

from collections.abc import Collection
from typing import Final

_HEAD: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title></head><body><main><h1>{title}</h1>
<ul>
"""
_PLACES: Final = {
    "/form": "Write to us: the form for customers",
    "/docs": "The interface for programs",
    "/readyz": "Whether everything does its work",
    "/metrics": "Figures for Prometheus",
}


def front(title: str, paths: Collection[str]) -> str:
    """Return the page for an application that answers under `paths`."""
    items = [
        f'<li><a href="{path[1:]}">{says}</a></li>\n'
        for path, says in _PLACES.items()
        if path in paths
    ]
    return _HEAD.format(title=title) + "".join(items) + "</ul></main></body></html>\n"
