"""Who hears of a case that others answer for: departments that should know, and the person who knows the customer. Pure."""

from collections.abc import Iterator
from typing import Final

from services.router.announcing import milestones
from services.router.facts import genuine, matter, newest
from services.router.merging import PASSED_ON
from services.router.step import Step, decision, notice_id
from services.router.whom import answerable, staff
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.notices import Inform
from switchboard.contracts.values import Nature, NoticeId, Occasion, Recipient

_CONTACTS: Final = "contacts"
_CHANGES: Final = "changes"


def informed(step: Step, told: frozenset[Recipient]) -> list[Inform]:
    """Return what is owed to those who should know; whoever is `told` by this step that the case is theirs knows it."""
    if not genuine(step.after):
        return []
    return [one for one in (*_should_know(step), *_persons(step, told)) if one.to not in told]


def _should_know(step: Step) -> Iterator[Inform]:
    """Yield what the rule wants other departments to know, once a decision."""
    made = decision(step.after)
    if made is None or (made == decision(step.before) and step.before and genuine(step.before)):
        return
    others = (one for one in made.judgement.inform if one != step.after.department)
    people = dict.fromkeys(to for one in others for to in answerable(step.program, one))
    for to in people:
        once = notice_id(step.after, "inform", made.at, made.inquiry_id, made.by, to)
        yield _inform(step, to, Occasion.SHOULD_KNOW, once, because=made.judgement.rule)


def _persons(step: Step, told: frozenset[Recipient]) -> Iterator[Inform]:
    """Yield what the person of the customer hears of."""
    for facts, wish, occasion in _hearings(step):
        relationship = step.program.strategy.customers.relationships.get(facts.relationship)
        person = staff(facts.dedicated)
        wanted = relationship is not None and wish in relationship.tell_person
        if wanted and facts.dedicated and facts.dedicated != step.by and person not in told:
            once = notice_id(step.after, "inform", step.version, occasion, person)
            yield _inform(step, person, occasion, once, because=step.why)
            return


def _hearings(step: Step) -> Iterator[tuple[CustomerFacts, str, Occasion]]:
    """Yield whose person may have to hear of the step, and of what: first that they are spoken to."""
    facts = _contacted(step)
    if facts is not None:
        yield facts, _CONTACTS, Occasion.CONTACTED
    if step.after.customer is not None and milestones(step):
        yield step.after.customer, _CHANGES, Occasion.CHANGED


def _contacted(step: Step) -> CustomerFacts | None:
    """Return the customer who has contacted us; None where nobody has, or they did so in another case before."""
    event = step.event
    if not isinstance(event, InquiryReceived) or event.nature is not Nature.INQUIRY:
        return None
    if event.forwarded is not None and event.forwarded.action_id != PASSED_ON:
        return None
    known = step.before.inquiries if step.before else ()
    return None if any(one.inquiry_id == event.inquiry_id for one in known) else event.customer


def _inform(
    step: Step, to: Recipient, occasion: Occasion, once: NoticeId, *, because: str
) -> Inform:
    last = newest(step.after)
    return Inform(
        notice_id=once,
        reference=step.after.reference,
        to=to,
        occasion=occasion,
        matter=matter(step.after),
        inquiry_id=last.inquiry_id if last else None,
        position=last.position if last else None,
        because=because,
        milestones=milestones(step) if occasion is Occasion.CHANGED else (),
        strategy_id=step.after.strategy_id,
        owed_at=step.at,
    )
