"""Staff from the command line: written, listed, disabled, with the desk as the one who writes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import httpx
import orjson
from rich.console import Console
from rich.table import Table

from services.cli.inquire import Refused, asked, asking, path
from services.cli.say import NO, stop, tell

_PAGE: Final = 500
_CHANGED: Final = 412
_WRITTEN: Final = ("name", "departments", "languages", "reach")


def entry(
    name: str, departments: Sequence[str], reach: Sequence[str], languages: Sequence[str]
) -> dict[str, object]:
    """Return what is written down of somebody."""
    return {
        "name": name,
        "departments": list(departments),
        "reach": list(reach),
        "languages": list(languages),
    }


def add(staff_id: str, written: Mapping[str, object], *, replace: bool) -> None:
    """Write somebody down, and say what is worth a look."""
    headers = {} if replace else {"If-Match": '"0"'}
    with asking() as client:
        answer = client.put(path("staff", staff_id), json=written, headers=headers)
        if answer.status_code == _CHANGED:
            stop(NO, f"{staff_id} is in the directory already; --replace writes over the entry")
        told = _answered(answer)
    tell(f"{staff_id} is in the directory.")
    for note in told["notes"]:
        tell(f"note: {note}")


def _answered(answer: httpx.Response) -> Any:
    """Return what the desk says; a refusal ends the command with each of its reasons."""
    try:
        return asked(answer)
    except Refused as refused:
        reasons = [str(one["detail"]) for one in refused.problem.get("errors", ())]
        stop(NO, "; ".join(reasons) or str(refused))


def show_all(*, as_json: bool) -> None:
    """List the staff."""
    if as_json:
        for one in _entries():
            tell(orjson.dumps(one).decode())
        return
    table = Table("Id", "Name", "Departments", "Languages", "Reached by", "State")
    for one in _entries():
        table.add_row(
            one["id"],
            one["name"],
            ", ".join(one["departments"]),
            " ".join(one["languages"]),
            "\n".join(one["reach"]),
            "disabled" if one["disabled_at"] else "",
        )
    if table.row_count:
        Console(markup=False, highlight=False).print(table)
    else:
        tell("Nobody yet; `switchboard users add` writes somebody down.")


def _entries() -> Iterator[Any]:
    after = ""
    with asking() as client:
        while True:
            query: dict[str, str | int] = {"after": after, "limit": _PAGE}
            page = _answered(client.get("/v1/staff", params=query))
            yield from page["staff"]
            if page["next_after"] is None:
                return
            after = page["next_after"]


def disable(staff_id: str) -> None:
    """Have somebody told nothing."""
    _rewrite(staff_id, {"disabled": True})
    tell(f"{staff_id} is told nothing from now on; `users enable` takes it back.")


def enable(staff_id: str) -> None:
    """Have somebody told again."""
    _rewrite(staff_id, {"disabled": False})
    tell(f"{staff_id} is told again.")


def _rewrite(staff_id: str, changed: Mapping[str, object]) -> None:
    """Write the entry that stands with a change, unless somebody was quicker."""
    with asking() as client:
        answer = client.get(path("staff", staff_id))
        standing = _answered(answer)
        body = {key: standing[key] for key in _WRITTEN} | dict(changed)
        headers = {"If-Match": answer.headers["ETag"]}
        _answered(client.put(path("staff", staff_id), json=body, headers=headers))


def remove(staff_id: str) -> None:
    """Take somebody out of the directory."""
    with asking() as client:
        _answered(client.delete(path("staff", staff_id)))
    tell(f"{staff_id} is in the directory no more.")
