import pytest

from services.notifier.answers import (
    Answer,
    Deferred,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
    answer_of,
    short,
)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (250, Sent()),
        (421, Unreachable("421 said")),
        (450, Deferred("450 said")),
        (452, Deferred("452 said")),
        (530, Unreachable("530 said")),
        (535, Unreachable("535 said")),
        (550, Refused("550 said")),
        (554, Refused("554 said")),
        (-1, Unanswered("the relay spoke no SMTP: -1 said")),
        (354, Unanswered("the relay spoke no SMTP: 354 said")),
    ],
)
def test_each_reply_of_a_relay_has_one_meaning(code: int, answer: Answer) -> None:
    assert answer_of(code, "said") == answer


def test_a_reason_is_one_line_that_fits_a_record() -> None:
    assert short("no\r\nsuch\tuser\x00 \x1b[31mhere") == "no such user [31mhere"
    assert len(short("x" * 5_000)) == 300
