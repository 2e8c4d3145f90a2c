"""A recorded inquiry as a line of history: as `strategy explain --jsonl` reads it, with what was decided then. Pure."""

from typing import NamedTuple

from switchboard.contracts.case import Case, ClockState, Contact, Decision
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Judgement
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Clock, Identity, InquiryId, Kind, Nature, UnixSeconds
from switchboard.strategy.moments import show_moment

_ANSWERED = frozenset({ClockState.MET, ClockState.BREACHED})


class Rest(NamedTuple):
    """Where an inquiry came to rest, and what was decided over it; no decision where it joined a case."""

    case: str
    received_at: UnixSeconds
    decision: Decision | None
    answered_at: UnixSeconds | None
    staff_kind: Kind | None = None
    """What it is about, as a person said after the strategy had decided."""
    gone: bool = False
    """It has been sent on to that case, by a merge or split, and this is the one that it left."""


def rests_of(case: Case) -> dict[InquiryId, Rest]:
    """Return where each inquiry of the case stands."""
    decided = {one.inquiry_id: one for one in case.decisions if not one.by}
    said = {one.inquiry_id: one.judgement.kind for one in case.decisions if one.by}
    return {
        one.inquiry_id: _rest(case, one, decided.get(one.inquiry_id), said.get(one.inquiry_id))
        for one in case.inquiries
    }


def _rest(case: Case, contact: Contact, decision: Decision | None, said: Kind | None) -> Rest:
    answered_at = _answered_at(case) if decision else None
    rests_in = grouped(contact.gone_to or case.reference)
    gone = contact.gone_to is not None
    return Rest(rests_in, contact.received_at, decision, answered_at, said, gone)


def together(one: Rest, other: Rest) -> Rest:
    """Return the one rest of an inquiry that two cases know: where it rests now, and what was decided where it was."""
    here, there = (other, one) if one.gone else (one, other)
    return here._replace(
        decision=here.decision or there.decision,
        answered_at=here.answered_at or there.answered_at,
        staff_kind=here.staff_kind or there.staff_kind,
    )


def _answered_at(case: Case) -> UnixSeconds | None:
    ended = (
        run.ended_at
        for run in case.clocks
        if run.clock is Clock.FIRST_RESPONSE and run.state in _ANSWERED
    )
    return next(ended, None)


def line(inquiry: InquiryReceived, rest: Rest | None) -> dict[str, object]:
    """Return the inquiry with its decision; what isn't known of it is left out."""
    told = _said(inquiry, rest.received_at if rest else inquiry.received_at) | {
        "decision": _decision(rest.decision.judgement) if rest and rest.decision else None
    }
    if rest:
        told["case"] = rest.case
        if rest.staff_kind is not None:
            told["staff_kind"] = rest.staff_kind
        if rest.answered_at is not None:
            told["answered_at"] = _moment(rest.answered_at)
    return told


def _said(inquiry: InquiryReceived, at: UnixSeconds) -> dict[str, object]:
    nature = "" if inquiry.nature is Nature.INQUIRY else inquiry.nature
    facts = {"language": inquiry.language, "nature": nature} | _facts(inquiry)
    return {
        "id": inquiry.inquiry_id,
        "text": inquiry.text,
        "subject": inquiry.subject,
        "channel": inquiry.channel,
        "from": _sender(inquiry.sender.identities),
        "at": _moment(at),
        "attributes": dict(inquiry.attributes),
        **{name: value for name, value in facts.items() if value},
    }


def _facts(inquiry: InquiryReceived) -> dict[str, str]:
    known = inquiry.customer
    if known is None:
        return {}
    return {
        "tier": known.tier,
        "relationship": known.relationship,
        "deal": known.deal or "",
        "dedicated": known.dedicated,
    }


def _sender(identities: tuple[Identity, ...]) -> str:
    """Return where a letter would go, else the first that we know."""
    mail = (one for one in identities if one.startswith("mailto:"))
    return next(mail, identities[0] if identities else "")


def _decision(judged: Judgement) -> dict[str, object]:
    return {
        "kind": judged.kind,
        "department": judged.department,
        "rule": judged.rule,
        "priority": judged.priority,
        "sla": judged.sla,
        "deadlines": [
            {"promise": promise.clock, "due_at": _moment(promise.due_at)}
            for promise in judged.promises
        ],
        "strategy_id": judged.strategy_id,
    }


def _moment(at: UnixSeconds) -> str:
    return show_moment(at, "UTC").replace("+00:00", "Z")
