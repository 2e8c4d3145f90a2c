"""What is possible in which status: exactly what the table says that the diagram is drawn from."""

import pytest
from msgspec.structs import replace

from services.router.legal import LEGAL
from switchboard.contracts.aftercare import Check
from switchboard.contracts.case import Case, Flag, Passing, PromiseStage
from switchboard.contracts.course import (
    CaseClearedOfSpam,
    CaseClosed,
    CaseMarkedSpam,
    CasePaused,
    CaseResumed,
)
from switchboard.contracts.events import Action
from switchboard.contracts.handling import (
    CaseAssigned,
    CasePrioritized,
    CaseReleased,
    NoteWritten,
    SenderConfirmed,
)
from switchboard.contracts.keeping import (
    AlertAcknowledged,
    AlertsSilenced,
    OpinionGiven,
    TaskDone,
)
from switchboard.contracts.reference import reference_of
from switchboard.contracts.values import InquiryId, Kind, Opinion, Priority, Slot, Status
from tests.router.company import (
    BEN,
    after,
    by_hand,
    claim,
    inquiry,
    later,
    merge,
    opened,
    reclassify,
    reopen,
    reply,
    resolve,
    split,
    transfer,
)

SECOND = inquiry("second")
ELSEWHERE = reference_of(Slot(7), InquiryId("elsewhere"))
OURS = after(after(opened(), claim(opened()), later(60)), SECOND, later(120))
POSSIBLE: dict[type[Action], Action] = {
    type(one): one
    for one in (
        claim(OURS, action_id="again"),
        by_hand(OURS, CaseReleased),
        by_hand(OURS, CaseAssigned, assignee="a.meier"),
        transfer(OURS, "accounts"),
        reclassify(OURS, Kind.INVOICE_QUERY),
        by_hand(OURS, CasePrioritized, priority=Priority.LOW),
        reply(OURS),
        by_hand(OURS, NoteWritten, body="blob"),
        by_hand(OURS, SenderConfirmed, identity=BEN),
        by_hand(OURS, CasePaused),
        by_hand(OURS, CaseResumed),
        resolve(OURS),
        reopen(OURS),
        by_hand(OURS, CaseClosed),
        by_hand(OURS, CaseMarkedSpam),
        by_hand(OURS, CaseClearedOfSpam),
        merge(OURS, ELSEWHERE),
        split(OURS, SECOND.inquiry_id),
        by_hand(OURS, AlertAcknowledged),
        by_hand(OURS, AlertsSilenced, until=later(3_600)),
        by_hand(OURS, OpinionGiven, opinion=Opinion.SATISFIED),
        by_hand(OURS, TaskDone, task=1),
    )
}


def alarmed(case: Case) -> Case:
    """Return the case after somebody was told that time runs out."""
    told = PromiseStage(
        stage="warn 1%", at=later(100), passed_at=later(120), passing=Passing.TOLD, times=1
    )
    return replace(case, clocks=tuple(replace(run, stages=(told,)) for run in case.clocks))


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", LEGAL)
def test_an_action_is_possible_exactly_where_the_table_says(
    kind: type[Action], status: Status
) -> None:
    spam = (Flag.SPAM,) if kind is CaseClearedOfSpam else ()
    asked = (Check(task="say sorry"),)
    case = replace(alarmed(OURS), status=status, flags=spam, unconfirmed=(BEN,), checklist=asked)

    outcome = after(case, POSSIBLE[kind], later(180)).actions[-1]

    assert outcome.accepted == (status in LEGAL[kind])
    assert outcome.refused_because == ("" if outcome.accepted else f"the case is {status}")
