"""What the answer of a webhook means: taken, not now, never, or nobody knows."""

import pytest

from services.notifier.answers import (
    Answer,
    Deferred,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
)
from services.notifier.replies import answer_of_hook, wait
from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.http.outward import Answered, NoAnswer, NotAsked, Told

NOON = UnixSeconds(1_795_345_200.0)


def said(status: int, **headers: str) -> Answered:
    return Answered(status, {name.replace("_", "-"): value for name, value in headers.items()}, b"")


@pytest.mark.parametrize(
    ("told", "means"),
    [
        (said(200), Sent()),
        (said(204), Sent()),
        (said(299), Sent()),
        (said(301), Refused("h answered 301: redirects are not followed, write where it leads")),
        (said(400), Refused("h answered 400")),
        (said(401), Refused("h answered 401")),
        (said(404), Refused("h answered 404")),
        (said(408), Deferred("h answered 408")),
        (said(410), Refused("h answered 410: this webhook is gone")),
        (said(425), Deferred("h answered 425")),
        (said(429, retry_after="90"), Deferred("h answered 429", Seconds(90.0))),
        (said(500), Deferred("h answered 500")),
        (said(503, retry_after="99999"), Deferred("h answered 503", Seconds(3_600.0))),
        (said(504), Unanswered("h answered 504")),
        (NotAsked("no address"), Unreachable("no address")),
        (NotAsked("not on the Internet", passing=False), Refused("not on the Internet")),
        (NoAnswer("hung up"), Unanswered("hung up")),
    ],
)
def test_each_answer_has_its_meaning(told: Told, means: Answer) -> None:
    assert answer_of_hook(told, "h", NOON) == means


@pytest.mark.parametrize(
    ("written", "waits"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("3601", 3_600.0),
        ("Sun, 22 Nov 2026 11:01:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 10:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2026 23:00:00 -0000", 3_600.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("9" * 400, None),
        ("٣", None),
        ("Sun, 99 Nov 2026 10:00:00 GMT", None),
    ],
)
def test_who_says_when_to_come_again_is_heard(written: str, waits: float | None) -> None:
    assert wait(written, NOON) == waits
