"""`switchboard keys`: who may ask and who may write, by the log itself; the work is loaded when it is needed."""

from typing import Annotated, Final

import typer

app: Final = typer.Typer(help="API keys of upstream systems.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Annotated[
        list[str], typer.Option(help="submit, read or act; may be given several times.")
    ],
    as_json: AsJson = False,
) -> None:
    """Create a key and show it, once."""
    from services.cli import keyring

    keyring.create(name, scope, as_json=as_json)


@app.command("list")
def show_all(as_json: AsJson = False) -> None:
    """List the keys; the secrets are nowhere."""
    from services.cli import keyring

    keyring.show_all(as_json=as_json)


@app.command("revoke")
def revoke(key_id: Annotated[str, typer.Argument(help="As listed.")]) -> None:
    """Revoke a key: whoever has it is let in no more."""
    from services.cli import keyring

    keyring.revoke(key_id)
