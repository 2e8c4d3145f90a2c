"""The parts of the documentation that the code says better: `python -m checks.docs` writes them between their marks.

What stands outside the marks is written by hand and stays as it is.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, get_args

import msgspec

from checks import fields
from services.router.legal import LEADS, LEGAL
from switchboard.contracts.case import (
    ActionOutcome,
    Case,
    Cause,
    ClockRun,
    Contact,
    Decision,
    Link,
    Settled,
)
from switchboard.contracts.customer import CustomerFacts, Entry
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import Attachment, Event, Forwarded, Sender
from switchboard.contracts.handling import Expectation, Words
from switchboard.contracts.notices import Acknowledge, Forward, Reply, Thread
from switchboard.contracts.partition import PartitionState
from switchboard.contracts.topics import topics
from switchboard.metrics import MEANINGS

_MARK: Final = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_DAY: Final = 86_400


def filled(text: str) -> str:
    """Return a document with each of its marked parts as the code says it now."""
    return _MARK.sub(lambda mark: f"{mark[1]}\n{PARTS[mark[2]]().strip()}\n\n{mark[3]}", text)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *map(list, rows)]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _structs(kinds: Mapping[str, type[msgspec.Struct]]) -> str:
    return "\n\n".join(_struct(title, kind) for title, kind in kinds.items())


def _struct(title: str, kind: type[msgspec.Struct]) -> str:
    rows = (
        (f"`{field.name}`", f"`{field.type}`", "yes" if field.needed else "", field.doc)
        for field in fields.fields(kind)
    )
    return f"### {title}\n\n{fields.about(kind)}\n\n{_table(('field', 'type', 'always', 'meaning'), rows)}"


def _events() -> str:
    return _structs({f"`{kind.__struct_config__.tag}`": kind for kind in get_args(Event)})


def _event_parts() -> str:
    return _structs(_named(Sender, Attachment, CustomerFacts, Forwarded, Expectation, Words))


def _records() -> str:
    return _structs(_named(Case, PartitionState, Delivery, *get_args(Entry)))


def _record_parts() -> str:
    notices = (Acknowledge, Reply, Thread, Forward)
    parts = (Contact, Decision, ClockRun, *notices, Settled, ActionOutcome, Link)
    return _structs(_named(*parts, Cause))


def _named(*kinds: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    return {kind.__name__: kind for kind in kinds}


def _topics() -> str:
    rows = (
        (
            f"`{topic.name}`",
            "1" if topic.partitions == 1 else "all",
            "newest of each key" if topic.compacted else f"{topic.keep / _DAY:.0f} days",
        )
        for topic in topics()
    )
    return _table(("topic", "partitions", "kept"), rows)


def _life() -> str:
    """Draw the life of a case from the table by which the router refuses."""
    lines = [
        "stateDiagram-v2",
        "    [*] --> open: inquiry.received",
        "    [*] --> closed: inquiry.received (bounce, auto-reply, own echo)",
    ]
    for action, where in LEGAL.items():
        name = action.__struct_config__.tag
        lines += [f"    {at} --> {LEADS.get(action, at)}: {name}" for at in sorted(where)]
    lines += [
        f"    {before} --> open: inquiry.received (a person)"
        for before in ("waiting", "resolved", "closed")
    ]
    lines += ["    merged --> open: inquiry.received (sent back by a split)"]
    return "```mermaid\n" + "\n".join(lines) + "\n```"


def _metrics() -> str:
    rows = (
        (f"`switchboard_{name}`", ", ".join(labels) or "none", meaning, remedy)
        for name, (labels, meaning, remedy) in MEANINGS.items()
    )
    return _table(("metric", "labels", "meaning", "when it looks wrong"), rows)


PARTS: Final[dict[str, Callable[[], str]]] = {
    "events": _events,
    "event_parts": _event_parts,
    "records": _records,
    "record_parts": _record_parts,
    "topics": _topics,
    "life": _life,
    "metrics": _metrics,
}
PAGES: Final = (Path("docs/events.md"), Path("docs/metrics.md"))


def main() -> int:
    for page in PAGES:
        page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
        print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
