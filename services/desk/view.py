"""What the desk shows, as JSON-ready values: moments in RFC 3339 (UTC), references in groups. Pure.

A moment is known by its name: a number called `at`, or something that ends in `_at`, `_by` or `_since`.
"""

from collections.abc import Iterable, Mapping

import msgspec

from services.desk import doings, moments
from services.desk.board import due_at, judgement
from services.desk.dossier import Activation, Dossier, Heard
from services.desk.kin import Proposal
from services.desk.moments import moment
from switchboard.contracts.aftercare import Given
from switchboard.contracts.case import Case, Contact, Decision, Link
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import NoticeId, Reference, UnixSeconds

Shown = moments.Shown


def spoken(value: object, name: str = "") -> object:
    """Return a contract with all its fields, also those at their default, as plain values."""
    match value:
        case msgspec.Struct():
            tag = value.__struct_config__.tag
            fields = {
                field: spoken(getattr(value, field), field) for field in value.__struct_fields__
            }
            return fields if tag is None else {"type": tag, **fields}
        case dict():
            return {key: spoken(one) for key, one in value.items()}
        case tuple() | list():
            return [spoken(one) for one in value]
        case float() | int() if _is_moment(name):
            return moment(UnixSeconds(value))
        case str() if name == "reference":
            return grouped(Reference(value))
        case _:
            return value


def _is_moment(name: str) -> bool:
    return name == "at" or name.endswith(("_at", "_by", "_since"))


def summary(case: Case) -> Shown:
    """Return a case as it stands in a list."""
    judged = judgement(case)
    return {
        "reference": grouped(case.reference),
        "version": case.version,
        "status": case.status,
        "department": case.department,
        "assignee": case.assignee,
        "kind": judged and judged.kind,
        "language": case.language,
        "stage": judged and judged.stage,
        "priority": case.priority,
        "signals": _signals(case),
        "subject": case.subject,
        "name": case.name,
        "customer": spoken(case.customer),
        "channels": list(dict.fromkeys(contact.channel for contact in case.inquiries)),
        "flags": list(case.flags),
        "due_at": moment(due_at(case)),
        "opened_at": moment(case.opened_at),
        "changed_at": moment(case.changed_at),
        "resolved_at": moment(case.resolved_at),
    }


def _signals(case: Case) -> list[object]:
    """Whatever a customer let show once stays worth knowing."""
    return list(
        dict.fromkeys(signal for made in case.decisions for signal in made.judgement.signals)
    )


def whole(dossier: Dossier, written: Mapping[str, str]) -> Shown:
    """Return everything of a case; `written` has the words of people by their blob key."""
    case = dossier.case
    return summary(case) | {
        "strategy_id": case.strategy_id,
        "participants": list(case.participants),
        "unconfirmed": list(case.unconfirmed),
        "bounced": spoken(case.bounced),
        "decision": _decision(case.decisions[-1]) if case.decisions else None,
        "decisions": [_decision(made) for made in case.decisions],
        "clocks": spoken(case.clocks),
        "silenced_until": moment(case.silenced_until),
        "silenced_by": case.silenced_by,
        "checklist": spoken(case.checklist),
        "open_because": case.open_because,
        "done": written.get(case.done),
        "opinions": [_opinion(one, written) for one in case.opinions],
        "reminders": spoken(case.reminders),
        "told_at": moment(case.told_at),
        "told_by": moment(case.told_by),
        "told_of": case.told_of,
        "notices": spoken(case.owed),
        "deliveries": _deliveries(case, dossier.deliveries),
        "messages": _messages(dossier, written),
        "notes": doings.notes(dossier.actions, written),
        "actions": [doings.doing(asked) for asked in dossier.actions],
        "outcomes": spoken(case.actions),
        "links": [_link(link) for link in case.links],
        "merged_into": grouped(case.merged_into) if case.merged_into else None,
        "faults": list(case.faults),
        "repeats": case.repeats,
    }


def _decision(made: Decision) -> Shown:
    """Return a decision in one piece: when, over which inquiry, and all that it says."""
    return {
        "at": moment(made.at),
        "inquiry_id": made.inquiry_id,
        "by": made.by,
        **{
            field: spoken(getattr(made.judgement, field), field)
            for field in made.judgement.__struct_fields__
        },
    }


def proposal(one: Proposal) -> Shown:
    """Return a merge that a person may want, and why."""
    return {
        "reference": grouped(one.reference),
        "reason": one.reason,
        "because": one.because,
        "likeness": one.likeness,
    }


def _opinion(one: Given, written: Mapping[str, str]) -> Shown:
    """Return what the customer thinks, in their own words where they gave any."""
    return _fields(one) | {"words": written.get(one.words)}


def _link(link: Link) -> Shown:
    return {"kind": link.kind, "reference": grouped(link.reference)}


def _deliveries(case: Case, underway: Iterable[Delivery]) -> list[Shown]:
    """Return how the saying of each thing stands: as the notifier has it, and how it ended as the case has it."""
    told: dict[NoticeId, Shown] = {one.notice_id: _fields(one) for one in case.deliveries}
    owed = {one.notice_id for one in case.owed}
    for delivery in underway:
        known = told.get(delivery.notice_id, {})
        ended = {} if delivery.notice_id in owed else {one: known[one] for one in _ENDED if known}
        told[delivery.notice_id] = known | _fields(delivery) | ended
    return list(told.values())


_ENDED = ("outcome", "at", "reason")


def _fields(value: msgspec.Struct) -> Shown:
    return {
        name: spoken(getattr(value, name), name)
        for name in value.__struct_fields__
        if name not in {"format", "reference"}
    }


def _messages(dossier: Dossier, written: Mapping[str, str]) -> list[Shown]:
    """Return what was said on both sides, in the order in which it was heard."""
    said = [
        (_heard_at(contact), _incoming(contact, dossier.messages.get(contact.inquiry_id)))
        for contact in dossier.case.inquiries
    ]
    said += doings.said(dossier, written)
    return [shown for _, shown in sorted(said, key=lambda pair: pair[0])]


def _heard_at(contact: Contact) -> UnixSeconds:
    """What came from another case was heard before it came here."""
    return contact.received_at if contact.moves else contact.accepted_at


def _incoming(contact: Contact, heard: Heard | None) -> Shown:
    """Return a contact of the case in its own words; without them where the archive has none."""
    shown: Shown = {
        "direction": "in",
        "inquiry_id": contact.inquiry_id,
        "reference": grouped(contact.reference),
        "channel": contact.channel,
        "received_at": moment(contact.received_at),
        "accepted_at": moment(contact.accepted_at),
        "nature": contact.nature,
        "how": heard and heard.how,
        "gone_to": grouped(contact.gone_to) if contact.gone_to else None,
        "text": None,
    }
    if heard is None:
        return shown
    said = heard.inquiry
    return shown | {
        "from": spoken(said.sender),
        "to": list(said.to),
        "subject": said.subject,
        "text": said.text,
        "full_text": said.full_text or said.text,
        "language": said.language,
        "attributes": dict(said.attributes),
        "attachments": spoken(said.attachments),
        "quality": said.quality,
        "quality_reason": said.quality_because,
        "pages": said.pages,
        "duration": said.duration,
        "unreadable": said.unreadable,
        "warnings": list(said.warnings),
    }


def strategies(activations: Iterable[Activation]) -> Shown:
    """Return the strategy in force: what was activated last, with what each partition judges by."""
    known = list(activations)
    newest = max(known, key=lambda one: one.since, default=None)
    return {
        "strategy_id": newest and newest.strategy_id,
        "since": moment(newest.since) if newest else None,
        "partitions": [
            {"partition": one.partition, "strategy_id": one.strategy_id, "since": moment(one.since)}
            for one in known
        ],
    }
