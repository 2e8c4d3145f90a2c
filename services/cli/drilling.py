"""`switchboard drill`: an exercise against the running instance, from the door to those who are told when time runs out."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

import httpx
import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from services.cli.drilled import Step, steps
from services.cli.inquire import Refused, asked, asking, path
from services.cli.say import NO, Wrong, stop, tell
from switchboard.strategy.notation import DAY, parse_length

_PAUSE: Final = 0.5
_CLOSING: Final = "10s"
_BY: Final = "drill"
_CHANNELS: Final = ("web", "email")


def drill(*, channel: str, department: str, text: str, to: str, wait: str, as_json: bool) -> None:
    """Run an exercise to its end, and say of each step whether it came about; exit 1 where one did not."""
    patience = _seconds(wait)
    if channel not in _CHANNELS:
        raise Wrong(f"--channel {channel}: web or email")
    form = {"channel": channel} | ({"text": text} if text else {}) | ({"to": to} if to else {})
    with asking() as client:
        begun = _answered(client.post("/v1/drills", json=form))
        found: list[Step] = []
        try:
            found = _watched(client, begun, department, patience)
        finally:
            found = [*found, closed(client, begun["reference"])]
    ok = all(one.done for one in found)
    if as_json:
        shown = [one._asdict() for one in found]
        tell(orjson.dumps({"ok": ok, **begun, "steps": shown}).decode())
    else:
        _tell(begun, found, patience)
    if not ok:
        raise SystemExit(NO)


def _seconds(wait: str) -> float:
    try:
        length = parse_length(wait)
    except ValueError as fault:
        raise Wrong(f"--wait: {fault}") from None
    return float(length.days * DAY + length.seconds)


def _answered(answer: httpx.Response) -> Any:
    try:
        return asked(answer)
    except Refused as refused:
        reasons = [str(one["detail"]) for one in refused.problem.get("errors", ())]
        stop(NO, "; ".join(reasons) or str(refused))


def _watched(
    client: httpx.Client, begun: Mapping[str, Any], department: str, patience: float
) -> list[Step]:
    """Return how each step stands once all have come about, one can't any more, or patience is at its end."""
    until = time.monotonic() + patience
    moved = not department
    found: list[Step] = []
    with _progress() as shown:
        while True:
            case = _case(client, begun["status_url"])
            if case and not moved:
                moved = True
                _act(client, case, {"type": "transfer", "department": department, "why": "a drill"})
                continue
            found = steps(case)
            shown(found)
            over = all(one.done or one.failed for one in found)
            if over or time.monotonic() >= until:
                return found
            time.sleep(_PAUSE)


@contextmanager
def _progress() -> Iterator[Any]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Drill", total=None)

        def show(found: list[Step]) -> None:
            waited = next((one.step for one in found if not one.done), "done")
            done = sum(one.done for one in found)
            bar.update(task, description=waited, completed=done, total=len(found))

        yield show


def _case(client: httpx.Client, status_url: str) -> Any:
    """Return the case of the exercise; None while there is none."""
    rest = _answered(client.get(status_url))
    if not rest["case"]:
        return None
    return _answered(client.get(path("cases", rest["case"]))) | {"rest": rest}


def _act(client: httpx.Client, case: Mapping[str, Any], order: Mapping[str, str]) -> None:
    where = path("cases", case["reference"], "actions")
    _answered(client.post(where, params={"wait": "10s"}, json={"by": _BY, **order}))


def closed(client: httpx.Client, reference: str) -> Step:
    """End the exercise's case, whatever came of it, and return whether it is ended."""
    order = {"type": "close", "by": _BY, "why": "the drill is over"}
    answer = client.post(path("cases", reference, "actions"), params={"wait": _CLOSING}, json=order)
    if answer.status_code == HTTPStatus.ACCEPTED:
        return Step("closed", failed=True, said=f"the case does not say so within {_CLOSING}")
    try:
        asked(answer)
    except Refused as refused:
        return Step("closed", failed=True, said=str(refused))
    return Step("closed", done=True)


def _tell(begun: Mapping[str, Any], found: list[Step], patience: float) -> None:
    console = Console(highlight=False)
    for one in found:
        mark = "[green]✓[/green]" if one.done else "[red]✗[/red]"
        console.print(mark, end=" ")
        console.print(f"{one.step}: {one.said}" if one.said else one.step, markup=False)
    missing = [one.step for one in found if not one.done]
    if missing:
        told = (
            f"drill {begun['drill']}: {', '.join(missing)} did not come about within {patience:g} s"
        )
        stop(NO, f"{told}; case {begun['reference']}")
    tell(f"All came about. Case {begun['reference']} is closed, and counts in no figure.")
