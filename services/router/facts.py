"""What staff and other systems get to know of a case with whatever they are told of it. Pure."""

from services.router.resting import opener, resting
from switchboard.contracts.case import Case, ClockState, Contact, Flag
from switchboard.contracts.notices import Due, Matter
from switchboard.contracts.values import LIVE, Clock, Nature, Status

OVER = frozenset({Status.RESOLVED, Status.CLOSED})
_UNMET = frozenset({ClockState.RUNNING, ClockState.BREACHED})


def matter(case: Case) -> Matter:
    """Return where a case stands, as far as whoever is told of it must know: with what people have to keep."""
    first = opener(case)
    dues = [
        Due(clock=run.clock, due_at=run.due_at)
        for run in case.clocks
        if run.clock is not Clock.ACKNOWLEDGE and run.state in _UNMET and run.ended_at is None
    ]
    return Matter(
        department=case.department,
        status=case.status,
        priority=case.priority,
        kind=case.decisions[-1].judgement.kind if case.decisions else None,
        assignee=case.assignee or "",
        subject=case.subject[:200],
        name=case.name[:200],
        language=case.language,
        channel=first.channel if first else None,
        dues=tuple(sorted(dues, key=lambda due: due.due_at)),
        drill=Flag.DRILL in case.flags,
    )


def newest(case: Case) -> Contact | None:
    """Return what a person said last, of what rests in the case; None where nobody has said anything."""
    said = [one for one in resting(case) if one.nature is Nature.INQUIRY]
    return said[-1] if said else None


def genuine(case: Case) -> bool:
    """Tell whether a person waits behind the case: it is decided, held for spam by nobody, and not a machine's alone."""
    held = Flag.SPAM in case.flags or case.status is Status.MERGED
    return bool(case.decisions) and not held and newest(case) is not None


def at_work(case: Case) -> bool:
    """Tell whether somebody has to answer the case."""
    return case.status in LIVE and genuine(case)


def unpromised(case: Case) -> bool:
    """Tell whether the promises of a case stand as settling it left them: a fault may have opened it since."""
    return any(
        (run.state is ClockState.NOT_APPLICABLE and run.ended_at is not None and not run.why)
        or (run.state is ClockState.MET and run.clock is Clock.RESOLVE)
        for run in case.clocks
    )
