"""What other systems are told of a case: that it is there, whose it is, that a promise broke, that it is resolved. Pure.

Once each, with the version that the case has by then: what arrives out of order can be put in order.
"""

from collections.abc import Iterator

from services.router.facts import genuine, matter
from services.router.step import Step, notice_id
from switchboard.contracts.case import Case, ClockRun, ClockState, Flag
from switchboard.contracts.notices import Announce
from switchboard.contracts.values import Clock, Milestone, Recipient, Status
from switchboard.strategy.escalation import Webhook


def announced(step: Step) -> list[Announce]:
    """Return what is owed to the systems that the strategy names; of an exercise, nothing."""
    hooks = step.program.strategy.webhooks
    if not hooks or Flag.DRILL in step.after.flags:
        return []
    reached = list(_reached(step))
    return [
        _announce(step, milestone, clock, hook)
        for hook in hooks
        for milestone, clock in reached
        if milestone in hook.on and _concerns(hook, step)
    ]


def milestones(step: Step) -> tuple[Milestone, ...]:
    """Return what a case that was known before has come to by this step."""
    return tuple(dict.fromkeys(milestone for milestone, _ in _turns(step)))


def _reached(step: Step) -> Iterator[tuple[Milestone, Clock | None]]:
    if not genuine(step.after):
        return
    if step.before is None or not genuine(step.before):
        yield Milestone.OPENED, None
    yield from _turns(step)


def _turns(step: Step) -> Iterator[tuple[Milestone, Clock | None]]:
    """Yield each turn of a case that a person waited behind before; of a promise, which one."""
    before, after = step.before, step.after
    if before is None or not genuine(before) or not genuine(after):
        return
    if (before.department, before.assignee) != (after.department, after.assignee):
        yield Milestone.ASSIGNED, None
    for run in _broken(before, after):
        yield Milestone.BREACHED, run.clock
    if before.status is not Status.RESOLVED and after.status is Status.RESOLVED:
        yield Milestone.RESOLVED, None


def _broken(before: Case, after: Case) -> list[ClockRun]:
    """Return the promises that broke meanwhile."""
    known = {_run(run) for run in before.clocks if run.state is ClockState.BREACHED}
    return [
        run for run in after.clocks if run.state is ClockState.BREACHED and _run(run) not in known
    ]


def _run(run: ClockRun) -> tuple[Clock, float]:
    return run.clock, run.starts_at


def _concerns(hook: Webhook, step: Step) -> bool:
    """A system of one department hears, too, that a case has left it."""
    if hook.departments is None:
        return True
    left = {step.before.department} if step.before else set()
    return not {step.after.department, *left}.isdisjoint(hook.departments)


def _announce(step: Step, milestone: Milestone, clock: Clock | None, hook: Webhook) -> Announce:
    case = step.after
    return Announce(
        notice_id=notice_id(case, "announce", step.version, milestone, clock or "", hook.to),
        reference=case.reference,
        to=Recipient(hook.to),
        milestone=milestone,
        clock=clock,
        at=step.at,
        version=step.version,
        matter=matter(case),
        strategy_id=case.strategy_id,
        owed_at=step.at,
    )
