"""What the answer to a request means for the message that it carried. Pure."""

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final, assert_never

from services.notifier.answers import (
    Answer,
    Deferred,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
    short,
)
from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.http.outward import Answered, NoAnswer, NotAsked, Told

LONGEST_WAIT: Final = Seconds(3_600.0)
"""A destination that asks for more is asked again all the same."""

TAKEN, REDIRECTED, BROKEN = 2, 3, 5
"""Classes of answers (RFC 9110 section 15)."""

LATER: Final = frozenset({408, 425, 429})
GONE: Final = 410
_GATEWAY_GAVE_UP: Final = 504
_DIGITS: Final = 9


def without_answer(told: NotAsked | NoAnswer) -> Answer:
    """Return what it means that nobody answered."""
    match told:
        case NotAsked(why, passing=True):
            return Unreachable(short(why))
        case NotAsked(why):
            return Refused(short(why))
        case NoAnswer(why):
            return Unanswered(short(why))
        case _:
            assert_never(told)


def answer_of_hook(told: Told, host: str, at: UnixSeconds) -> Answer:
    """Return what a webhook's answer means: whoever says no stays asked no more, whoever says not now, is."""
    if not isinstance(told, Answered):
        return without_answer(told)
    status = told.status
    if status // 100 == TAKEN:
        return Sent()
    said = f"{host} answered {status}"
    if status == GONE:
        return Refused(f"{said}: this webhook is gone")
    if status // 100 == REDIRECTED:
        return Refused(f"{said}: redirects are not followed, write where it leads")
    if status in LATER or status // 100 == BROKEN:
        return not_now(told, said, at)
    return Refused(said)


def not_now(told: Answered, said: str, at: UnixSeconds) -> Answer:
    """Return the answer of whoever can't take it at this moment."""
    if told.status == _GATEWAY_GAVE_UP:
        return Unanswered(said)
    return Deferred(said, wait(told.headers.get("retry-after", ""), at))


def wait(retry_after: str, at: UnixSeconds) -> Seconds | None:
    """Return how long they ask us to wait (RFC 9110 section 10.2.3); None: they don't say."""
    if retry_after.isascii() and retry_after.isdecimal() and len(retry_after) <= _DIGITS:
        return Seconds(min(float(retry_after), LONGEST_WAIT))
    try:
        when = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    moment = when if when.tzinfo else when.replace(tzinfo=UTC)
    return Seconds(min(max(0.0, moment.timestamp() - at), LONGEST_WAIT))
