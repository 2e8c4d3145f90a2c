"""A judgement for people in the terminal: what, why, what nearly, and until when."""

from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.cli.foreseen import foreseen
from services.cli.ledgers import ledger, shown
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Evidence, Judgement, Promise, Reason, Say
from switchboard.strategy.people import name_in
from switchboard.strategy.program import Program

_REASONS = {
    Reason.RULE_MATCHED: "a rule matched",
    Reason.DEFAULT: "no rule matched: the default",
    Reason.WEAK_EVIDENCE: "too little evidence of what it is: to triage",
    Reason.CONFLICTING_EVIDENCE: "evidence of more than one kind: to triage",
    Reason.POOR_QUALITY: "the text can hardly be trusted: to triage",
    Reason.DEDICATED_PERSON: "the customer has a person of their own",
    Reason.PARKED: "parked",
}


def show(program: Program, inquiry: InquiryReceived, judged: Judgement) -> None:
    """Print the page."""
    console = Console(highlight=False)
    console.print(_heading(program, judged))
    console.print(_summary(judged))
    console.print(_quoted(inquiry, judged))
    for match in judged.matched:
        console.print(Text(f"  ✓ {match.rule}: {', '.join(match.because)}", "green"))
    for miss in judged.nearest_misses:
        console.print(Text(f"  ✗ {miss.rule}: all but {', '.join(miss.missing)}", "yellow"))
    for line in _company(judged):
        console.print(Text(line))
    zone = program.strategy.organization.timezone
    for promise in judged.promises:
        console.print(_deadline(promise, zone))
    for part in foreseen(program, judged, zone):
        console.print(part)
    said = f"no: {judged.acknowledge.replace('_', ' ')}"
    if judged.acknowledge is Say.DUE:
        said = f"yes, by {judged.acknowledge_by}"
    if judged.acknowledge is Say.NO_ADDRESS:
        said += " (give one with --from)"
    console.print(Text(f"Acknowledged: {said}"))
    console.print(Text(f"Strategy {judged.strategy_id}", "dim"))


def _company(judged: Judgement) -> Iterator[str]:
    """Yield who should answer, and who should know."""
    for wanted in judged.need:
        skills = " and ".join(f"{skill} >= {level}" for skill, level in wanted.skills.items())
        since = f"after {wanted.after:.0%} of the first response's time: " if wanted.after else ""
        yield f"Wanted: {since}{skills or 'anybody'}"
    if judged.prefer:
        yield f"Preferred: {', '.join(judged.prefer)}"
    if judged.inform:
        yield f"Informed: {', '.join(judged.inform)}"


def _heading(program: Program, judged: Judgement) -> Text:
    names = program.strategy.departments[judged.department].name
    to = f" → {judged.assignee}" if judged.assignee else ""
    name = name_in(names, "en", program.strategy.defaults.language)
    return Text(
        f"{name} ({judged.department}){to}: {_REASONS[judged.reason]} ({judged.rule})", "bold"
    )


def _summary(judged: Judgement) -> Text:
    sure = f"{judged.kind} ({judged.kind_confidence:.0%} sure)"
    parts = [sure, f"language {judged.language}", judged.stage, f"priority {judged.priority}"]
    parts += [f"SLA {judged.sla}", *judged.signals]
    return Text(" · ".join(parts))


def _quoted(inquiry: InquiryReceived, judged: Judgement) -> Table:
    said = f"{inquiry.subject}\n{inquiry.text}"
    table = Table("evidence", "for", "weight", "said", box=None, pad_edge=True)
    quotes = {one.id: _quote(said, one) for one in judged.evidence}
    groups = [f"“{quote}”" for id_, quote in quotes.items() if id_.startswith(_GROUP)]
    for one in judged.evidence:
        if one.id == _CLASSIFIER:
            table.add_row(one.id, one.fact, f"{one.weight:.0%}", Text(" ".join(groups)))
        elif not one.id.startswith(_GROUP):
            table.add_row(one.id, one.fact, f"{one.weight:g}", Text(quotes[one.id]))
    return table


_CLASSIFIER: Final = "classifier"
_GROUP: Final = "classifier:"
"""Letter groups that the classifier went by: they weigh nothing of their own."""


def _quote(said: str, one: Evidence) -> str:
    return " ".join((said[one.start : one.end] if one.start is not None else one.source).split())


def _deadline(promise: Promise, zone: str) -> Table:
    table = ledger(promise.ledger, zone)
    table.title = f"{promise.clock.replace('_', ' ')} by {shown(promise.due_at, zone)}"
    table.title_justify = "left"
    return table
