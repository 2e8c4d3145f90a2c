"""Customers from the command line: tables in and out, merges and marks, with the desk as the one who writes."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from services.cli.inquire import Refused, ask, asked, asking, path
from services.cli.say import NO, CouldNot, stop, tell

_PAGE = 500
_CSV = {"Content-Type": "text/csv", "Accept": "application/x-ndjson"}


def take_over(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Have the desk take a table over, and say what became of it, or every fault in it."""
    try:
        table = file.read_bytes()
    except OSError as fault:
        raise CouldNot(f"{file}: {fault.strerror}") from None
    try:
        told = _sent(table, dry_run=dry_run)
    except Refused as refused:
        _complain(file, refused, as_json=as_json)
        raise SystemExit(NO) from None
    if as_json:
        tell(orjson.dumps(told).decode())
        return
    for note in told["notes"]:
        tell(f"{file}:{note['line']}: note: {note['detail']}")
    would = "would be " if dry_run else ""
    rows = f"{told['rows']} row{'s' * (told['rows'] != 1)}"
    tell(
        f"{rows}: {told['created']} {would}new, {told['changed']} {would}changed,"
        f" {told['unchanged']} unchanged."
    )


def _sent(table: bytes, *, dry_run: bool) -> Any:
    """Return the end of what the desk tells while it writes. Raises Refused, CouldNot."""
    told: Any = {}
    console = Console(stderr=True)
    query = {"dry_run": "true" if dry_run else "false"}
    with (
        asking() as client,
        client.stream(
            "POST", "/v1/customers/import", content=table, headers=_CSV, params=query
        ) as answer,
        Progress(console=console, transient=True, disable=not console.is_terminal) as bar,
    ):
        if not answer.is_success:
            answer.read()
            return asked(answer)
        task = bar.add_task("Customers", total=None)
        for line in answer.iter_lines():
            told = orjson.loads(line)
            bar.update(task, total=told.get("of"), completed=told.get("done"))
    if "rows" not in told:
        done = f"{told.get('done', 0)} of {told.get('of', '?')} rows were written"
        raise CouldNot(f"{done}; send the table again: what is written stays as it is")
    return told


def _complain(file: Path, refused: Refused, *, as_json: bool) -> None:
    if as_json:
        tell(orjson.dumps(refused.problem).decode())
        return
    errors = refused.problem.get("errors", [])
    for one in errors:
        line, _, column = one["pointer"].removeprefix("line ").partition(", ")
        tell(f"{file}:{line}: {f'{column}: ' if column else ''}{one['detail']}")
    left_out = refused.problem.get("left_out", 0)
    count = len(errors) + left_out
    faults = f"{count} fault{'s' * (count != 1)}"
    tell(f"{faults}; nothing was taken over." if errors else str(refused))


def show_all(*, as_json: bool) -> None:
    """List the customers."""
    if as_json:
        for entry in _entries():
            tell(orjson.dumps(entry).decode())
        return
    table = Table("Id", "Name", "Tier", "Known as")
    for entry in _entries():
        merged = f" (counts as {entry['merged']['into']})" if "merged" in entry else ""
        known = "\n".join(entry["identities"])
        table.add_row(entry["customer_id"] + merged, entry["name"], entry["tier"], known)
    if table.row_count:
        Console(markup=False, highlight=False).print(table)
    else:
        tell("No customers.")


def _entries() -> Iterator[Any]:
    after = ""
    with asking() as client:
        while True:
            query: dict[str, str | int] = {"after": after, "limit": _PAGE}
            try:
                page = asked(client.get("/v1/customers", params=query))
            except Refused as refused:
                stop(NO, str(refused))
            yield from page["customers"]
            if page["next_after"] is None:
                return
            after = page["next_after"]


def export() -> None:
    """Print the whole directory as a table; no cell of it does anything in a spreadsheet."""
    with (
        asking() as client,
        client.stream("GET", "/v1/customers", headers={"Accept": "text/csv"}) as answer,
    ):
        _print(answer)


def _print(answer: httpx.Response) -> None:
    if not answer.is_success:
        answer.read()
        asked(answer)
    for piece in answer.iter_bytes():
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def merge(customer_id: str, into: str, *, by: str, why: str) -> None:
    """Have a customer count as another."""
    body = {"into": into, "by": by, "why": why}
    told = ask("POST", path("customers", customer_id, "merge"), body)
    tell(f"{customer_id} counts as {told['merged']['into']} now; `customers split` takes it back.")


def split(customer_id: str) -> None:
    """Take a merge back."""
    ask("POST", path("customers", customer_id, "split"))
    tell(f"{customer_id} is a customer of their own again.")


def share(identity: str, *, by: str, why: str) -> None:
    """Mark what several people use."""
    told = ask("PUT", path("identities", identity, "shared"), {"by": by, "why": why})
    tell(f"{told['identity']} names nobody from now on.")


def unshare(identity: str) -> None:
    """Take the mark back."""
    told = ask("DELETE", path("identities", identity, "shared"))
    tell(f"{told['identity']} names whoever has it again.")


def deliver(identity: str) -> None:
    """Have letters go to an address again."""
    told = ask("DELETE", path("identities", identity, "undeliverable"))
    tell(f"Letters go to {told['identity']} again.")


def marks(*, as_json: bool) -> None:
    """List what is known of addresses and numbers."""
    told = ask("GET", "/v1/identities")
    if as_json:
        tell(orjson.dumps(told).decode())
        return
    for one in told["shared"]:
        tell(f"shared         {one['identity']}  {one['why']}".rstrip())
    for one in told["undeliverable"]:
        tell(f"undeliverable  {one['identity']}  since {one['at']}, case {one['reference']}")
    if not told["shared"] and not told["undeliverable"]:
        tell("Nothing is marked.")
