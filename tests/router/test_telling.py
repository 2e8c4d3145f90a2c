"""By when customers are told that they hear from us: as the promise stands when the word comes to be owed."""

from msgspec.structs import replace

from services.router.telling import told
from switchboard.contracts.case import Case
from switchboard.contracts.notices import Acknowledge, Survey, Update
from switchboard.contracts.values import (
    Channel,
    Clock,
    Identity,
    News,
    NoticeId,
    Opinion,
    Seconds,
    Status,
)
from tests.router.company import ANA, EIGHT_HOURS, inquiry, later, reply
from tests.router.speaking import PROGRAM, after, opened, speaking

HOUR = 3_600.0
NEXT = speaking(("first_response: 8h", "first_response: 8h, next_response: 4h"))


def promised(case: Case) -> list[float | None]:
    return [one.first_response_by for one in case.owed if isinstance(one, Acknowledge)]


def standing(case: Case) -> tuple[float | None, Clock | None, float | None]:
    return case.told_by, case.told_of, case.told_at


def test_whoever_is_acknowledged_was_told_by_when_we_answer() -> None:
    case = opened()

    assert promised(case) == [later(EIGHT_HOURS)]
    assert standing(case) == (later(EIGHT_HOURS), Clock.FIRST_RESPONSE, later(0))


def test_a_second_word_names_the_promise_as_it_stands_by_then() -> None:
    case = after(opened(program=NEXT), reply(opened()), later(HOUR), NEXT)

    said = inquiry("second", channel=Channel.WEB, received_at=later(2 * HOUR))
    case = after(case, said, later(2 * HOUR), NEXT)

    assert promised(case) == [later(EIGHT_HOURS), later(6 * HOUR)]
    assert standing(case) == (later(6 * HOUR), Clock.NEXT_RESPONSE, later(2 * HOUR))


def test_a_promise_that_is_broken_is_not_made_again() -> None:
    late = after(opened(), inquiry("second", channel=Channel.WEB), later(EIGHT_HOURS + 1), PROGRAM)

    assert promised(late) == [later(EIGHT_HOURS), None]
    assert standing(late) == (
        later(EIGHT_HOURS),
        Clock.FIRST_RESPONSE,
        later(EIGHT_HOURS + 1),
    )


def test_whoever_is_answered_waits_for_nothing_that_we_have_told() -> None:
    case = after(opened(), reply(opened()), later(HOUR))

    assert standing(case) == (None, None, later(HOUR))


def test_what_was_owed_before_is_told_no_second_time() -> None:
    case = opened()
    claimed = after(case, inquiry("second"), later(HOUR))

    assert standing(claimed) == standing(case)


UPDATE = Update(
    notice_id=NoticeId("update"),
    reference=opened().reference,
    to=Identity(ANA),
    channel=Channel.EMAIL,
    news=News.PROGRESS,
    kind=opened().decisions[0].judgement.kind,
    status=Status.OPEN,
    department="service",
    language="en",
    strategy_id=opened().strategy_id,
    owed_at=later(HOUR),
)
SURVEY = Survey(
    notice_id=NoticeId("survey"),
    reference=opened().reference,
    to=Identity(ANA),
    channel=Channel.EMAIL,
    kind=UPDATE.kind,
    department="service",
    language="en",
    opinions=(Opinion.DELIGHTED,),
    expires_at=later(9 * HOUR),
    not_within=Seconds(HOUR),
    strategy_id=UPDATE.strategy_id,
    owed_at=later(HOUR),
)


def owing(*notices: Update | Survey) -> Case:
    case = opened()
    return told(case, replace(case, owed=(*case.owed, *notices)))


def test_an_update_moves_what_was_told_where_it_names_a_promise() -> None:
    moved = replace(UPDATE, promise=Clock.RESOLVE, promised_by=later(5 * HOUR))

    assert standing(owing(UPDATE)) == (later(EIGHT_HOURS), Clock.FIRST_RESPONSE, later(HOUR))
    assert standing(owing(moved)) == (later(5 * HOUR), Clock.RESOLVE, later(HOUR))


def test_a_survey_is_a_word_of_ours_that_promises_nothing() -> None:
    assert standing(owing(SURVEY)) == (later(EIGHT_HOURS), Clock.FIRST_RESPONSE, later(HOUR))
