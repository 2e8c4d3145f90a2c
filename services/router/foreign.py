"""Who comes into a case from an address that it doesn't know: heard, flagged, and told nothing by itself. Pure.

A token lets anybody who has it write into its case: a colleague to whom our letter was passed on, or a thief.
"""

from msgspec.structs import replace

from services.router.find import is_its_customer, takes_part
from switchboard.contracts.case import MAX_PARTICIPANTS, Case, Flag
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Judgement, Say
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Identity, Nature
from switchboard.contracts.wishes import honored


def foreign(case: Case, inquiry: InquiryReceived) -> tuple[Flag, ...]:
    """Return the flag that tells staff of somebody new; none where the sender has a part in the case."""
    if (
        inquiry.forwarded is not None
    ):  # Staff hold both cases for one: who is known in either is known.
        return (Flag.FOREIGN_SENDER,) if inquiry.forwarded.foreign else ()
    stranger = inquiry.nature is Nature.INQUIRY and not takes_part(case, inquiry)
    return (Flag.FOREIGN_SENDER,) if stranger else ()


def unconfirmed(case: Case, inquiry: InquiryReceived) -> tuple[Identity, ...]:
    """Return who came in by a token alone: what the case holds is not theirs to hear until staff say so."""
    if is_its_customer(case, inquiry):  # Staff have put the address down as theirs since.
        known = {identity_key(identity) for identity in inquiry.sender.identities}
        return tuple(one for one in case.unconfirmed if identity_key(one) not in known)
    if not foreign(case, inquiry):
        return case.unconfirmed
    everybody = (*case.unconfirmed, *inquiry.sender.identities)
    return tuple(dict.fromkeys(everybody))[:MAX_PARTICIPANTS]


def is_unconfirmed(case: Case, identity: Identity) -> bool:
    """Tell whether staff have still to say that they know somebody."""
    return identity_key(identity) in {identity_key(one) for one in case.unconfirmed}


def confirmed(case: Case, identity: Identity) -> Case:
    """Return the case with one who is known; once all are, it tells of nobody foreign any more."""
    key = identity_key(identity)
    left = tuple(one for one in case.unconfirmed if identity_key(one) != key)
    flags = tuple(flag for flag in case.flags if left or flag is not Flag.FOREIGN_SENDER)
    return replace(case, unconfirmed=left, flags=flags)


def reserved(case: Case, inquiry: InquiryReceived, judgement: Judgement) -> Judgement:
    """Return the judgement, without an acknowledgement where it would tell an unconfirmed sender of the case."""
    unknown = {identity_key(identity) for identity in case.unconfirmed}
    told = {identity_key(identity) for identity in inquiry.sender.identities}
    if judgement.acknowledge is not Say.DUE or not told or told - unknown:
        return judgement
    return replace(judgement, acknowledge=Say.UNCONFIRMED_SENDER)


def believed(case: Case, inquiry: InquiryReceived) -> InquiryReceived:
    """Return an inquiry of the case, without the wish for answers elsewhere where it leads to nobody known.

    Anybody can write a customer's address above a mail, and their own as the one for answers.
    """
    if inquiry.reply_to is None:
        return inquiry
    told = [one.reply_to for one in case.inquiries if one.reply_to and honored(case, one)]
    here = [one for one in case.participants if not is_unconfirmed(case, one)]
    known = {identity_key(one) for one in (*told, *here)}
    return inquiry if identity_key(inquiry.reply_to) in known else replace(inquiry, reply_to=None)
