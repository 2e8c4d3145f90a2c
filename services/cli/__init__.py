"""The `switchboard` command: reads its words, and leaves the work to modules that are loaded when they are needed."""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from services.cli import customers, keys, users
from services.cli.environment import listed
from services.cli.say import COULD_NOT, USAGE, CouldNot, Wrong, stop, unforeseen

_SETTINGS = "Settings come from the environment (SWITCHBOARD_*): switchboard up --help lists them."

cli = typer.Typer(
    name="switchboard",
    epilog=_SETTINGS,
    help="Route what customers write and say, by one response strategy, without losing any of it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Data = Annotated[
    Path | None, typer.Option(help="Folder of the log, the desk's store and the outbox.")
]
Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0: any free one.")
]
SmtpPort = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="Port for incoming mail; 0: any free one."),
]
StrategyFile = Annotated[
    Path | None, typer.Option("--strategy", help="The response strategy's file.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def _version(asked: bool) -> None:  # noqa: FBT001 - as typer calls it
    if asked:
        from importlib.metadata import version

        typer.echo(f"switchboard {version('switchboard')}")
        raise typer.Exit


@cli.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Take what stands before the command."""


@cli.command(epilog=listed())
def up(
    data: Data = None,
    host: Host = None,
    port: Port = None,
    smtp_port: SmtpPort = None,
    strategy: StrategyFile = None,
) -> None:
    """Run all services in one process, over a log in one file."""
    from services.cli import running

    running.up(data=data, http_host=host, http_port=port, smtp_port=smtp_port, strategy=strategy)


@cli.command(epilog=listed())
def channels(host: Host = None, port: Port = None, smtp_port: SmtpPort = None) -> None:
    """Run the front door and its workers."""
    from services.cli import running

    running.single("channels", http_host=host, http_port=port, smtp_port=smtp_port)


@cli.command(epilog=listed())
def router(host: Host = None, port: Port = None, strategy: StrategyFile = None) -> None:
    """Run the router."""
    from services.cli import running

    running.single("router", http_host=host, http_port=port, strategy=strategy)


@cli.command(epilog=listed())
def notifier(host: Host = None, port: Port = None) -> None:
    """Run the notifier."""
    _serve("notifier", host, port)


@cli.command(epilog=listed())
def desk(host: Host = None, port: Port = None) -> None:
    """Run the desk."""
    _serve("desk", host, port)


def _serve(name: str, host: str | None, port: int | None) -> None:
    from services.cli import running

    running.single(name, http_host=host, http_port=port)


@cli.command()
def normalize(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="What arrived, as it came.")
    ],
    channel: Annotated[str, typer.Option(help="email, phone, fax or web.")],
    strategy: StrategyFile = None,
) -> None:
    """Print what a channel makes of an input: one JSON object a line."""
    from services.cli import looking

    looking.normalize(files, channel, strategy)


@cli.command()
def verify(as_json: AsJson = False) -> None:
    """Recompute every case from the log and compare; account for each inquiry. Exit 1 where it does not come out."""
    from services.cli import looking

    looking.verify(as_json=as_json)


topics = typer.Typer(help="The topics of the log.", no_args_is_help=True)
cli.add_typer(topics, name="topics")


@topics.command("create")
def topics_create() -> None:
    """Create the topics that are missing."""
    from services.cli import looking

    looking.topics_create()


@topics.command("check")
def topics_check(as_json: AsJson = False) -> None:
    """Compare partitions and settings with what they must be. Exit 1 where they differ."""
    from services.cli import looking

    looking.topics_check(as_json=as_json)


waiting = typer.Typer(help="Inquiries that wait for somebody to look.", no_args_is_help=True)
cli.add_typer(waiting, name="parked")


@waiting.command("list")
def parked_list(as_json: AsJson = False) -> None:
    """List what could not be read or judged: in which case it waits, and why."""
    from services.cli import parked

    parked.show_all(as_json=as_json)


letters = typer.Typer(help="Records that could not be applied.", no_args_is_help=True)
cli.add_typer(letters, name="dead-letters")
Position = Annotated[str, typer.Argument(help="As listed: switchboard.intake/3/42")]


@letters.command("list")
def letters_list(as_json: AsJson = False) -> None:
    """List the dead letters: where they stood, and why they lie here."""
    from services.cli import dead_letters

    dead_letters.show_all(as_json=as_json)


@letters.command("show")
def letters_show(position: Position) -> None:
    """Print one dead letter, its original bytes included."""
    from services.cli import dead_letters

    dead_letters.show(position)


@letters.command("retry")
def letters_retry(position: Position) -> None:
    """Put one dead letter back into the log, at its end."""
    from services.cli import dead_letters

    dead_letters.retry(position)


past = typer.Typer(help="What has been recorded.", no_args_is_help=True)
cli.add_typer(past, name="history")


@past.command("export")
def history_export(
    file: Annotated[Path, typer.Argument(help="Where to write: one JSON object a line.")],
) -> None:
    """Write recorded inquiries with their decisions, for `strategy diff` and `strategy explain`."""
    from services.cli import history

    history.export(file)


cli.add_typer(keys.app, name="keys")
cli.add_typer(customers.app, name="customers")
cli.add_typer(users.app, name="users")


@cli.command()
def drill(
    channel: Annotated[str, typer.Option(help="web or email: as which it comes in.")] = "web",
    department: Annotated[
        str, typer.Option(help="Hand it to this one; else as its words say.")
    ] = "",
    text: Annotated[str, typer.Option(help="What it says, and is routed by.")] = "",
    to: Annotated[
        str, typer.Option(help="Mail address for the acknowledgement, where a relay is in use.")
    ] = "",
    wait: Annotated[str, typer.Option(help="How long at most.")] = "120s",
    as_json: AsJson = False,
) -> None:
    """Have a marked inquiry go the whole way, alerts included, in about a minute. Exit 1 where a step is missing."""
    from services.cli import drilling

    drilling.drill(
        channel=channel, department=department, text=text, to=to, wait=wait, as_json=as_json
    )


@cli.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)
def strategy(context: typer.Context) -> None:
    """Check, explain, test and compare the response strategy."""
    from services.cli.strategy import app

    said = app(context.args, prog_name="switchboard strategy", standalone_mode=False)
    raise typer.Exit(said or 0)


def main() -> None:
    """Run the command."""
    # What customers wrote is for nobody else on this machine to read.
    os.umask(0o077)
    try:
        code = cli(standalone_mode=False)
    except typer.TyperException as fault:
        _misused(fault)
    except Wrong as fault:
        stop(USAGE, str(fault))
    except CouldNot as fault:
        stop(COULD_NOT, str(fault))
    except Exception as fault:  # noqa: BLE001 - the root: whatever happens, one line says so
        unforeseen(fault)
    raise SystemExit(code or 0)


def _misused(fault: typer.TyperException) -> NoReturn:
    """Say how the command is used, where nothing was asked of it; else what is wrong, in one line."""
    context = getattr(fault, "ctx", None)
    command = context.command_path if context else "switchboard"
    if context and fault.message == context.get_help():
        sys.stderr.write(f"{fault.message}\n")
        raise SystemExit(USAGE)
    stop(USAGE, f"{fault.format_message().rstrip('.')}; see {command} --help")
