"""`switchboard strategy …`: reads its words; the work is in modules that are loaded when they are needed."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="The one response strategy: check it, ask it, test it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(help="The strategy's file; its templates stand beside it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.command()
def check(
    file: File,
    directory: Annotated[
        Path | None, typer.Option(help="Staff: objects with id and skills, as JSON or JSON lines.")
    ] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Print notes, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print errors and warnings as file:line:column CODE message. Exit 1 on an error."""
    from services.cli import strategies

    strategies.check(file, directory, notes=notes, as_json=as_json)


@app.command("test")
def run_tests(file: File, as_json: AsJson = False) -> None:
    """Run the tests that the file carries, each by its own clock. Exit 1 where one fails."""
    from services.cli import strategies

    strategies.run_tests(file, as_json=as_json)


@app.command()
def explain(
    file: File,
    text: Annotated[str | None, typer.Argument(help="What the customer says.")] = None,
    channel: Annotated[str, typer.Option(help="email, phone, fax, web or in_person.")] = "email",
    sender: Annotated[
        str, typer.Option("--from", help="Who: an address, a number, or customer:…")
    ] = "",
    at: Annotated[
        str, typer.Option(help="When, as 2026-12-24T19:00:00+01:00; otherwise now.")
    ] = "",
    subject: Annotated[str, typer.Option(help="Subject line.")] = "",
    language: Annotated[str, typer.Option(help="As the source says; otherwise found out.")] = "",
    tier: Annotated[str, typer.Option(help="The customer's tier.")] = "",
    relationship: Annotated[str, typer.Option(help="The relationship to the customer.")] = "",
    deal: Annotated[str, typer.Option(help="exploring, in_progress or delivered.")] = "",
    attribute: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE that the inquiry carries; may be repeated.")
    ] = None,
    jsonl: Annotated[
        Path | None, typer.Option(help="Inquiries, one JSON object a line; - reads standard input.")
    ] = None,
    letter: Annotated[
        bool, typer.Option("--letter", help="The acknowledgement as it would be sent, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print what would happen to an inquiry, and why."""
    from services.cli import explaining

    asked = explaining.Asked(
        text=text, channel=channel, sender=sender, at=at, subject=subject, language=language,
        tier=tier, relationship=relationship, deal=deal or None,
        attributes=explaining.attributes(attribute or ()),
    )  # fmt: skip
    explaining.explain(file, asked, jsonl, as_json=as_json, with_letter=letter)


@app.command()
def hours(
    file: File,
    calendar: Annotated[str, typer.Option(help="A calendar of the file.")],
    start: Annotated[
        str | None,
        typer.Option(help="A moment, RFC 3339; without an offset in the calendar's zone."),
    ] = None,
    add: Annotated[
        str | None, typer.Option(help="Business time: 90m, 8h, 5d, 1d4h or 30s.")
    ] = None,
    between: Annotated[
        tuple[str, str] | None, typer.Option(help="Two moments.", metavar="T T")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Work out a deadline, or the business time between two moments."""
    from services.cli import timing

    timing.hours(file, calendar, start, add, between, as_json=as_json)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The strategy as it is.")],
    new: Annotated[Path, typer.Argument(help="The strategy as it is to be.")],
    history: Annotated[
        Path, typer.Option(help="From history export, or one JSON object a line as for explain.")
    ],
    as_json: AsJson = False,
) -> None:
    """Replay recorded inquiries under both: what moves, what would be late. Exit 1 where they differ."""
    from services.cli import differing

    differing.diff(old, new, history, as_json=as_json)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a strategy file, for editors."""
    from services.cli import strategies

    strategies.schema()


@app.command()
def train(
    file: File,
    examples: Annotated[
        Path, typer.Option(help="One JSON object a line: text, kind and perhaps language.")
    ],
    out: Annotated[Path, typer.Option(help="Where to write the model.")],
    corrections: Annotated[
        Path | None,
        typer.Option(help="From history export: what staff said a message is about counts, too."),
    ] = None,
) -> None:
    """Train the classifier, and print how well it does on examples that it hasn't seen."""
    from services.cli import training

    training.train(file, examples, corrections, out)
