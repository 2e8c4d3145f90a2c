"""What customers are told by what a case has come to owe them: by when they hear from us, and when they last did. Pure.

Looked at once all else is decided, so that a letter names the promise as it stands.
"""

from typing import Final, assert_never

from msgspec.structs import replace

from switchboard.contracts.case import Case, ClockRun, ClockState
from switchboard.contracts.notices import Acknowledge, Message, Notice, Reply, Survey, Update
from switchboard.contracts.values import Clock

_ANSWERS: Final = (Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE)


def told(before: Case | None, after: Case) -> Case:
    """Return the case with what it has just come to owe saying by when we answer, and knowing what was told."""
    known = {notice.notice_id for notice in before.owed} if before else set()
    fresh = [one for one in after.owed if isinstance(one, Message) and one.notice_id not in known]
    if not fresh:
        return after
    owed = tuple(_dated(after, one) if one in fresh else one for one in after.owed)
    said = replace(after, owed=owed)
    for notice in owed:
        if isinstance(notice, Message) and notice.notice_id not in known:
            said = _said(said, notice)
    return said


def _dated(case: Case, notice: Notice) -> Notice:
    if not isinstance(notice, Acknowledge):
        return notice
    run = _answer(case)
    return replace(notice, first_response_by=run.due_at) if run else notice


def _answer(case: Case) -> ClockRun | None:
    """Return the promise of an answer that runs; one that is broken can't be promised any more."""
    runs = [one for one in case.clocks if one.clock in _ANSWERS]
    return next((one for one in runs if one.state is ClockState.RUNNING), None)


def _said(case: Case, notice: Message) -> Case:
    match notice:
        case Acknowledge(first_response_by=None) | Survey():
            return replace(case, told_at=notice.owed_at)
        case Acknowledge():
            run = _answer(case)
            of = run.clock if run else None
            by = notice.first_response_by
            return replace(case, told_at=notice.owed_at, told_by=by, told_of=of)
        case Update(promised_by=None):
            return replace(case, told_at=notice.owed_at)
        case Update():
            return replace(
                case, told_at=notice.owed_at, told_by=notice.promised_by, told_of=notice.promise
            )
        case Reply():  # What they were promised, they have.
            return replace(case, told_at=notice.owed_at, told_by=None, told_of=None)
        case _:
            assert_never(notice)
