from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notifier.answers import Deferred, Sent, Withheld
from services.notifier.attempts import CLAIM_LASTS, claim, conclude
from services.notifier.owed import GATHERED, Owed
from switchboard.contracts.case import Case
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Notice
from switchboard.contracts.purposes import medium_of
from switchboard.contracts.values import Identity, Medium, UnixSeconds
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import acknowledge, alert, assign, case, reply

NOW = SUNDAY_NOON
LATER = UnixSeconds(SUNDAY_NOON + CLAIM_LASTS)


def lane_of(notice: Notice) -> str:
    return medium_of(notice) or "none"


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


def test_what_must_wait_until_a_time_is_due_then_and_the_rest_before() -> None:
    quiet = assign(1, not_before=LATER)
    owed, _ = folded([], case(1, replace(quiet, not_before=None)), case(2, assign(2)))
    assert len(owed.take("email", 9, NOW)) == 2

    digest, _ = folded([], case(1, quiet))
    assert (digest.next_due(GATHERED), digest.take(GATHERED, 9, NOW)) == (LATER, [])
    assert digest.take(GATHERED, 9, LATER) == [quiet]


def test_an_alert_waits_for_others_whatever_lane_it_goes_by() -> None:
    owed, _ = folded([], case(1, alert(1, to="tel:+4930901820")), case(2, alert(2)))

    assert owed.lanes() == []
    assert len(owed.take(GATHERED, 9, NOW)) == 2


def test_quiet_hours_that_end_earlier_let_an_alert_go_earlier_and_once() -> None:
    owed, _ = folded([], case(1, replace(alert(), not_before=UnixSeconds(NOW + 9_000))))
    hear(owed, case(1, replace(alert(), not_before=LATER)))

    assert owed.next_due(GATHERED) == LATER
    assert owed.take(GATHERED, 9, UnixSeconds(NOW + 10_000)) == [replace(alert(), not_before=LATER)]
    assert owed.take(GATHERED, 9, UnixSeconds(NOW + 10_000)) == []


def test_what_waits_for_its_message_is_as_its_case_says_it_last() -> None:
    owed, _ = folded([], case(1, alert()))
    owed.take(GATHERED, 9, NOW)
    newer = replace(alert(), stage="breach + 2h")
    hear(owed, case(1, newer))

    assert owed.still(alert().notice_id) == newer


def test_what_was_acknowledged_while_it_waited_is_owed_no_more() -> None:
    owed, _ = folded([], case(1, alert(1), assign(1)))
    owed.take(GATHERED, 9, NOW)
    gone = owed.hear(alert(1).reference.encode(), case(1, assign(1)), NOW)

    assert gone == (alert(1).notice_id,)
    assert owed.still(alert(1).notice_id) is None
    assert owed.still(assign(1).notice_id) == assign(1)


def test_what_is_under_way_or_settled_does_not_wait() -> None:
    owed, _ = folded([], case(1, alert()))
    owed.take(GATHERED, 9, NOW)
    owed.note(claimed(alert()), NOW)
    assert owed.still(alert().notice_id) is None
    owed.note(sent(alert()), NOW)
    assert owed.still(alert().notice_id) is None


def test_a_notice_taken_back_and_owed_again_in_mid_sending_is_not_claimed_twice() -> None:
    owed, _ = folded([], case(1, alert()))
    owed.take(GATHERED, 9, NOW)
    owed.note(claimed(alert()), NOW)
    hear(owed, case(1))
    hear(owed, case(1, alert()))

    assert owed.take(GATHERED, 9, UnixSeconds(NOW + 10_000)) == []
    owed.note(deferred(alert()), NOW)
    assert owed.take(GATHERED, 9, LATER) == [alert()]


def test_ten_thousand_debts_are_restored_and_drawn_with_little_ado() -> None:
    many = [acknowledge(number) for number in range(10_000)]
    owed = Owed(lane_of)
    for number, one in enumerate(many):
        hear(owed, case(number, one))
    owed.settle_in(NOW)

    assert len(owed) == 10_000
    assert len(owed.take("email", 20_000, NOW)) == 10_000


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
