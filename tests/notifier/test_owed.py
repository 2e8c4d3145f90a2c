from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notifier.answers import Deferred, Sent, Withheld
from services.notifier.attempts import CLAIM_LASTS, claim, conclude
from services.notifier.owed import Owed
from services.notifier.shell import lane_of
from switchboard.contracts.case import Case
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import Identity, Medium, UnixSeconds
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import acknowledge, case, reply

NOW = SUNDAY_NOON
LATER = UnixSeconds(SUNDAY_NOON + CLAIM_LASTS)


def claimed(notice: Notice) -> Delivery:
    return claim(notice, None, Medium.EMAIL, "<id>", NOW)


def sent(notice: Notice) -> Delivery:
    return conclude(claimed(notice), Sent(), NOW, 0.5)


def deferred(notice: Notice) -> Delivery:
    return conclude(claimed(notice), Deferred("451"), NOW, 0.5)


def hear(owed: Owed, *cases: Case) -> None:
    for one in cases:
        owed.hear(one.reference.encode(), one, NOW)


def folded(deliveries: list[Delivery], *cases: Case) -> tuple[Owed, list[Delivery]]:
    owed = Owed(lane_of)
    for delivery in deliveries:
        owed.note(delivery, NOW)
    hear(owed, *cases)
    return owed, owed.settle_in(NOW)


def due(owed: Owed, at: UnixSeconds = NOW) -> list[Notice]:
    return owed.take("email", 100, at)


def test_what_is_owed_is_due_the_oldest_first() -> None:
    old, new = acknowledge(1), acknowledge(2, owed_at=UnixSeconds(NOW + 1))
    owed, _ = folded([], case(2, new), case(1, old))

    assert owed.take("email", 1, NOW) == [old]
    assert due(owed) == [new]
    assert due(owed) == []
    assert len(owed) == 2


def test_nothing_is_due_before_the_fold_has_ended() -> None:
    owed = Owed(lane_of)
    hear(owed, case(1, acknowledge()))

    assert due(owed) == []


def test_a_claim_found_in_the_log_is_due_when_it_is_void() -> None:
    owed, again = folded([claimed(acknowledge())], case(1, acknowledge()))

    assert (due(owed), again, owed.next_due("email")) == ([], [], LATER)
    assert due(owed, LATER) == [acknowledge()]


def test_a_letter_put_off_is_due_when_its_time_comes() -> None:
    owed, _ = folded([deferred(acknowledge())], case(1, acknowledge()))

    assert due(owed, UnixSeconds(NOW + 29)) == []
    assert due(owed, UnixSeconds(NOW + 30)) == [acknowledge()]


def test_what_is_settled_and_owed_is_told_again_and_never_due() -> None:
    owed, again = folded([sent(acknowledge())], case(1, acknowledge()))

    assert again == [sent(acknowledge())]
    assert (due(owed), len(owed)) == ([], 0)


def test_a_case_that_was_written_since_owes_only_what_it_says_last() -> None:
    owed, again = folded([sent(acknowledge())], case(1, acknowledge()), case(1, reply()))

    assert (again, due(owed)) == ([], [reply()])
    assert owed.deliveries == {}


def test_a_case_that_is_gone_owes_nothing() -> None:
    owed, _ = folded([], case(1, acknowledge()))
    owed.hear(acknowledge().reference.encode(), None, NOW)

    assert (due(owed), len(owed)) == ([], 0)


def test_what_is_under_way_is_not_due_again_however_often_its_case_is_written() -> None:
    owed, _ = folded([], case(1, acknowledge()))
    due(owed)
    owed.note(claimed(acknowledge()), NOW)
    hear(owed, case(1, acknowledge()))

    assert due(owed, UnixSeconds(NOW + 10_000)) == []


def test_a_case_erased_in_mid_sending_is_forgotten_when_the_letter_is_answered() -> None:
    owed, _ = folded([], case(1, acknowledge()))
    due(owed)
    owed.note(claimed(acknowledge()), NOW)
    owed.hear(acknowledge().reference.encode(), None, NOW)
    owed.note(deferred(acknowledge()), NOW)

    assert (owed.deliveries, due(owed, LATER), len(owed)) == ({}, [], 0)


def test_an_acknowledgement_withheld_once_and_owed_anew_is_a_new_one() -> None:
    withheld = conclude(claimed(acknowledge()), Withheld("our own"), NOW, 0.5)
    anew = replace(acknowledge(), owed_at=UnixSeconds(NOW + 60))

    owed, again = folded([withheld], case(1, anew))
    assert (due(owed), again) == ([anew], [])


def test_what_no_medium_reaches_waits_in_no_medium_s_queue() -> None:
    nobody = acknowledge(1, to=Identity("customer:4711"))
    owed, _ = folded([], case(1, nobody))

    assert due(owed) == []
    assert owed.take("none", 10, NOW) == [nobody]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["owe", "clear", "pay"])), max_size=40)
)
def test_debts_followed_are_the_same_as_debts_folded(story: list[tuple[int, str]]) -> None:
    live, log, newest = Owed(lane_of), list[Delivery](), dict[int, Case]()
    live.settle_in(NOW)
    for number, what in story:
        if what == "pay":
            paid = [sent(notice) for notice in due(live)]
            log += paid
            for delivery in paid:
                live.note(delivery, NOW)
        elif (
            what == "clear" or number not in newest
        ):  # A router never owes again what it has settled.
            newest[number] = case(number, *([acknowledge(number)] if what == "owe" else ()))
            hear(live, newest[number])

    again, told = folded(log, *newest.values())
    assert {one.notice_id for one in told} == set(live.deliveries)
    assert len(again) == len(live)
    assert ids(due(again)) == ids(due(live))


def ids(notices: list[Notice]) -> set[str]:
    return {notice.notice_id for notice in notices}
