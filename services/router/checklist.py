"""What the playbook of a case asks for, and what of it is done. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.step import decision
from switchboard.contracts.aftercare import Check
from switchboard.contracts.case import MAX_CHECKS, Case
from switchboard.contracts.course import CaseResolved
from switchboard.contracts.keeping import CUSTOMER, OpinionGiven, TaskDone
from switchboard.contracts.values import Opinion, UnixSeconds
from switchboard.strategy.playbooks import Task
from switchboard.strategy.program import Program

CONTENT: Final = frozenset({Opinion.DELIGHTED, Opinion.SATISFIED})
"""What a customer says by whom a task is done that is theirs to say."""

_LONGEST: Final = 500


def listed(program: Program, before: Case | None, case: Case) -> Case:
    """Return the case with the tasks of its rule's playbook; what is done stays done where the task is the same.

    What somebody has recorded stays, too, where nobody asks for it any more.
    """
    made, known = decision(case), decision(before)
    same = before is not None and before.strategy_id == case.strategy_id
    if made is None or (same and made == known):
        return case
    name = made.judgement.playbook
    if name is not None and name not in program.strategy.playbooks:
        return case  # The strategy has lost it; what was asked for still is.
    tasks = program.strategy.playbooks[name] if name else []
    there = {one.task: one for one in case.checklist}
    checks = [_check(task, there.get(task.do)) for task in tasks[:MAX_CHECKS]]
    asked = {one.task for one in checks}
    kept = (one for one in case.checklist if _recorded(one) and one.task not in asked)
    return replace(case, checklist=(*checks, *kept)[:MAX_CHECKS])


def _recorded(check: Check) -> bool:
    return check.done_at is not None and bool(check.words) and not check.by_customer


def _check(task: Task, known: Check | None) -> Check:
    fresh = Check(task=task.do, record=task.record, by_customer=task.by_customer)
    if known is None or known.by_customer != task.by_customer:
        return fresh
    return replace(fresh, done_at=known.done_at, by=known.by, words=known.words)


def refusal_of_task(case: Case, event: TaskDone) -> str:
    """Return why a task can't be called done, or undone; empty where it can."""
    if not 1 <= event.task <= len(case.checklist):
        count = len(case.checklist)
        return f"the checklist has {count} tasks" if count else "the case has no checklist"
    check = case.checklist[event.task - 1]
    if check.by_customer:
        return "whether that is so is for the customer to say"
    if event.done is (check.done_at is not None):
        return f"the task is {'done' if event.done else 'open'} already"
    if event.done and check.record and not event.words.strip():
        return "this task wants a word on what came of it: say it in `text`"
    return ""


def refusal_to_resolve(case: Case, event: CaseResolved) -> str:
    """Return why the case isn't done yet: tasks whose outcome is to be recorded are open, and nobody says why."""
    missing = [f'"{one.task}"' for one in case.checklist if _demanded(one)]
    if not missing or event.open_because.strip():
        return ""
    return f"open in the checklist: {', '.join(missing)}; do it, or say in `open_because` why not"


def _demanded(check: Check) -> bool:
    return check.record and not check.by_customer and check.done_at is None


def ticked(case: Case, event: TaskDone, at: UnixSeconds) -> Case:
    """Return the case with a task done by staff, or open again."""
    there = case.checklist[event.task - 1]
    if event.done:
        check = replace(there, done_at=at, by=event.by, words=event.words[:_LONGEST])
    else:
        check = replace(there, done_at=None, by="", words="")
    place = event.task - 1
    return replace(case, checklist=(*case.checklist[:place], check, *case.checklist[place + 1 :]))


def verified(case: Case, event: OpinionGiven, at: UnixSeconds) -> Case:
    """Return the case with what is for the customer to say as they say it now."""
    content = event.opinion in CONTENT
    done = {"done_at": at, "by": CUSTOMER, "words": str(event.opinion)}
    undone = {"done_at": None, "by": "", "words": ""}
    said = done if content else undone
    return replace(
        case,
        checklist=tuple(replace(one, **said) if one.by_customer else one for one in case.checklist),
    )
