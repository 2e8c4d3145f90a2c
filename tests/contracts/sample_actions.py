"""One of each thing that staff do, with every field said."""

from switchboard.contracts import course, handling
from switchboard.contracts.events import Action
from switchboard.contracts.values import (
    Identity,
    InquiryId,
    Kind,
    Priority,
    Reference,
    Stage,
    Status,
)

REFERENCE = Reference("K7Q2M9XD4RT")
OTHER = Reference("0123456789A")
INQUIRY = InquiryId("0123456789abcdefghjkmnpqrs0123")
EXPECT = handling.Expectation(assignee="", status=Status.OPEN, version=3)
ACTIONS: dict[str, Action] = {
    "case.claimed": handling.CaseClaimed(
        action_id="a1", reference=REFERENCE, by="k.vogel", expect=EXPECT
    ),
    "case.transferred": handling.CaseTransferred(
        action_id="a2",
        reference=REFERENCE,
        by="k.vogel",
        department="accounts",
        why="an invoice",
        expect=EXPECT,
    ),
    "reply.written": handling.ReplyWritten(
        action_id="a3", reference=REFERENCE, by="k.vogel", body="blob/words", expect=EXPECT
    ),
    "case.resolved": course.CaseResolved(
        action_id="a4", reference=REFERENCE, by="k.vogel", why="mended", expect=EXPECT
    ),
    "case.reopened": course.CaseReopened(
        action_id="a5", reference=REFERENCE, by="k.vogel", why="it leaks again", expect=EXPECT
    ),
    "case.released": handling.CaseReleased(
        action_id="b1", reference=REFERENCE, by="k.vogel", why="holidays", expect=EXPECT
    ),
    "case.assigned": handling.CaseAssigned(
        action_id="b2",
        reference=REFERENCE,
        by="k.vogel",
        assignee="a.meier",
        why="knows the pump",
        expect=EXPECT,
    ),
    "case.reclassified": handling.CaseReclassified(
        action_id="b3",
        reference=REFERENCE,
        by="k.vogel",
        kind=Kind.COMPLAINT,
        stage=Stage.POST_DEAL,
        language="de",
        words=handling.Words(
            inquiry_id=INQUIRY,
            subject="Die Pumpe steht",
            text="Seit heute früh.",
            language="de",
            attributes={"site": "Hamburg"},
            quality=0.5,
        ),
        why="they complain",
        expect=EXPECT,
    ),
    "case.prioritized": handling.CasePrioritized(
        action_id="b4",
        reference=REFERENCE,
        by="k.vogel",
        priority=Priority.URGENT,
        why="the hall is under water",
        expect=EXPECT,
    ),
    "note.written": handling.NoteWritten(
        action_id="b5", reference=REFERENCE, by="k.vogel", body="blob/words", expect=EXPECT
    ),
    "sender.confirmed": handling.SenderConfirmed(
        action_id="c4",
        reference=REFERENCE,
        by="k.vogel",
        identity=Identity("mailto:ben@example.org"),
        why="her colleague",
        expect=EXPECT,
    ),
    "case.paused": course.CasePaused(
        action_id="b6", reference=REFERENCE, by="k.vogel", why="asked for a photo", expect=EXPECT
    ),
    "case.resumed": course.CaseResumed(
        action_id="b7", reference=REFERENCE, by="k.vogel", why="they rang", expect=EXPECT
    ),
    "case.closed": course.CaseClosed(
        action_id="b8", reference=REFERENCE, by="k.vogel", why="paid", expect=EXPECT
    ),
    "case.marked_spam": course.CaseMarkedSpam(
        action_id="b9", reference=REFERENCE, by="k.vogel", why="watches", expect=EXPECT
    ),
    "case.cleared_of_spam": course.CaseClearedOfSpam(
        action_id="c1", reference=REFERENCE, by="k.vogel", why="we sell watches", expect=EXPECT
    ),
    "case.merged": course.CaseMerged(
        action_id="c2",
        reference=REFERENCE,
        by="k.vogel",
        into=OTHER,
        why="the same pump",
        expect=EXPECT,
    ),
    "case.split": course.CaseSplit(
        action_id="c3",
        reference=REFERENCE,
        by="k.vogel",
        inquiries=(INQUIRY,),
        why="another pump",
        expect=EXPECT,
    ),
}
