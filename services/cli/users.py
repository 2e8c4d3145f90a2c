"""`switchboard users`: who of ours there is and how they are reached, told to the running desk, which alone writes them down."""

from typing import Annotated, Final

import typer

app: Final = typer.Typer(
    help="Staff, and how they are told of cases and alerts. Asks the running desk.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
StaffId = Annotated[str, typer.Argument(help="Their staff id, as strategies name a lead.")]


@app.command()
def add(
    staff_id: StaffId,
    name: Annotated[str, typer.Option(help="Their name.")] = "",
    department: Annotated[
        list[str] | None, typer.Option(help="Where they work; may be given several times.")
    ] = None,
    reach: Annotated[
        list[str] | None,
        typer.Option(
            help="Where they are told, the first that works: mailto:, tel:, https: or destination:NAME;"
            " may be given several times."
        ),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="As de; the first is the one they are written to in.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over the entry that stands.")
    ] = False,
) -> None:
    """Write somebody down, all of them; exit 1 where they are there already."""
    from services.cli import staffing

    entry = staffing.entry(name, department or (), reach or (), language or ())
    staffing.add(staff_id, entry, replace=replace)


@app.command("list")
def show_all(as_json: AsJson = False) -> None:
    """List who of ours there is, disabled ones included."""
    from services.cli import staffing

    staffing.show_all(as_json=as_json)


@app.command()
def disable(staff_id: StaffId) -> None:
    """Have somebody told nothing, and do nothing, from now on."""
    from services.cli import staffing

    staffing.disable(staff_id)


@app.command()
def enable(staff_id: StaffId) -> None:
    """Have somebody told again."""
    from services.cli import staffing

    staffing.enable(staff_id)


@app.command()
def remove(staff_id: StaffId) -> None:
    """Take somebody out of the directory; what they did stays."""
    from services.cli import staffing

    staffing.remove(staff_id)
