"""Who hears that a case is theirs now: the department that it has come to, and whoever it was given to. Pure.

Once an assignment: its notice is named by the step that made it, so that a restart owes the same one.
"""

from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from services.router.digest import round_time
from services.router.facts import OVER, at_work, genuine, matter, newest, unpromised
from services.router.opinions import told_to
from services.router.step import Step, decision, notice_id
from services.router.whom import staff
from switchboard.contracts.case import Case, Flag
from switchboard.contracts.keeping import OpinionGiven
from switchboard.contracts.notices import Assign
from switchboard.contracts.values import Occasion, Recipient, Status, UnixSeconds
from switchboard.strategy.escalation import Assignments

_RULED: Final = frozenset({Occasion.ROUTED, Occasion.TRANSFERRED})


def assigned(step: Step) -> list[Assign]:
    """Return what is owed to those who have the case from here on."""
    said, last = _assignments(step), newest(step.after)
    if said is None or last is None or not at_work(step.after):
        return []
    not_before, heard = _not_before(step, said), _opinion(step)
    return [
        Assign(
            notice_id=notice_id(step.after, "assign", step.version, to),
            reference=step.after.reference,
            to=to,
            occasion=occasion,
            matter=matter(step.after),
            inquiry_id=last.inquiry_id,
            position=last.position,
            because=_because(step, occasion),
            words=heard.words if heard else "",
            told=told_to(heard) if heard else "",
            not_before=not_before,
            strategy_id=step.after.strategy_id,
            owed_at=step.at,
        )
        for to, occasion in _told(step, said).items()
    ]


def outdated(notice: Assign, case: Case) -> bool:
    """Tell whether a case has moved on from what an owed notice says: somebody else has it, or nobody has to."""
    if not at_work(case) or notice.matter.department != case.department:
        return True
    person = notice.to.startswith("staff:")
    return person and (case.assignee is None or notice.to != staff(case.assignee))


def _assignments(step: Step) -> Assignments | None:
    department = step.program.strategy.departments.get(step.after.department)
    return department.assignments if department else None


def _told(step: Step, said: Assignments) -> Mapping[Recipient, Occasion]:
    """Return who is told, and why; whoever took the case on knows it."""
    came = came_here(step.before, step.after)
    told = {Recipient(one): came for one in said.to} if came else {}
    somebody = step.after.assignee
    given = came or (Occasion.ASSIGNED if _reassigned(step) else None)
    if said.person and somebody and given and step.by != somebody:
        told[staff(somebody)] = given
    return told


def came_here(before: Case | None, after: Case) -> Occasion | None:
    """Return how a case came to the department where somebody has to answer it; None where it was there before."""
    if not at_work(after):
        return None
    if before is None or not genuine(before):
        return _opened_again(before)
    if before.status in OVER or (unpromised(before) and not unpromised(after)):
        return Occasion.REOPENED
    return Occasion.TRANSFERRED if before.department != after.department else None


def _opened_again(before: Case | None) -> Occasion:
    """What was a part of another case was known here before; all else is news."""
    merged = before is not None and before.status is Status.MERGED
    return Occasion.REOPENED if merged else Occasion.ROUTED


def _reassigned(step: Step) -> bool:
    return step.before is not None and step.before.assignee != step.after.assignee


def _opinion(step: Step) -> OpinionGiven | None:
    """Return the opinion that has opened the case again; None where something else brought it."""
    return step.event if isinstance(step.event, OpinionGiven) else None


def _because(step: Step, occasion: Occasion) -> str:
    made = decision(step.after)
    rule = made.judgement.rule if made and occasion in _RULED else ""
    heard = _opinion(step)
    return heard.opinion if heard else step.why or rule


def _not_before(step: Step, said: Assignments) -> UnixSeconds | None:
    digest = said.digest
    case = step.after
    if digest is None or case.priority not in digest.priorities or Flag.DRILL in case.flags:
        return None
    zone = ZoneInfo(step.program.strategy.organization.timezone)
    return round_time(step.at, digest.every, zone)
