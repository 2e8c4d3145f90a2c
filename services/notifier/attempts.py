"""One delivery from attempt to attempt: claimed, then sent, put off or given up. Pure.

Chance and time come in as arguments. Nobody else decides to try again. A letter is given up for what is said of
it, never because our own relay does not work; an alert is given up soon, whatever is the matter, so that somebody
else is told.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple, assert_never

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
from switchboard.contracts.delivery import MAX_TRIES, SETTLED, Delivery, Outcome, Purpose, Try
from switchboard.contracts.notices import Alert, Forward, Notice
from switchboard.contracts.purposes import purpose_of
from switchboard.contracts.values import Medium, Seconds, UnixSeconds

CLAIM_LASTS: Final = Seconds(30.0)
"""An attempt has ended by then, however it went: a claim found older than this was left by a crash."""


class Patience(NamedTuple):
    """How long we go on trying, and how often."""

    first_wait: Seconds
    longest_wait: Seconds
    gives_up_after: Seconds
    fewest_attempts: int
    """Days on which we ourselves were down are no days of trying."""
    outlasts_us: bool = True
    """Attempts for which our own way out did not work are none."""


LETTERS: Final = Patience(Seconds(30.0), Seconds(3600.0), Seconds(86_400.0), 5)
ANNOUNCEMENTS: Final = Patience(
    Seconds(5.0), Seconds(3600.0), Seconds(86_400.0), 5, outlasts_us=False
)
ALERTS: Final = Patience(Seconds(10.0), Seconds(30.0), Seconds(120.0), 2, outlasts_us=False)
_PATIENCE: Final[Mapping[Purpose, Patience]] = {
    Purpose.ALERT: ALERTS,
    Purpose.ANNOUNCEMENT: ANNOUNCEMENTS,
}

_CUSTOMERS: Final = frozenset(
    {Purpose.ACKNOWLEDGEMENT, Purpose.REPLY, Purpose.UPDATE, Purpose.SURVEY}
)
_THEIRS: Final = frozenset({Medium.WEBHOOK, Medium.CHAT})
"""Their hosts are somebody else's: one that is gone for good is no outage of ours."""
_ONCE_ONLY: Final = frozenset({Medium.SMS, Medium.FAX, Medium.CHAT})
"""Nobody at the other end can tell a second copy from another message."""
INTERRUPTED: Final = "we were interrupted while it was handed over"
_IN_DOUBT: Final = "it may have arrived, and is not sent again"


def patience(purpose: Purpose) -> Patience:
    """Return how long deliveries of that purpose are tried."""
    return _PATIENCE.get(purpose, LETTERS)


def claim(
    notice: Notice,
    known: Delivery | None,
    medium: Medium,
    message_id: str,
    at: UnixSeconds,
    group: str = "",
) -> Delivery:
    """Return the claim that is written before anything is sent.

    A notice that was claimed before keeps its Message-ID, whatever keys are in force by now, but for one that
    shares its message: that one is named after all who are in it.
    """
    at = max(at, notice.owed_at)  # The log's clock may be ahead of ours.
    if known is None:
        return replace(
            _untried(notice, medium, Outcome.CLAIMED, at, ""),
            attempts=1,
            tried_since=_since(notice, at),
            message_id=message_id,
            group=group,
        )
    found = _interrupted(known) if known.outcome is Outcome.CLAIMED else known
    return replace(
        found,
        medium=medium,
        outcome=Outcome.CLAIMED,
        at=at,
        attempts=known.attempts + 1,
        tried_since=_since(notice, at) if known.tried_since is None else known.tried_since,
        retry_at=None,
        reason="",
        message_id=message_id if group or known.group else known.message_id,
        group=group,
    )


def _since(notice: Notice, at: UnixSeconds) -> UnixSeconds:
    """Return from when patience counts: of an alert from when it was due, since waiting for its way is time lost, too."""
    if isinstance(notice, Alert):
        return min(at, max(notice.owed_at, notice.not_before or notice.owed_at))
    return at


def _interrupted(found: Delivery) -> Delivery:
    trial = Try(at=found.at, outcome=Outcome.UNKNOWN, reason=INTERRUPTED)
    return replace(found, repeated=True, tries=(*found.tries, trial)[-MAX_TRIES:])


def _untried(
    notice: Notice, medium: Medium, outcome: Outcome, at: UnixSeconds, reason: str
) -> Delivery:
    return Delivery(
        notice_id=notice.notice_id,
        reference=notice.reference,
        purpose=purpose_of(notice),
        medium=medium,
        outcome=outcome,
        at=max(at, notice.owed_at),
        reason=reason,
        destination=_destination(notice),
    )


def _destination(notice: Notice) -> str:
    """Return the destination that a notice names, so that what fails there can be found by it."""
    if isinstance(notice, Forward) or not notice.to.startswith("destination:"):
        return ""
    return notice.to.removeprefix("destination:")


def withheld(
    notice: Notice, known: Delivery | None, medium: Medium, reason: str, at: UnixSeconds
) -> Delivery:
    """Return how it stands that a notice stays unsaid on purpose."""
    if known is None:
        return _untried(notice, medium, Outcome.SUPPRESSED, at, reason)
    return _settled(known, Outcome.SUPPRESSED, max(at, notice.owed_at), reason)


def given_up(
    notice: Notice, known: Delivery | None, medium: Medium, reason: str, at: UnixSeconds
) -> Delivery:
    """Return how it stands that the time of a notice ran out while it waited for its way to work."""
    if known is None:
        return _untried(notice, medium, Outcome.FAILED, at, reason)
    why = f"{reason}; {known.reason}" if known.reason else reason
    return _settled(known, Outcome.FAILED, max(at, notice.owed_at), why)


def left_in_doubt(known: Delivery | None, at: UnixSeconds) -> Delivery | None:
    """Return how a claim that a crash has left is settled; None where it is sent again."""
    if known is None or known.outcome is not Outcome.CLAIMED or _may_repeat(known):
        return None
    interrupted = _interrupted(known)
    return replace(
        interrupted, outcome=Outcome.UNKNOWN, at=at, reason=f"{INTERRUPTED}: {_IN_DOUBT}"
    )


def _may_repeat(claimed: Delivery) -> bool:
    """Staff had rather be told twice than never; a customer's second copy must be known for one."""
    return claimed.purpose not in _CUSTOMERS or claimed.medium not in _ONCE_ONLY


def due_at(
    known: Delivery | None, now: UnixSeconds, not_before: UnixSeconds | None = None
) -> UnixSeconds | None:
    """Return when a notice that is owed may be tried next; None where its delivery is settled."""
    if known is None:
        return max(now, not_before or now)
    if known.outcome in SETTLED:
        return None
    if (
        known.outcome is Outcome.CLAIMED
    ):  # Clocks of two machines differ: never wait longer than a claim lasts.
        return UnixSeconds(min(known.at, now) + CLAIM_LASTS)
    return known.retry_at or known.at


def conclude(claimed: Delivery, answer: Answer, at: UnixSeconds, jitter: float) -> Delivery:
    """Return how the delivery stands after `answer`, with one attempt more. `jitter` is in [0, 1)."""
    done = _concluded(claimed, answer, at, jitter)
    reason = "" if isinstance(answer, Sent) else answer.reason
    trial = Try(at=at, outcome=done.outcome, reason=reason)
    return replace(done, tries=(*claimed.tries, trial)[-MAX_TRIES:])


def _concluded(claimed: Delivery, answer: Answer, at: UnixSeconds, jitter: float) -> Delivery:
    match answer:
        case Sent():
            return _sent(claimed, answer, at)
        case Refused(reason):
            return _settled(claimed, Outcome.FAILED, at, reason)
        case Withheld(reason):
            return _settled(claimed, Outcome.SUPPRESSED, at, reason)
        case Deferred(reason, asked):
            return _later(claimed, reason, at, _wait(claimed, asked, jitter))
        case Unanswered(reason):
            return _unanswered(claimed, reason, at, jitter)
        case Unreachable(reason):
            return _unreachable(claimed, reason, at)
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
    return replace(claimed, outcome=outcome, at=at, retry_at=None, reason=reason)


def _unanswered(claimed: Delivery, reason: str, at: UnixSeconds, jitter: float) -> Delivery:
    if not _may_repeat(claimed):
        return _settled(claimed, Outcome.UNKNOWN, at, f"{reason}: {_IN_DOUBT}")
    again = replace(claimed, repeated=True)
    return _later(again, reason, at, _wait(claimed, None, jitter))


def _unreachable(claimed: Delivery, reason: str, at: UnixSeconds) -> Delivery:
    """Put it off until its lane opens. A letter has all its time before it then; an alert has not, nor what goes to other systems."""
    if claimed.medium in _THEIRS or not patience(claimed.purpose).outlasts_us:
        return _later(claimed, reason, at, Seconds(0.0))
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
    most = patience(claimed.purpose)
    since = claimed.at if claimed.tried_since is None else claimed.tried_since
    if at - since >= most.gives_up_after and claimed.attempts >= most.fewest_attempts:
        return _settled(
            claimed, Outcome.FAILED, at, f"given up after {claimed.attempts} attempts: {reason}"
        )
    retry_at = UnixSeconds(round(at + wait, 3))
    return replace(claimed, outcome=Outcome.DEFERRED, at=at, reason=reason, retry_at=retry_at)


def _wait(claimed: Delivery, asked: Seconds | None, jitter: float) -> Seconds:
    """Return how long to wait: at least as long as the destination asks for, within our patience."""
    most = patience(claimed.purpose)
    doubled = most.first_wait * 2 ** min(claimed.attempts - 1, 20)
    ours = min(doubled, most.longest_wait) * (0.75 + jitter / 2)
    return Seconds(max(ours, min(asked or 0.0, most.longest_wait)))
