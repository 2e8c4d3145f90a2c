"""Cases that staff hold for spam: kept and findable, with nothing promised and nothing said, until they say otherwise.

What the filter in front holds for spam begins so; one action undoes either. Pure.
"""

from msgspec.structs import replace

from services.router.acknowledging import released, withheld
from services.router.asked import awaited
from services.router.clocks import dropped, started
from services.router.policy import promised
from switchboard.contracts.case import MAX_FLAGS, Case, ClockState, Flag
from switchboard.contracts.judgement import Judgement, Say
from switchboard.contracts.values import Nature, Status, UnixSeconds
from switchboard.strategy.program import Program


def marked(case: Case, by: str, at: UnixSeconds) -> Case:
    """Return the case as spam: its clocks end, and no receipt is owed any more."""
    flags = tuple(dict.fromkeys((*case.flags, Flag.SPAM)))[-MAX_FLAGS:]
    return withheld(dropped(replace(case, flags=flags, spam_by=by), at), Say.SPAM, at)


def cleared(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return the case as genuine: open, its promises counted from here, the receipts owed that were withheld."""
    genuine = replace(
        case,
        status=Status.OPEN,
        resolved_at=None,
        spam_by="",
        flags=tuple(flag for flag in case.flags if flag is not Flag.SPAM),
        inquiries=tuple(
            replace(one, nature=Nature.INQUIRY) if one.nature is Nature.SPAM else one
            for one in case.inquiries
        ),
    )
    kept = [run for run in case.clocks if run.state in _ENDED]
    done = {run.clock for run in kept}
    fresh = (run for run in started(promised(program, genuine, at)) if run.clock not in done)
    promising = awaited(program, replace(genuine, clocks=(*kept, *fresh)), at)
    return released(program, promising, Say.SPAM, at)


_ENDED = frozenset({ClockState.MET, ClockState.BREACHED})


def held(case: Case) -> bool:
    """Tell whether a person holds the case for spam: then nobody who writes into it can change that."""
    # Records of 0.1.0 don't tell who; there it was staff where somebody had written.
    by_staff = case.spam_by or any(one.nature is Nature.INQUIRY for one in case.inquiries)
    return Flag.SPAM in case.flags and bool(by_staff)


def silenced(case: Case, judgement: Judgement) -> Judgement:
    """Return the judgement of what joins a case, without an acknowledgement where the case is held for spam."""
    if judgement.acknowledge is not Say.DUE or not held(case):
        return judgement
    return replace(judgement, acknowledge=Say.SPAM)
