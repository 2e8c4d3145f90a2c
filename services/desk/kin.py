"""Cases that may be one matter: what the desk proposes to merge, and why. Pure; proposes, and joins nothing.

The router joins what is sure, and only within a slot. Across addresses and channels there is a thread whose mail
came from somebody new, a customer who wrote twice, and words that are nearly the same: a person has to look.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from services.desk.dossier import Dossier, Relative
from switchboard.contracts.case import Case
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Channel, Nature, Reference, Seconds, Status
from switchboard.strategy.fold import fold, spaced

MOST: Final = 5
"""Proposals that are shown of one case: the likeliest."""
WITHIN: Final = Seconds(14 * 86_400.0)
"""Cases that began further apart are two matters, whatever they say."""
ALIKE: Final = 0.4
"""A page that was read by machine, with its cover before it, still shares so much with its mail."""
FEWEST_WORDS: Final = 5
"""Shorter texts ("please call me") are alike without being the same matter."""
_MOST_WORDS: Final = 300
_MOST_CHARACTERS: Final = 6_000
_MOST_REFERENCES: Final = 20
_LONGEST_SUBJECT: Final = 120
_ANSWER: Final = re.compile(
    r"^(?:\s*(?:re|aw|antw|fw|fwd|wg|tr|sv|vs|bls|balas|trs)\s*(?:\[\d+\])?\s*:)+", re.IGNORECASE
)
_LIVE: Final = frozenset({Status.OPEN, Status.WAITING})


class Kinship(StrEnum):
    """Why two cases may be one matter, the strongest first."""

    ANSWERS = "answers"
    SAME_CUSTOMER = "same_customer"
    SAME_SUBJECT = "same_subject"


_BECAUSE: Final = {
    Kinship.ANSWERS: "a mail of the one answers a mail of the other, from another address",
    Kinship.SAME_CUSTOMER: "the same customer says nearly the same",
    Kinship.SAME_SUBJECT: "another address writes nearly the same under the same subject",
}
_STRENGTH: Final = {kinship: place for place, kinship in enumerate(Kinship)}


class Proposal(NamedTuple):
    """Another case that a person may want to merge with this one."""

    reference: Reference
    reason: Kinship
    because: str
    likeness: float
    """0..1: how much of what they say is the same; 0 where only the thread tells."""


def traces(inquiry: InquiryReceived) -> Iterator[str]:
    """Yield by what an inquiry may be found from another case."""
    if inquiry.message_id:
        yield f"is:{inquiry.message_id}"
    for message_id in inquiry.references[:_MOST_REFERENCES]:
        yield f"answers:{message_id}"
    if inquiry.nature is Nature.INQUIRY and (subject := about(inquiry.subject)):
        yield f"about:{subject}"
    for writer in writers(inquiry):
        yield f"from:{writer}"


def writers(inquiry: InquiryReceived) -> Iterator[str]:
    """Yield whose mail it is, where it is a mail by which a person shows that they read what comes to their address."""
    proven = inquiry.authentication.get("dmarc") != "fail"
    if inquiry.nature is Nature.INQUIRY and inquiry.channel is Channel.EMAIL and proven:
        for identity in inquiry.sender.identities:
            if identity.startswith("mailto:"):
                yield identity_key(identity)


def sought(inquiry: InquiryReceived) -> Iterator[str]:
    """Yield the traces that an inquiry's relatives have."""
    if inquiry.message_id:
        yield f"answers:{inquiry.message_id}"
    for message_id in inquiry.references[:_MOST_REFERENCES]:
        yield f"is:{message_id}"
    if inquiry.nature is Nature.INQUIRY and (subject := about(inquiry.subject)):
        yield f"about:{subject}"


def about(subject: str) -> str:
    """Return what a subject is compared by: without what programs put in front, in one spelling."""
    plain = _ANSWER.sub("", subject[:1_000])
    return " ".join(spaced(fold(plain)).split())[:_LONGEST_SUBJECT]


def proposals(dossier: Dossier, relatives: Iterable[Relative]) -> list[Proposal]:
    """Return the merges that are worth a look, the likeliest first; none with what belongs together already."""
    words = _words(one.inquiry for one in dossier.messages.values())
    found = (
        _proposal(dossier, words, other)
        for other in relatives
        if _may_be_one(dossier.case, other.case)
    )
    best = sorted(
        (one for one in found if one),
        key=lambda one: (_STRENGTH[one.reason], -one.likeness, one.reference),
    )
    return best[:MOST]


def _may_be_one(case: Case, other: Case) -> bool:
    linked = {link.reference for link in case.links}
    back = {link.reference for link in other.links}
    apart = abs(case.opened_at - other.opened_at) > WITHIN
    over = Status.MERGED in {case.status, other.status} or not {case.status, other.status} & _LIVE
    same = other.reference == case.reference
    return not (same or apart or over or other.reference in linked or case.reference in back)


def _proposal(dossier: Dossier, words: frozenset[str], other: Relative) -> Proposal | None:
    like = likeness(words, _words(other.said))
    if other.answers:
        return _proposed(other, Kinship.ANSWERS, like)
    if like < ALIKE:
        return None
    if other.same_customer:
        return _proposed(other, Kinship.SAME_CUSTOMER, like)
    subjects = {about(one.inquiry.subject) for one in dossier.messages.values()}
    if subjects & {about(one.subject) for one in other.said} - {""}:
        return _proposed(other, Kinship.SAME_SUBJECT, like)
    return None


def _proposed(other: Relative, reason: Kinship, like: float) -> Proposal:
    return Proposal(other.case.reference, reason, _BECAUSE[reason], round(like, 2))


def _words(said: Iterable[InquiryReceived]) -> frozenset[str]:
    """Return the words of what people say, alone and in pairs, each once."""
    found: set[str] = set()
    for one in said:
        if one.nature is Nature.INQUIRY:
            words = spaced(fold(one.text[:_MOST_CHARACTERS])).split()[:_MOST_WORDS]
            if len(words) >= FEWEST_WORDS:
                found |= {*words, *map(" ".join, pairwise(words))}
    return frozenset(found)


def likeness(these: frozenset[str], those: frozenset[str]) -> float:
    """Return how much of two texts is the same: what they share, of all that they say (Jaccard)."""
    return len(these & those) / len(these | those) if these and those else 0.0
