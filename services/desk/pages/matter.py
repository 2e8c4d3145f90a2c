"""A case as staff see it behind a link: in brief, with what was said, and what is to be done. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from services.desk.dossier import Asked, Dossier
from services.desk.pages.draw import page
from services.desk.pages.limits import COLLEAGUES, MESSAGE, MESSAGES, SILENCES
from services.desk.pages.people import Holder, Person, Someone, person
from services.desk.pages.speech import Speech
from services.desk.pages.view import LIVE, alarming, owed
from switchboard.contracts.case import Case, ClockRun, Contact, Flag
from switchboard.contracts.customer import Staff
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Clock, UnixSeconds
from switchboard.strategy.phrases import lateness


class Message(NamedTuple):
    """Something that was said, as a page shows it."""

    at: UnixSeconds
    who: str
    subject: str
    text: str | None
    """None: the words are no longer kept."""
    ours: bool = False


class Brief(NamedTuple):
    """What a staff page is drawn from."""

    speech: Speech
    dossier: Dossier
    written: Mapping[str, str]
    """The words of staff, by their blob key."""
    staff: Mapping[str, Staff]
    holder: Holder
    now: UnixSeconds
    moved: bool = False
    """The link's own case has become a part of this one."""

    @property
    def case(self) -> Case:
        """The case that the page is about."""
        return self.dossier.case

    def named(self, staff_id: str) -> str:
        """Return how one of ours is called."""
        return person(staff_id, self.staff).shown


class Pressed(NamedTuple):
    """What came of a button."""

    by: str = ""
    fault: str = ""
    refused: str = ""
    """Why the router would not; its own words."""
    notes: str = ""


NOT_PRESSED = Pressed()


def task_page(brief: Brief, pressed: Pressed) -> str:
    """Return a case with the button that claims it."""
    case, t = brief.case, brief.speech.texts
    said = messages(brief)
    theirs = next((one for one in reversed(said) if not one.ours), None)
    before = [one for one in reversed(said) if one is not theirs]
    named = t.staff.case.format(reference=grouped(case.reference))
    me = brief.holder.staff_id if isinstance(brief.holder, Person) else pressed.by
    return page(
        "task.html",
        brief.speech,
        **_common(brief, pressed),
        words=(theirs, brief.speech.moment(theirs.at)) if theirs else None,
        before=[(one, brief.speech.moment(one.at)) for one in before[:MESSAGES]],
        left_out=max(0, len(before) - MESSAGES),
        checklist=case.checklist,
        standing=_standing(brief, me),
        claimable=case.status in LIVE and not case.assignee,
        title=named,
        subject=case.subject,
    )


def _standing(brief: Brief, me: str) -> str:
    """Return what hinders a claim; empty where nothing does."""
    case, t = brief.case, brief.speech.texts
    if case.status not in LIVE:
        return t.task.over.format(status=brief.speech.phrases.status[case.status])
    if not case.assignee:
        return ""
    if case.assignee == me:
        return t.task.yours
    return t.task.taken.format(who=brief.named(case.assignee))


def alert_page(brief: Brief, clock: Clock | None, pressed: Pressed) -> str:
    """Return what an alert is about, with the buttons that answer it."""
    case, speech = brief.case, brief.speech
    t = speech.texts
    live = case.status in LIVE
    urgent = live and alarming(case, clock)
    title = t.alert.title if urgent else t.alert.title_over
    named = title.format(promise=speech.phrases.clock[clock]) if clock else t.alert.title_all
    return page(
        "alert.html",
        speech,
        **_common(brief, pressed),
        title=named,
        subject=case.subject,
        live=live,
        over="" if live else t.alert.over.format(status=speech.phrases.status[case.status]),
        alarming=urgent,
        kept=t.alert.kept if clock and live and not urgent else "",
        states=[*_acknowledged(brief, clock), *_silenced(brief)],
        silences=[(hours, speech.put(t.alert.hours, hours=hours)) for hours in SILENCES],
    )


def _acknowledged(brief: Brief, clock: Clock | None) -> list[str]:
    sentence = brief.speech.texts.alert.acknowledged
    return [
        sentence.format(
            who=brief.named(run.acknowledged_by), at=brief.speech.moment(run.acknowledged_at)
        )
        for run in owed(brief.case)
        if run.acknowledged_at is not None and clock in {None, run.clock}
    ]


def _silenced(brief: Brief) -> list[str]:
    case, until = brief.case, brief.case.silenced_until
    if until is None or until <= brief.now:
        return []
    who = brief.named(case.silenced_by)
    sentence = brief.speech.texts.alert.silenced
    return [sentence.format(who=who, until=brief.speech.moment(until))]


def _common(brief: Brief, pressed: Pressed) -> dict[str, object]:
    case, holder = brief.case, brief.holder
    return {
        "reference": grouped(case.reference),
        "facts": facts(brief),
        "promises": [_due(brief, run) for run in owed(case)],
        "drill": Flag.DRILL in case.flags,
        "moved": brief.moved,
        "seen": case.version,
        "pressed": pressed,
        "me": holder.shown if isinstance(holder, Person) else "",
        "colleagues": holder.colleagues[:COLLEAGUES] if isinstance(holder, Someone) else (),
    }


def facts(brief: Brief) -> list[tuple[str, str]]:
    """Return the case in brief: what each fact is called, and what it is."""
    case, speech = brief.case, brief.speech
    said, t = speech.phrases, speech.texts.staff
    called, judged = said.labels, case.decisions[-1].judgement if case.decisions else None
    known = (
        (called.status, said.status[case.status]),
        (called.department, speech.department(case.department)),
        (called.assignee, brief.named(case.assignee) if case.assignee else called.nobody),
        (called.kind, said.kind[judged.kind] if judged else ""),
        (called.priority, said.priority[case.priority]),
        (called.customer, case.name or (case.customer.name if case.customer else "")),
        (t.channel, t.channels[case.inquiries[0].channel] if case.inquiries else ""),
    )
    return [(name, what) for name, what in known if what]


def _due(brief: Brief, run: ClockRun) -> tuple[str, str, bool]:
    """Return a promise, by when and in how long, and whether it is broken."""
    speech, now = brief.speech, brief.now
    left = lateness(run.due_at, now, speech.language)
    by = speech.texts.staff.due.format(by=speech.deadline(run.due_at, now), left=left)
    return speech.phrases.clock[run.clock], by, run.due_at < now


def messages(brief: Brief) -> list[Message]:
    """Return what was said on both sides, in its order."""
    here = [one for one in brief.case.inquiries if one.gone_to is None]
    said = [_incoming(brief, one) for one in here]
    said += [
        _outgoing(brief, one)
        for one in brief.dossier.actions
        if isinstance(one.event, ReplyWritten) and one.outcome and one.outcome.accepted
    ]
    return sorted(said, key=lambda one: one.at)


def _incoming(brief: Brief, contact: Contact) -> Message:
    heard = brief.dossier.messages.get(contact.inquiry_id)
    if heard is None:
        return Message(contact.accepted_at, "", "", None)
    inquiry = heard.inquiry
    who = inquiry.sender.name or next(iter(inquiry.sender.identities), "")
    text = inquiry.text or inquiry.full_text
    return Message(contact.accepted_at, who, inquiry.subject, text[:MESSAGE])


def _outgoing(brief: Brief, asked: Asked) -> Message:
    assert isinstance(asked.event, ReplyWritten)
    words = brief.written.get(asked.event.body)
    who = brief.speech.texts.task.we.format(who=brief.named(asked.event.by))
    return Message(asked.at, who, "", None if words is None else words[:MESSAGE], ours=True)
