"""`switchboard customers`: who our customers are, told to the running desk, which alone writes them down."""

from pathlib import Path
from typing import Annotated, Final

import typer

app: Final = typer.Typer(
    help="Customers, and the addresses and numbers by which they are known. Asks the running desk.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
By = Annotated[str, typer.Option(help="Who says so: a staff id.")]
Why = Annotated[str, typer.Option(help="Why; kept with it.")]
CustomerId = Annotated[str, typer.Argument(help="The customer's id.")]
Uri = Annotated[str, typer.Argument(help="As mailto:info@example.com or tel:+4930901820.")]


@app.command("import")
def take_over(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8; docs/customers.md has its columns.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would change.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take over a table of customers: all of it, or with its faults none. Exit 1 where it has any."""
    from services.cli import enrolling

    enrolling.take_over(file, dry_run=dry_run, as_json=as_json)


@app.command("list")
def show_all(
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print a table that `import` takes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the customers of the directory."""
    from services.cli import enrolling

    if as_csv:
        enrolling.export()
    else:
        enrolling.show_all(as_json=as_json)


@app.command()
def merge(
    customer_id: CustomerId,
    into: Annotated[str, typer.Argument(help="The customer id that stays.")],
    by: By = "",
    why: Why = "",
) -> None:
    """Have a customer count as another one from now on."""
    from services.cli import enrolling

    enrolling.merge(customer_id, into, by=by, why=why)


@app.command()
def split(customer_id: CustomerId) -> None:
    """Take the merge of a customer back; what came by it is their own again."""
    from services.cli import enrolling

    enrolling.split(customer_id)


@app.command()
def share(identity: Uri, by: By = "", why: Why = "") -> None:
    """Mark what several people use: it names nobody, and joins nothing by itself."""
    from services.cli import enrolling

    enrolling.share(identity, by=by, why=why)


@app.command()
def unshare(identity: Uri) -> None:
    """Take that mark back."""
    from services.cli import enrolling

    enrolling.unshare(identity)


@app.command()
def deliver(identity: Uri) -> None:
    """Have letters sent again to an address from which one came back."""
    from services.cli import enrolling

    enrolling.deliver(identity)


@app.command()
def marks(as_json: AsJson = False) -> None:
    """List what is shared, and the addresses that letters can't reach."""
    from services.cli import enrolling

    enrolling.marks(as_json=as_json)
