"""To whom we write of our own accord, and what such a letter belongs to. Pure.

Nobody whom staff have still to confirm, no address from which letters came back, and nobody in an exercise.
"""

from typing import Final

from services.router.foreign import is_unconfirmed
from services.router.owe import answers_to
from services.router.resting import opener, resting
from switchboard.contracts.case import Case, Flag
from switchboard.contracts.notices import Thread
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Channel, Identity
from switchboard.strategy.program import Program

_MOST_REFERENCES: Final = 20


def spoken_to(program: Program, case: Case) -> Identity | None:
    """Return where the customer hears from us unasked; None where they are not to, or can't."""
    if Flag.DRILL in case.flags:
        return None
    to = answers_to(program, case)
    if to is None or is_unconfirmed(case, to) or _is_dead(case, to):
        return None
    return to


def _is_dead(case: Case, to: Identity) -> bool:
    """Tell whether letters come back from there, and nobody has written from there since."""
    key = identity_key(to)
    bounced_at = max(
        (one.at for one in case.bounced if identity_key(one.identity) == key), default=None
    )
    wrote = (
        one.accepted_at
        for one in resting(case)
        if key in {identity_key(identity) for identity in one.identities}
    )
    return bounced_at is not None and bounced_at >= max(wrote, default=bounced_at)


def channel(case: Case) -> Channel:
    """Return by which channel the customer came."""
    first = opener(case)
    return first.channel if first else Channel.EMAIL


def thread(case: Case) -> Thread:
    """Return the mails that a letter goes on from, so that it is shown beside them."""
    mails = [one for one in resting(case) if one.channel is Channel.EMAIL and one.message_id]
    ids = [one.message_id for one in mails[-_MOST_REFERENCES:]]
    return Thread(
        subject=case.subject, message_id=ids[-1] if ids else "", references=tuple(ids[:-1])
    )
