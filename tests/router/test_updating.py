"""A customer hears of their matter unasked: how it goes, that a promise has moved, and what has been done."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.router.decide import decide
from switchboard.contracts.case import Bounced, Case, Flag
from switchboard.contracts.course import (
    CaseClosed,
    CaseMarkedSpam,
    CasePaused,
    CaseResolved,
)
from switchboard.contracts.notices import Acknowledge, Update
from switchboard.contracts.values import (
    Clock,
    Kind,
    Nature,
    News,
    Reminder,
    Status,
    UnixSeconds,
)
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from tests.router.attentive import (
    ATTENTIVE,
    BUNDLE,
    after,
    due,
    opened,
    owed,
    quiet,
    resolve,
)
from tests.router.company import (
    ANA,
    BILL,
    by_hand,
    inquiry,
    later,
    merge,
    reopen,
    reply,
    transfer,
)

HOUR, DAY = 3_600.0, 86_400.0


def reminded(case: Case) -> UnixSeconds | None:
    """Return when the customer hears next how things stand."""
    return next((one.at for one in case.reminders if one.reminder is Reminder.PROGRESS), None)


def news(case: Case) -> list[News]:
    return [one.news for one in owed(case, Update)]


def test_a_customer_hears_how_things_stand_when_nothing_was_said_for_long() -> None:
    case = quiet(opened())

    told = after(case, due(case, Reminder.PROGRESS), later(DAY + 5))

    (update,) = owed(told, Update)
    assert reminded(case) == later(DAY)
    assert (update.news, update.to, update.name) == (News.PROGRESS, ANA, "Ana Ortiz")
    assert (update.kind, update.status, update.department) == (
        Kind.INCIDENT,
        Status.OPEN,
        "service",
    )
    assert update.thread.message_id == "<first@example.com>"
    assert (told.told_at, reminded(told)) == (later(DAY + 5), later(2 * DAY + 5))


def test_every_word_of_ours_puts_it_off() -> None:
    case = quiet(opened())

    answered = after(case, reply(case), later(10 * HOUR))
    stale = after(answered, due(case, Reminder.PROGRESS), later(DAY + 5))

    assert reminded(answered) == later(10 * HOUR + DAY)
    assert news(stale) == []


def test_a_reply_that_comes_behind_the_time_says_enough() -> None:
    case = quiet(opened())

    answered = after(case, reply(case), later(DAY + 1))

    assert news(answered) == []
    assert reminded(answered) == later(2 * DAY + 1)


def test_after_a_day_of_standstill_it_is_said_once() -> None:
    case = quiet(opened())

    told = after(case, due(case, Reminder.PROGRESS), later(5 * DAY))

    assert news(told) == [News.PROGRESS]
    assert reminded(told) == later(6 * DAY)


def test_what_never_went_out_is_replaced_by_what_is_newer() -> None:
    case = quiet(opened())
    first = after(case, due(case, Reminder.PROGRESS), later(DAY + 5))

    second = after(first, due(first, Reminder.PROGRESS), later(3 * DAY))

    (update,) = owed(second, Update)
    assert update.owed_at == later(3 * DAY)


def test_it_goes_on_while_we_wait_for_them_and_ends_with_the_matter() -> None:
    case = quiet(opened())

    waiting = after(case, by_hand(case, CasePaused))
    ends = [
        after(case, resolve(case)),
        after(case, by_hand(case, CaseClosed)),
        after(case, by_hand(case, CaseMarkedSpam)),
        after(case, merge(case, inquiry("other").reference)),
    ]

    assert reminded(waiting) == later(DAY)
    assert [reminded(one) for one in ends] == [None] * 4


def test_only_of_what_the_strategy_names() -> None:
    assert reminded(opened(inquiry(text=BILL))) is None


def test_an_update_says_what_is_promised_next() -> None:
    said = ATTENTIVE.replace("first_response: 8h", "first_response: 8h, resolve: 72h")
    program = compile_bundle(Bundle(files=BUNDLE.files | {"strategy.yaml": said}))
    case = decide(program, None, inquiry(), later(0))
    assert case is not None

    told = decide(program, quiet(case), due(case, Reminder.PROGRESS), later(DAY + 5))

    assert told is not None
    (update,) = owed(told, Update)
    assert (update.promise, update.promised_by) == (Clock.RESOLVE, later(3 * DAY))
    assert (told.told_of, told.told_by) == (Clock.RESOLVE, later(3 * DAY))


def test_what_is_late_already_is_promised_no_more() -> None:
    case = quiet(opened())

    (update,) = owed(after(case, due(case, Reminder.PROGRESS), later(DAY + 5)), Update)

    assert (update.promise, update.promised_by) == (None, None)


def test_a_resolution_tells_what_has_been_done() -> None:
    case = quiet(opened())

    done = after(case, resolve(case, "blob/done"))

    (update,) = owed(done, Update)
    assert (update.news, update.body, update.status) == (
        News.RESOLVED,
        "blob/done",
        Status.RESOLVED,
    )
    assert (done.done, done.open_because) == ("blob/done", "the customer is in a hurry")


def test_a_resolution_without_words_is_told_where_the_strategy_says_so() -> None:
    case = quiet(opened())
    mute = ATTENTIVE.replace("  resolved: true\n", "")
    program = compile_bundle(Bundle(files=BUNDLE.files | {"strategy.yaml": mute}))

    silent = decide(program, case, resolve(case), later(60))
    worded = decide(program, case, resolve(case, "blob/done"), later(60))

    assert silent is not None
    assert worded is not None
    assert news(after(case, resolve(case))) == [News.RESOLVED]
    assert news(silent) == []
    assert news(worded) == [News.RESOLVED]  # What staff write for the customer goes to them.


def test_what_has_not_gone_out_by_the_time_that_it_is_reopened_is_not_said() -> None:
    case = quiet(opened())
    done = after(case, resolve(case, "blob/done"))

    assert news(after(done, reopen(case))) == []


def test_a_case_that_is_resolved_says_nothing_of_progress_any_more() -> None:
    case = quiet(opened())
    told = after(case, due(case, Reminder.PROGRESS), later(DAY + 5))

    assert news(after(told, resolve(case))) == [News.RESOLVED]


def dead(case: Case) -> Case:
    bounced = Bounced(identity=ANA, at=later(30), inquiry_id=case.inquiries[0].inquiry_id)
    return replace(case, bounced=(bounced,))


@pytest.mark.parametrize(
    "unheard",
    [
        lambda case: replace(case, unconfirmed=(ANA,)),
        dead,
        lambda case: replace(case, flags=(Flag.DRILL,)),
        lambda case: replace(case, flags=(Flag.SPAM,)),
    ],
)
def test_nobody_unconfirmed_unreachable_or_unreal_is_written_to(unheard: Any) -> None:
    case = unheard(quiet(opened()))

    told = after(case, due(case, Reminder.PROGRESS), later(DAY + 5))

    assert owed(told, Update) == []
    assert reminded(told) is None
    assert owed(after(case, resolve(case, "blob/done")), Update) == []


def test_who_writes_from_an_address_that_was_dead_hears_from_us_again() -> None:
    case = after(dead(quiet(opened())), transfer(opened(), "sales"))

    alive = after(case, inquiry("alive"), later(HOUR))

    assert reminded(case) is None
    assert reminded(alive) is not None


def test_who_is_known_by_no_address_is_not_written_to() -> None:
    case = opened(inquiry(sender=None))

    assert owed(case, Acknowledge) == []
    assert reminded(case) is None


def test_machines_hear_nothing() -> None:
    assert reminded(opened(inquiry(nature=Nature.MACHINE_NOTICE))) is None


def test_a_resolution_by_hand_of_an_old_record_has_no_words() -> None:
    case = quiet(opened(inquiry(text=BILL)))
    plain = CaseResolved(action_id="r", reference=case.reference, by="k.vogel")

    assert after(case, plain).done == ""
