"""What a case is about, as a member of staff says: the strategy is asked again, by that. Pure.

The words come along in the event, since no case carries them. The clocks that run go by what the new rule
promises; what has counted so far stays counted.
"""

from msgspec.structs import replace

from services.router.alarm import raised_by
from services.router.clocks import past
from services.router.policy import placed_anew, with_new
from services.router.remembered import remembered
from services.router.resting import resting
from switchboard.contracts.case import MAX_DECISIONS, Case, Contact, Decision, Flag
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.handling import CasePrioritized, CaseReclassified, Words
from switchboard.contracts.judgement import Judgement, Say
from switchboard.contracts.values import Nature, Priority, UnixSeconds
from switchboard.strategy.judge import judge
from switchboard.strategy.program import Program
from switchboard.strategy.said import Said

_PRIORITIZED = str(CasePrioritized.__struct_config__.tag)


def refusal_to_reclassify(program: Program, case: Case, event: CaseReclassified) -> str:
    """Return why the case can't be decided by what staff say; empty where it can."""
    if event.words is None:
        return "the words that it was judged by are not kept any more"
    if _contact(case, event.words) is None:
        return "the inquiry that it was judged by doesn't rest in this case"
    if event.language and event.language not in program.strategy.organization.languages:
        return f"the strategy of this case doesn't speak {event.language!r}"
    return ""


def reclassified(program: Program, case: Case, event: CaseReclassified, at: UnixSeconds) -> Case:
    """Return the case where the strategy puts it by what staff say; unchanged without the words."""
    words = event.words
    contact = _contact(case, words) if words else None
    if words is None or contact is None:
        return case
    said = Said(event.kind, event.stage, event.language)
    since = _since(case, contact, at)
    judged = judge(program, _inquiry(case, contact, words), since, said)
    made = replace(judged, acknowledge=_acknowledged(case, contact))
    decision = Decision(at=at, inquiry_id=contact.inquiry_id, judgement=made, by=event.by)
    decided = replace(
        case,
        decisions=(*case.decisions, decision)[-MAX_DECISIONS:],
        inquiries=tuple(_decided(one, contact) for one in case.inquiries),
        department=made.department,
        assignee=_assignee(case, made),
        priority=_priority(program, case, made),
        language=made.language,
        flags=tuple(flag for flag in case.flags if flag is not Flag.TRIAGE),
    )
    if Flag.SPAM in case.flags:
        return decided
    return with_new(program, placed_anew(program, case, decided, at), since, at)


def _contact(case: Case, words: Words) -> Contact | None:
    return next((one for one in resting(case) if one.inquiry_id == words.inquiry_id), None)


def _since(case: Case, contact: Contact, at: UnixSeconds) -> UnixSeconds:
    """Return when its promises begin: where a machine asked for nothing, staff are the first to promise anything."""
    asked = contact.nature is Nature.INQUIRY or bool(case.clocks)
    return past(contact.received_at, at) if asked else at


def _inquiry(case: Case, contact: Contact, words: Words) -> InquiryReceived:
    """Return the contact as it came in, as far as judging reads it."""
    return replace(
        remembered(case, contact),
        subject=words.subject,
        text=words.text,
        language=words.language,
        attributes=words.attributes,
        quality=words.quality,
    )


def _acknowledged(case: Case, contact: Contact) -> Say:
    """What was decided about telling the customer stays; a receipt is said once."""
    made = (one for one in case.decisions if one.inquiry_id == contact.inquiry_id)
    return next((one.judgement.acknowledge for one in made), Say.ALREADY_ACKNOWLEDGED)


def _decided(one: Contact, contact: Contact) -> Contact:
    return replace(one, parked=False) if one.inquiry_id == contact.inquiry_id else one


def _assignee(case: Case, made: Judgement) -> str | None:
    """Whoever has it keeps it within the department; another department has people of its own."""
    kept = case.assignee if made.department == case.department else None
    return kept or made.assignee


def _priority(program: Program, case: Case, made: Judgement) -> Priority:
    """What staff have said stays; so does what a ladder has raised it to."""
    if _prioritized(case):
        return case.priority
    return raised_by(program, case, made.priority)


def _prioritized(case: Case) -> bool:
    """Tell whether staff have said how urgent it is: that outranks a rule."""
    return any(one.accepted and one.type == _PRIORITIZED for one in case.actions)
