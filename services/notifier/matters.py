"""What staff read of a case, in plain text and in HTML: its facts, its promises, its customer's words, and lists of cases. Pure."""

from collections.abc import Sequence
from typing import Final

from services.notifier.links import Links, staff_link
from services.notifier.voice import LONGEST_NAME, LONGEST_SUBJECT, Named, Voice, one_line
from switchboard.contracts.notices import Alert, Due, StaffNotice
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Clock, Priority, UnixSeconds
from switchboard.strategy.dress import entry, quoted, rows, small
from switchboard.strategy.letters import Passage
from switchboard.strategy.phrases import lateness

MOST_LISTED: Final = 10
"""Cases that a letter about several names; the others are counted."""
MOST_WORDS: Final = 4_000
"""Characters of the customer's words that a letter shows."""
_FIRST: Final = tuple(reversed(Priority))


def matter(speaks: Voice, notice: StaffNotice, named: Named) -> Passage:
    """Return the facts of the case, each beside what it is called."""
    of, said = notice.matter, speaks.phrases
    labels = said.labels
    assignee = (named(of.assignee) or of.assignee) if of.assignee else labels.nobody
    told = [
        (labels.case, grouped(notice.reference)),
        (labels.subject, one_line(of.subject, LONGEST_SUBJECT)),
        (labels.customer, one_line(of.name, LONGEST_NAME)),
        (labels.department, speaks.department(of.department)),
        (labels.assignee, one_line(assignee, LONGEST_NAME)),
        (labels.kind, said.kind[of.kind] if of.kind else ""),
        (labels.priority, said.priority[of.priority]),
        (labels.status, said.status[of.status]),
    ]
    return _rows([(label, fact) for label, fact in told if fact])


def promises(speaks: Voice, notice: StaffNotice, at: UnixSeconds) -> Passage:
    """Return what is promised, and how much time is left of each."""
    told = [
        (
            speaks.phrases.clock[due.clock],
            f"{speaks.moment(due.due_at, notice.matter.department, at)}, {lateness(due.due_at, at, speaks.language)}",
        )
        for due in _dues(notice)
    ]
    return _rows(told)


def _dues(notice: StaffNotice) -> list[Due]:
    """Return the promises that somebody of ours must keep: acknowledgements go out by themselves."""
    return [one for one in notice.matter.dues if one.clock is not Clock.ACKNOWLEDGE]


def _rows(told: Sequence[tuple[str, str]]) -> Passage:
    return Passage("\n".join(f"{label}: {fact}" for label, fact in told), rows(told))


def heard(speaks: Voice, words: str | None) -> Passage:
    """Return what the customer wrote, as a quotation; None: it is not at hand any more."""
    notes = speaks.phrases.notes
    if words is None:
        return Passage(notes.forgotten, small([notes.forgotten]))
    sound = "".join(c if c.isprintable() or c == "\n" else " " for c in words.expandtabs(4))
    shown = sound[:MOST_WORDS].strip()
    text = "\n".join(f"> {line}".rstrip() for line in shown.split("\n"))
    if len(sound.strip()) <= MOST_WORDS:
        return Passage(text, quoted(shown)) if shown else Passage("", "")
    return Passage(f"{text}\n\n{notes.cut}", quoted(shown) + small([notes.cut]))


def one_a_case(notices: Sequence[StaffNotice]) -> Sequence[StaffNotice]:
    """Return of each case what presses most: several promises of one case are one case."""
    pressing: dict[str, StaffNotice] = {}
    for notice in notices:
        known = pressing.setdefault(notice.reference, notice)
        pressing[notice.reference] = min(known, notice, key=_pressure)
    return list(pressing.values())


def _pressure(notice: StaffNotice) -> tuple[float, float]:
    """What is due first presses most; of one promise the later stage."""
    return _urgency(notice)[0], -notice.stage_at if isinstance(notice, Alert) else 0.0


def cases(speaks: Voice, notices: Sequence[StaffNotice], at: UnixSeconds, links: Links) -> Passage:
    """Return the worst of several cases, what presses most first, and how many there are besides."""
    listed = sorted(notices, key=_urgency)[:MOST_LISTED]
    told = [(*_entry(speaks, notice, at), staff_link(links, notice)) for notice in listed]
    left = len(notices) - len(listed)
    more = [speaks.phrases.notes.more.format(left)] if left else []
    text = [
        "\n   ".join(filter(None, (f"{number}. {title}", beneath, address)))
        for number, (title, beneath, address) in enumerate(told, 1)
    ]
    html = "".join(entry(title, address, beneath) for title, beneath, address in told)
    return Passage("\n\n".join(text + more), html + (small(more) if more else ""))


def _entry(speaks: Voice, notice: StaffNotice, at: UnixSeconds) -> tuple[str, str]:
    of, said = notice.matter, speaks.phrases
    title = [grouped(notice.reference), said.priority[of.priority], _pressing(speaks, notice, at)]
    name = one_line(of.name, LONGEST_NAME)
    subject = one_line(of.subject, LONGEST_SUBJECT) or (said.kind[of.kind] if of.kind else "")
    beneath = f"{subject} ({name})" if name else subject
    return ", ".join(filter(None, title)), beneath


def _pressing(speaks: Voice, notice: StaffNotice, at: UnixSeconds) -> str:
    if isinstance(notice, Alert):
        due = (notice.clock, notice.due_at)
    else:
        first = min(_dues(notice), key=lambda one: one.due_at, default=None)
        if first is None:
            return ""
        due = (first.clock, first.due_at)
    promise = speaks.phrases.clock[due[0]] if due[0] else ""
    return f"{promise} {lateness(due[1], at, speaks.language)}" if promise else ""


def _urgency(notice: StaffNotice) -> tuple[float, int, str]:
    if isinstance(notice, Alert):
        due = notice.due_at
    else:
        due = min((one.due_at for one in _dues(notice)), default=notice.owed_at)
    return due, _FIRST.index(notice.matter.priority), notice.reference
