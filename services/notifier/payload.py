"""What another system reads of a case: JSON of a stable shape, `type`, `timestamp` and `data`. Pure.

Fields are only added. What names nobody and holds nothing is left out.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, assert_never

import msgspec
import orjson

from services.notifier.links import NO_LINKS, Links, staff_link
from switchboard.contracts.notices import Alert, Announce, Assign, Inform, Matter, StaffNotice
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Reference, UnixSeconds

MOST_SHOWN: Final = 100
"""Of several cases in one message; `count` tells how many there are."""


def announced(notice: Announce) -> bytes:
    """Return what is said of a milestone: `case.opened`, `case.assigned`, `case.breached` or `case.resolved`."""
    data = {
        **_case(notice.reference, notice.matter),
        "version": notice.version,
        **_without_nothing(clock=notice.clock),
    }
    return _written(f"case.{notice.milestone}", notice.at, data)


def told(
    notices: Sequence[StaffNotice], links: Links = NO_LINKS, *, repeated: bool = False
) -> bytes:
    """Return what staff are told by their own system: one case, or several of one department together."""
    first = notices[0]
    data = {
        "count": len(notices),
        "cases": [_notice(one, links) for one in notices[:MOST_SHOWN]],
        **_without_nothing(possibly_repeated=repeated),
    }
    return _written(_type(first), max(one.owed_at for one in notices), data)


def _type(notice: StaffNotice) -> str:
    match notice:
        case Assign():
            return "staff.assignment"
        case Inform():
            return "staff.information"
        case Alert():
            return "staff.alert"
        case _:
            assert_never(notice)


def _notice(notice: StaffNotice, links: Links) -> Mapping[str, object]:
    shared = {
        "notice_id": notice.notice_id,
        **_case(notice.reference, notice.matter),
        **_without_nothing(link=staff_link(links, notice)),
    }
    match notice:
        case Assign() | Inform():
            return {
                **shared,
                "occasion": notice.occasion,
                **_without_nothing(because=notice.because),
            }
        case Alert():
            return {
                **shared,
                "stage": notice.stage,
                "stage_at": moment(notice.stage_at),
                "due_at": moment(notice.due_at),
                **_without_nothing(
                    clock=notice.clock,
                    late=notice.late,
                    again=notice.again,
                    instead_of=notice.instead_of,
                ),
            }
        case _:
            assert_never(notice)


def _case(reference: Reference, matter: Matter) -> Mapping[str, object]:
    """Return a case as it stood then, with the names that the rest of our interface has for it."""
    return {
        "reference": grouped(reference),
        "department": matter.department,
        "status": matter.status,
        "priority": matter.priority,
        **_without_nothing(
            kind=matter.kind,
            assignee=matter.assignee,
            subject=matter.subject,
            customer=matter.name,
            language=matter.language,
            channel=matter.channel,
            drill=matter.drill,
            dues=[{"clock": one.clock, "due_at": moment(one.due_at)} for one in matter.dues],
        ),
    }


def _without_nothing(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}


def moment(at: UnixSeconds) -> str:
    """Return a time as RFC 3339 has it, in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _written(kind: str, at: UnixSeconds, data: Mapping[str, object]) -> bytes:
    said: dict[str, object] = {"type": kind, "timestamp": moment(at), "data": data}
    return orjson.dumps(msgspec.to_builtins(said))
