"""An inquiry that comes from another case, by a merge or a split: it rests here from now on, and is counted no second time.

It may come twice, late, or in a circle: whoever holds it says nothing, and a circle ends where it is noticed. Pure.
"""

from typing import Final

from msgspec.structs import replace

from services.router import hear
from services.router.clocks import STOPS, met, reopened, settled
from services.router.find import Surroundings
from services.router.forwards import forwarding
from services.router.merging import (
    MAX_CHAIN,
    PASSED_ON,
    as_part,
    came_from,
    came_through,
    flagged,
    move_of,
    noted,
    passed_on,
    returned_home,
    undone,
)
from services.router.resting import ours, welcomed
from services.router.spam import cleared, held
from switchboard.contracts.case import Case, Contact, Flag
from switchboard.contracts.events import Forwarded, InquiryReceived
from switchboard.contracts.notices import Forward
from switchboard.contracts.values import Nature, Status, UnixSeconds
from switchboard.strategy.program import Program

_MOVES: Final = 8
"""Merges and splits that a contact remembers: a repetition from before is out of this world."""


def begun(
    program: Program,
    inquiry: InquiryReceived,
    sent: Forwarded,
    at: UnixSeconds,
    around: Surroundings,
) -> Case:
    """Return the case that begins with a contact of another one."""
    case = hear.opened(program, inquiry, at, around)
    new = replace(case, cause=replace(case.cause, how=None), flags=_untaken(case))
    here = _explained(_answered(_welcomed(new, inquiry, sent), sent), inquiry, sent)
    if around.merged_into is None or around.merged_into in sent.through or _goes_round(here, sent):
        return here
    return as_part(here, around.merged_into, at, sent.action_id)


def _answered(case: Case, sent: Forwarded) -> Case:
    """Return the case with what staff had answered before it began: in time, or too late."""
    if sent.answered_at is None:
        return case
    return met(settled(case, sent.answered_at), STOPS, sent.answered_at)


def _explained(case: Case, inquiry: InquiryReceived, sent: Forwarded) -> Case:
    """Return the case, telling staff where the strategy had nothing to go by."""
    if not sent.wordless:
        return case
    why = f"{inquiry.inquiry_id} was judged without its words, which the log has forgotten"
    return noted(case, why)


def _untaken(case: Case) -> tuple[Flag, ...]:
    """That its reference is another than its inquiry's own is in the nature of things here."""
    return tuple(flag for flag in case.flags if flag is not Flag.REFERENCE_TAKEN)


def arrived(
    program: Program,
    case: Case,
    inquiry: InquiryReceived,
    sent: Forwarded,
    at: UnixSeconds,
    around: Surroundings,
) -> Case:
    """Return the case with a contact of another one; with one of its own that comes back; or as it was."""
    if _makes_genuine(case, inquiry, sent):
        case = _genuine(program, case, inquiry, at)
    known = next((one for one in case.inquiries if one.inquiry_id == inquiry.inquiry_id), None)
    if known is None:
        heard = _heard(program, case, inquiry, sent, at, around)
    elif hear.awaits(known, inquiry):
        heard = _decided(program, case, inquiry, at, around)
    elif known.gone_to is None or move_of(sent) in known.moves:
        heard = case
    else:
        back = ours(_back(program, case, known, sent, at))
        heard = forwarding(welcomed(back, inquiry), at)
    return replace(heard, cause=hear.cause(inquiry, at, None))


def _heard(
    program: Program,
    case: Case,
    inquiry: InquiryReceived,
    sent: Forwarded,
    at: UnixSeconds,
    around: Surroundings,
) -> Case:
    if case.merged_into is not None and _goes_round(case, sent):
        case = _broken(program, case, at)
    heard = _welcomed(hear.joined(program, case, inquiry, at, around), inquiry, sent)
    return passed_on(case, heard, inquiry.inquiry_id, at, sent.action_id)


def _decided(
    program: Program, case: Case, inquiry: InquiryReceived, at: UnixSeconds, around: Surroundings
) -> Case:
    """Return the case with a decision over a contact that arrived, and could not be decided at the time."""
    first = not case.decisions and case.inquiries[0].inquiry_id == inquiry.inquiry_id
    if not first:
        return hear.joined_after_all(program, case, inquiry, at, around)
    decided = hear.decided_after_all(program, case, inquiry, at, around)
    return replace(decided, flags=_untaken(decided))


def _makes_genuine(case: Case, inquiry: InquiryReceived, sent: Forwarded) -> bool:
    """Tell whether staff have merged a genuine case into one that is held for spam: the first of its inquiries shows.

    What reaches the genuine one later is only a letter, and changes nothing that staff have said since.
    """
    if case.merged_into is not None or not held(case):
        return False
    merged = not sent.held and not sent.split and sent.action_id != PASSED_ON
    came = {move.rpartition("/")[0] for one in case.inquiries for move in one.moves}
    first = sent.action_id not in came
    return merged and first and inquiry.nature is Nature.INQUIRY


def _genuine(program: Program, case: Case, inquiry: InquiryReceived, at: UnixSeconds) -> Case:
    """Return the case held for spam no more, so that somebody owes an answer; receipts stay withheld."""
    open_again = cleared(program, case, at)
    said = replace(open_again, inquiries=case.inquiries, owed=case.owed, deliveries=case.deliveries)
    why = f"{inquiry.inquiry_id} is genuine, and was merged into this case, which was held for spam"
    return noted(said, why)


def _goes_round(case: Case, sent: Forwarded) -> bool:
    return case.reference in sent.through or len(sent.through) >= MAX_CHAIN


def _broken(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Two cases were merged into each other at once, say: this one takes its word back, so that somebody looks."""
    return replace(undone(program, case, at), flags=flagged(case, Flag.MERGE_UNDONE))


def _welcomed(case: Case, inquiry: InquiryReceived, sent: Forwarded) -> Case:
    """Return the case knowing where its newest contact comes from."""
    return replace(
        case,
        links=came_from(case, sent),
        inquiries=tuple(
            replace(one, through=came_through(sent), moves=(move_of(sent),))
            if one.inquiry_id == inquiry.inquiry_id
            else one
            for one in case.inquiries
        ),
    )


def _back(program: Program, case: Case, known: Contact, sent: Forwarded, at: UnixSeconds) -> Case:
    """Return the case with a contact that had left and comes back: a merge undone, a split undone, or a circle."""
    home = replace(
        returned_home(known),
        moves=(*known.moves, move_of(sent))[-_MOVES:],
        through=known.through if sent.split else came_through(sent),
        position=None,
    )
    here = replace(
        case,
        inquiries=tuple(home if one is known else one for one in case.inquiries),
        owed=tuple(one for one in case.owed if not _is_of(one, known)),
    )
    if case.merged_into is None:
        return _resting_again(program, here, known, sent, at)
    if not sent.split and _goes_round(case, sent):
        return _broken(program, here, at)
    if sent.split and sent.through[-1:] == (case.merged_into,):
        return undone(program, here, at)
    return passed_on(case, here, known.inquiry_id, at, sent.action_id)


def _is_of(notice: object, contact: Contact) -> bool:
    return isinstance(notice, Forward) and notice.inquiry.inquiry_id == contact.inquiry_id


def _resting_again(
    program: Program, case: Case, known: Contact, sent: Forwarded, at: UnixSeconds
) -> Case:
    """Where the case was over, the contact opens it again, as if it had come from outside."""
    links = case.links if sent.split else came_from(case, sent)
    if case.resolved_at is None or known.nature is not Nature.INQUIRY:
        return replace(case, links=links)
    opened = replace(case, links=links, status=Status.OPEN, resolved_at=None)
    return opened if Flag.SPAM in case.flags else reopened(program, opened, at)
