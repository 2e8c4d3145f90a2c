"""What staff get to read: one notice, or several that go out together. Pure."""

from collections.abc import Sequence
from typing import Final, assert_never

from services.notifier.links import NO_LINKS, Links, staff_link
from services.notifier.matters import cases, heard, matter, one_a_case, promises
from services.notifier.voice import (
    LONGEST_NAME,
    LONGEST_SUBJECT,
    Named,
    Voice,
    nobody,
    one_line,
    voice,
)
from switchboard.contracts.customer import Staff
from switchboard.contracts.delivery import Purpose
from switchboard.contracts.notices import Alert, Assign, Inform, StaffNotice
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Occasion, Opinion, UnixSeconds
from switchboard.strategy.dress import small
from switchboard.strategy.facts import ALERT_GROUP, ALERT_OPINION, ASSIGNMENT_GROUP
from switchboard.strategy.letters import Fact, Letter, Passage, letter, render
from switchboard.strategy.phrases import languages, lateness
from switchboard.strategy.program import Program

_LONGEST_WHY: Final = 500
_WARN, _BREACH = "warn ", "breach"


def word_staff(
    program: Program,
    notices: Sequence[StaffNotice],
    reader: Staff | None,
    at: UnixSeconds,
    *,
    links: Links = NO_LINKS,
    words: str | None = None,
    named: Named = nobody,
    repeated: bool = False,
) -> Letter:
    """Return the letter of one or several notices to `reader`, in their language; None: in the strategy's.

    `words` are the customer's, None where the log has forgotten them. `repeated`: it may be there twice.
    Several are all of one kind. Raises LookupError, TooLong as letters do.
    """
    notices = one_a_case(notices)
    speaks, first = _voice(program, reader), notices[0]
    facts = _common(speaks, notices, at, repeated=repeated)
    purpose = _purpose(first, several=len(notices) > 1)
    if len(notices) > 1:
        facts |= {"count": str(len(notices)), "cases": cases(speaks, notices, at, links)}
    else:
        facts |= _alone(speaks, first, links, named) | _own(speaks, first, at, words, named)
    template = letter(program, purpose, first.matter.kind, speaks.language)
    said = render(template, facts, speaks.language, speaks.organization)
    return _marked(said, speaks, first)


def short_staff(
    program: Program,
    notices: Sequence[StaffNotice],
    reader: Staff | None,
    at: UnixSeconds,
    *,
    links: Links = NO_LINKS,
    repeated: bool = False,
) -> str:
    """Return the same as a short message says it: in a line, with a link; a possible repeat says so first."""
    said = word_staff(program, notices, reader, at, links=links, repeated=repeated).subject
    doubt = _voice(program, reader).phrases.notes.repeated.partition(":")[0]
    mark = f"({doubt}) " if repeated else ""
    return f"{mark}{said} {staff_link(links, notices[0])}".strip()


def _purpose(first: StaffNotice, *, several: bool) -> str:
    match first:
        case Alert() if several:
            return ALERT_GROUP
        case Alert(clock=None):
            return ALERT_OPINION
        case Alert():
            return Purpose.ALERT
        case Assign() | Inform() if several:
            return ASSIGNMENT_GROUP
        case Assign():
            return Purpose.ASSIGNMENT
        case Inform():
            return Purpose.INFORMATION
        case _:
            assert_never(first)


def _voice(program: Program, reader: Staff | None) -> Voice:
    """Return the voice in the language of the reader, where it is one of ours or of the strategy's."""
    wanted = reader.languages[0] if reader and reader.languages else ""
    return Voice(program, wanted) if wanted in languages() else voice(program, wanted)


def _marked(said: Letter, speaks: Voice, first: StaffNotice) -> Letter:
    """Return the letter with an exercise named as such in the first word of its subject, whatever its template says."""
    mark = f"[{speaks.phrases.drill}]"
    if not first.matter.drill or said.subject.startswith(mark):
        return said
    return Letter(f"{mark} {said.subject}", said.text, said.html, said.sender)


def _common(
    speaks: Voice, notices: Sequence[StaffNotice], at: UnixSeconds, *, repeated: bool
) -> dict[str, Fact]:
    first = notices[0]
    lines = _notes(speaks, notices, at, repeated=repeated)
    return {
        "mark": " ".join(f"[{one}]" for one in _marks(speaks, notices)),
        "organization": speaks.organization,
        "department": speaks.department(first.matter.department),
        "notes": Passage("\n".join(lines), small(lines)),
    }


def _marks(speaks: Voice, notices: Sequence[StaffNotice]) -> list[str]:
    said = speaks.phrases
    drill = [said.drill] if notices[0].matter.drill else []
    alerts = [one for one in notices if isinstance(one, Alert)]
    if not alerts:
        told = [one for one in notices if not isinstance(one, Alert)]
        return [*drill, said.mark[told[0].occasion]]
    worst = max(alerts, key=lambda one: (one.stage.startswith(_BREACH), -one.due_at))
    again = [said.reminder.format(worst.again)] if worst.again and len(notices) == 1 else []
    return [*drill, ", ".join([_stage(speaks, worst, several=len(notices) > 1), *again])]


def _stage(speaks: Voice, notice: Alert, *, several: bool) -> str:
    said = speaks.phrases
    if notice.stage.startswith(_WARN):
        share = "" if several else notice.stage.removeprefix(_WARN)
        return said.warning.format(share).strip()
    if notice.stage.startswith(_BREACH):
        later = "" if several else notice.stage.removeprefix(_BREACH)
        return said.breach.format(later)
    return said.mark[Occasion.OPINION]


def _notes(
    speaks: Voice, notices: Sequence[StaffNotice], at: UnixSeconds, *, repeated: bool
) -> list[str]:
    said, first = speaks.phrases.notes, notices[0]
    lines = [said.repeated] if repeated else []
    if isinstance(first, Alert) and len(notices) == 1:
        if first.late:
            since = speaks.moment(first.stage_at, first.matter.department, at)
            lines.append(said.late.format(since))
        if first.again:
            lines.append(said.again.format(first.again))
        if first.instead_of:
            lines.append(said.instead_of.format(one_line(first.instead_of, _LONGEST_WHY)))
    return [*lines, *([said.drill] if first.matter.drill else []), said.no_answers]


def _alone(speaks: Voice, notice: StaffNotice, links: Links, named: Named) -> dict[str, Fact]:
    of, said = notice.matter, speaks.phrases
    return {
        "reference": grouped(notice.reference),
        "name": one_line(of.name, LONGEST_NAME),
        "subject": one_line(of.subject, LONGEST_SUBJECT),
        "kind": said.kind[of.kind] if of.kind else "",
        "priority": said.priority[of.priority],
        "status": said.status[of.status],
        "assignee": one_line(named(of.assignee) or of.assignee, LONGEST_NAME),
        "channel": of.channel or "",
        "matter": matter(speaks, notice, named),
        "link": staff_link(links, notice),
    }


def tells_opinion(notice: StaffNotice) -> bool:
    """Tell whether what a customer thinks of us is what a notice is about, or what it follows from."""
    match notice:
        case Alert(clock=clock):
            return clock is None
        case Assign(because=why) | Inform(because=why):
            return why in set(Opinion)
        case _:
            assert_never(notice)


def _own(
    speaks: Voice, notice: StaffNotice, at: UnixSeconds, words: str | None, named: Named
) -> dict[str, Fact]:
    match notice:
        case Alert():
            return _pressing(speaks, notice, at, words, named)
        case Assign() | Inform():
            return {
                "occasion": _occasion(speaks, notice, named),
                "because": "" if tells_opinion(notice) else _because(speaks, notice.because),
                "words": _quoted(speaks, notice, words),
                "promises": promises(speaks, notice, at),
            }
        case _:
            assert_never(notice)


def _pressing(
    speaks: Voice, notice: Alert, at: UnixSeconds, words: str | None, named: Named
) -> dict[str, Fact]:
    said = speaks.phrases
    if notice.clock is None:
        return {
            "stage": _because(speaks, notice.stage),
            "because": "",
            "occasion": _thinks(speaks, notice.stage, notice.told, named),
            "words": _quoted(speaks, notice, words),
        }
    return {
        "promise": said.clock[notice.clock],
        "due_by": speaks.moment(notice.due_at, notice.matter.department, at),
        "stage": _stage(speaks, notice, several=False),
        "lateness": lateness(notice.due_at, at, speaks.language),
        "promises": promises(speaks, notice, at),
    }


def _quoted(speaks: Voice, notice: StaffNotice, words: str | None) -> Passage:
    """Return what the customer said: with their opinion, or else in the inquiry that is shown."""
    anything = (
        notice.words if isinstance(notice, Alert) or tells_opinion(notice) else notice.inquiry_id
    )
    return heard(speaks, words) if anything else Passage("", "")


def _thinks(speaks: Voice, opinion: str, told: str, named: Named) -> str:
    """Return what the customer thinks of us, and whom of ours they have told."""
    said = speaks.phrases
    who = one_line(named(told) or told, LONGEST_NAME)
    sentence = said.told if told else said.thinks
    return sentence.format(opinion=_because(speaks, opinion), who=who)


def _occasion(speaks: Voice, notice: Assign | Inform, named: Named) -> str:
    said = speaks.phrases
    if tells_opinion(notice):
        thinks = _thinks(speaks, notice.because, notice.told, named)
        opened = said.occasion[notice.occasion] if isinstance(notice, Assign) else ""
        return f"{opened} {thinks}".strip()
    turns = notice.milestones if isinstance(notice, Inform) else ()
    return " ".join([said.occasion[notice.occasion], *(said.milestone[one] for one in turns)])


def _because(speaks: Voice, why: str) -> str:
    """Return a reason as a sentence without its end; an opinion in words."""
    if why in set(Opinion):
        return speaks.phrases.opinion[Opinion(why)]
    return one_line(why, _LONGEST_WHY).rstrip(".")
