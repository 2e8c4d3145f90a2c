"""Who is told together, and until when they wait for each other."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notifier.answers import Deferred
from services.notifier.attempts import ALERTS, claim, conclude
from services.notifier.gather import (
    GATHERS_AGAIN_FOR,
    GATHERS_FOR,
    MOST_TOGETHER,
    Offer,
    Windows,
    group_id,
    is_gathered,
    together,
)
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Alert, Assign, Notice
from switchboard.contracts.values import Medium, NoticeId, Recipient, UnixSeconds
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import acknowledge, alert, assign

NOW = SUNDAY_NOON
LEAD = "mailto:lead@acme.example"


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(NOW + seconds)


def offered(windows: Windows, *notices: Alert | Assign, at: UnixSeconds = NOW) -> None:
    for number, notice in enumerate(notices):
        windows.offer(notice, None, number % 2, at)


def drawn(windows: Windows, at: UnixSeconds) -> list[set[NoticeId]]:
    """Return the messages that go at a moment, each by what it tells."""
    return [ids(windows.draw(key)) for key in windows.complete(at)]


def ids(offers: list[Offer]) -> set[NoticeId]:
    return {one.notice.notice_id for one in offers}


def put_off(notice: Alert, group: str, at: UnixSeconds = NOW) -> Delivery:
    claimed = claim(notice, None, Medium.EMAIL, "<id>", at, group)
    return conclude(claimed, Deferred("451"), at, 0.5)


def test_forty_cases_that_breach_within_half_a_minute_are_one_message() -> None:
    windows = Windows()
    alerts = [alert(number) for number in range(40)]
    for number, one in enumerate(alerts):
        windows.offer(one, None, number % 12, later(number * 0.7))

    assert windows.complete(later(GATHERS_FOR - 0.001)) == []
    assert drawn(windows, later(GATHERS_FOR)) == [{one.notice_id for one in alerts}]
    assert len(windows) == 0


def test_one_that_is_alone_waits_no_longer_than_the_others() -> None:
    windows = Windows()
    offered(windows, alert())

    assert drawn(windows, later(GATHERS_FOR)) == [{alert().notice_id}]


def test_what_comes_after_the_window_has_one_of_its_own() -> None:
    windows = Windows()
    offered(windows, alert(1))
    drawn(windows, later(30))
    offered(windows, alert(2), at=later(31))

    assert drawn(windows, later(60)) == []
    assert drawn(windows, later(61)) == [{alert(2).notice_id}]


def test_recipients_departments_and_exercises_are_told_apart() -> None:
    windows = Windows()
    drill = replace(alert(4), matter=replace(alert(4).matter, drill=True))
    offered(windows, alert(1), alert(2, to="staff:k.vogel"), alert(3, department="sales"), drill)

    assert len(drawn(windows, later(30))) == 4


def test_a_digest_tells_of_all_departments_and_only_of_its_own_time() -> None:
    windows = Windows()
    at, then = later(3_600), later(7_200)
    one, other = assign(1, not_before=at), assign(2, not_before=at, department="sales")
    offered(windows, one, other, assign(3, not_before=then), at=then)

    assert sorted(map(len, drawn(windows, later(7_230)))) == [1, 2]


def test_alerts_and_digests_are_gathered_and_nothing_else_is() -> None:
    gathered: list[Notice] = [alert(), assign(not_before=later(60))]
    alone: list[Notice] = [acknowledge(), assign(not_before=None)]

    assert all(map(is_gathered, gathered))
    assert not any(map(is_gathered, alone))


def test_those_who_went_together_go_together_again_and_soon() -> None:
    windows, group = Windows(), group_id([alert(1), alert(2)])
    for number in (1, 2):
        known = put_off(alert(number), group)
        windows.offer(alert(number), known, number, later(10 + number / 1000))
    offered(windows, alert(3), at=later(10))

    soon = later(10 + GATHERS_AGAIN_FOR + 0.001)
    assert drawn(windows, soon) == [{alert(1).notice_id, alert(2).notice_id}]
    assert together(alert(1), put_off(alert(1), group)).before == group


def test_the_same_ones_together_have_the_same_name_and_one_alone_has_none() -> None:
    one, other, third = alert(1), alert(2), alert(3)

    assert group_id([one, other]) == group_id([other, one])
    assert group_id([one, other]) != group_id([one, third])
    assert group_id([one]) == ""


def test_what_is_owed_no_more_is_told_to_nobody() -> None:
    windows = Windows()
    offered(windows, alert(1), alert(2), alert(3))
    windows.withdraw([alert(1).notice_id, NoticeId("never offered")])

    assert drawn(windows, later(30)) == [{alert(2).notice_id, alert(3).notice_id}]


def test_a_window_from_which_all_are_withdrawn_is_none() -> None:
    windows = Windows()
    offered(windows, alert(1))
    windows.withdraw([alert(1).notice_id])

    assert windows.complete(later(30)) == []
    assert windows.of(0) == []


def test_a_partition_that_leaves_takes_along_what_it_has_offered() -> None:
    windows = Windows()
    offered(windows, alert(1), alert(2), alert(3))
    windows.leave(0)

    assert drawn(windows, later(30)) == [{alert(2).notice_id}]


def test_what_is_too_much_for_one_message_stays_for_another_the_oldest_first() -> None:
    windows = Windows()
    alerts = [alert(number, owed_at=later(number / 1000)) for number in range(MOST_TOGETHER + 1)]
    offered(windows, *reversed(alerts))
    [key] = windows.complete(later(30))

    assert ids(windows.draw(key)) == {one.notice_id for one in alerts[:-1]}
    assert key in windows
    assert ids(windows.draw(key)) == {alerts[-1].notice_id}
    assert key not in windows


def test_patience_counts_from_the_first_attempt() -> None:
    windows, tried = Windows(), put_off(alert(1), "")
    windows.offer(alert(1), tried, 0, later(60))
    windows.offer(alert(2), tried, 0, later(60))
    [key] = windows.complete(later(61))

    assert windows.loses_patience_at(key) == later(ALERTS.gives_up_after)
    assert windows.overdue(key, later(119)) == []
    assert len(windows.overdue(key, later(120))) == 2
    assert len(windows) == 0


def test_a_notice_that_is_offered_again_waits_once() -> None:
    windows = Windows()
    offered(windows, alert(1))
    windows.offer(alert(1), put_off(alert(1), ""), 0, later(5))

    assert len(windows) == 1
    assert drawn(windows, later(30)) == [{alert(1).notice_id}]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 11),
            st.integers(0, 2),
            st.sampled_from(["sales", "service"]),
            st.floats(0, 40),
        ),
        max_size=60,
    )
)
def test_every_alert_is_in_exactly_one_message_and_no_later_than_its_window(
    story: list[tuple[int, int, str, float]],
) -> None:
    windows, now, told = Windows(), NOW, list[tuple[NoticeId, float]]()
    owed = dict[NoticeId, UnixSeconds]()
    for number, (partition, whose, department, pause) in enumerate(story):
        while (closes := _next(windows)) is not None and closes <= now + pause:
            told += _tell(windows, closes)
        now = UnixSeconds(now + pause)
        one = alert(number, to=f"staff:{whose}", department=department)
        windows.offer(one, None, partition, now)
        owed[one.notice_id] = now
    while (closes := _next(windows)) is not None:
        told += _tell(windows, closes)

    assert sorted(one for one, _ in told) == sorted(owed)
    assert all(at - owed[one] <= GATHERS_FOR + 0.001 for one, at in told)


def _next(windows: Windows) -> UnixSeconds | None:
    return min(
        (closes for partition in range(12) for _, closes in windows.of(partition)), default=None
    )


def _tell(windows: Windows, at: UnixSeconds) -> list[tuple[NoticeId, float]]:
    told = list[tuple[NoticeId, float]]()
    for key in windows.complete(at):
        offers = windows.draw(key)
        assert len({(one.notice.to, one.notice.matter.department) for one in offers}) == 1
        told += [(one.notice.notice_id, at) for one in offers]
    return told


def test_all_of_a_message_go_to_one_recipient() -> None:
    windows = Windows()
    offered(windows, alert(1), alert(2))
    [key] = windows.complete(later(30))

    assert (key.to, windows.first(key).to) == (Recipient(LEAD), Recipient(LEAD))
