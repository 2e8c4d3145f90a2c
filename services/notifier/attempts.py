"""One delivery from attempt to attempt: claimed, then sent, put off or given up. Pure.

Chance and time come in as arguments. Nobody else decides to try again. A letter is given up for what is said of
it, never because our own relay does not work.
"""

from typing import Final, assert_never

from msgspec.structs import replace

from services.notifier.answers import (
    Answer,
    Deferred,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
    Withheld,
)
from switchboard.contracts.delivery import SETTLED, Delivery, Outcome
from switchboard.contracts.notices import Notice, purpose_of
from switchboard.contracts.values import Medium, Seconds, UnixSeconds

CLAIM_LASTS: Final = Seconds(30.0)
"""An attempt has ended by then, however it went: a claim found older than this was left by a crash."""

FIRST_WAIT: Final = Seconds(30.0)
LONGEST_WAIT: Final = Seconds(3600.0)
GIVE_UP_AFTER: Final = Seconds(86_400.0)
FEWEST_ATTEMPTS: Final = 5
"""Days on which we ourselves were down are no days of trying."""


def claim(
    notice: Notice, known: Delivery | None, medium: Medium, message_id: str, at: UnixSeconds
) -> Delivery:
    """Return the claim that is written before anything is sent.

    A notice that was claimed before keeps its Message-ID, whatever keys are in force by now.
    """
    at = max(at, notice.owed_at)  # The log's clock may be ahead of ours.
    if known is None:
        return Delivery(
            notice_id=notice.notice_id,
            reference=notice.reference,
            purpose=purpose_of(notice),
            medium=medium,
            outcome=Outcome.CLAIMED,
            at=at,
            attempts=1,
            tried_since=at,
            message_id=message_id,
        )
    return replace(
        known,
        medium=medium,
        outcome=Outcome.CLAIMED,
        at=at,
        attempts=known.attempts + 1,
        tried_since=at if known.tried_since is None else known.tried_since,
        retry_at=None,
        reason="",
        repeated=known.repeated or known.outcome is Outcome.CLAIMED,
    )


def due_at(known: Delivery | None, now: UnixSeconds) -> UnixSeconds | None:
    """Return when a notice that is owed may be tried next; None where its delivery is settled."""
    if known is None:
        return now
    if known.outcome in SETTLED:
        return None
    if (
        known.outcome is Outcome.CLAIMED
    ):  # Clocks of two machines differ: never wait longer than a claim lasts.
        return UnixSeconds(min(known.at, now) + CLAIM_LASTS)
    return known.retry_at or known.at


def conclude(claimed: Delivery, answer: Answer, at: UnixSeconds, jitter: float) -> Delivery:
    """Return how the delivery stands after `answer`. `jitter` is in [0, 1)."""
    match answer:
        case Sent():
            return _sent(claimed, answer, at)
        case Refused(reason):
            return _settled(claimed, Outcome.FAILED, at, reason)
        case Withheld(reason):
            return _settled(claimed, Outcome.SUPPRESSED, at, reason)
        case Deferred(reason, asked):
            wait = max(asked or 0.0, _wait(claimed.attempts, jitter))
            return _later(claimed, reason, at, Seconds(min(wait, LONGEST_WAIT)))
        case Unanswered(reason):
            again = replace(claimed, repeated=True)
            return _later(again, reason, at, _wait(claimed.attempts, jitter))
        case Unreachable(reason):
            return _untried(claimed, reason, at)
        case _:
            assert_never(answer)


def _sent(claimed: Delivery, answer: Sent, at: UnixSeconds) -> Delivery:
    return replace(
        _settled(claimed, Outcome.SENT, at, ""),
        medium=answer.medium or claimed.medium,
        destination=answer.destination,
        provider_id=answer.provider_id,
    )


def _settled(claimed: Delivery, outcome: Outcome, at: UnixSeconds, reason: str) -> Delivery:
    return replace(claimed, outcome=outcome, at=at, reason=reason)


def _untried(claimed: Delivery, reason: str, at: UnixSeconds) -> Delivery:
    """Undo the attempt. Its lane rests for all; as soon as it opens, this one may go, with all its time before it."""
    return replace(
        claimed,
        outcome=Outcome.DEFERRED,
        at=at,
        attempts=claimed.attempts - 1,
        tried_since=None,
        retry_at=at,
        reason=reason,
    )


def _later(claimed: Delivery, reason: str, at: UnixSeconds, wait: Seconds) -> Delivery:
    since = claimed.at if claimed.tried_since is None else claimed.tried_since
    if at - since >= GIVE_UP_AFTER and claimed.attempts >= FEWEST_ATTEMPTS:
        return _settled(
            claimed, Outcome.FAILED, at, f"given up after {claimed.attempts} attempts: {reason}"
        )
    retry_at = UnixSeconds(round(at + wait, 3))
    return replace(claimed, outcome=Outcome.DEFERRED, at=at, reason=reason, retry_at=retry_at)


def _wait(attempts: int, jitter: float) -> Seconds:
    doubled = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    return Seconds(min(doubled, LONGEST_WAIT) * (0.75 + jitter / 2))
