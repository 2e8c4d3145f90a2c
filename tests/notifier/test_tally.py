from hypothesis import given
from hypothesis import strategies as st

from services.notifier.tally import Tally
from switchboard.contracts.values import NoticeId, Seconds, UnixSeconds
from tests.harness.clock import SUNDAY_NOON

DAY = Seconds(86_400.0)
NOBODY = NoticeId("")


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(SUNDAY_NOON + seconds)


def one(number: int) -> NoticeId:
    return NoticeId(f"notice-{number}")


def test_each_notice_counts_once_however_often_it_is_said_to_go() -> None:
    tally = Tally(DAY)
    for at in (0, 30, 60):
        tally.note("ana", one(1), later(at))

    assert tally.count("ana", later(-1), NOBODY) == 1
    assert tally.newest("ana", NOBODY) == later(60)


def test_a_notice_does_not_stand_in_its_own_way() -> None:
    tally = Tally(DAY)
    tally.note("ana", one(1), later(0))

    assert tally.count("ana", later(-1), one(1)) == 0
    assert tally.newest("ana", one(1)) is None


def test_what_was_not_sent_is_not_counted_and_not_remembered() -> None:
    tally = Tally(DAY)
    tally.note("ana", one(1), later(0))
    tally.drop("ana", one(1))
    tally.drop("bea", one(1))

    assert (tally.count("ana", later(-1), NOBODY), len(tally)) == (0, 0)


def test_what_nobody_asks_for_any_more_is_forgotten() -> None:
    tally = Tally(DAY)
    for number in range(100):
        tally.note(f"stranger-{number}", one(number), later(number))
    tally.note("ana", one(1_000), later(2 * DAY))

    assert len(tally) == 1


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 200), st.booleans()),
        max_size=60,
    ),
    st.integers(0, 250),
    st.integers(1, 250),
)
def test_a_tally_counts_as_one_would_by_hand(
    story: list[tuple[int, int, int, bool]], now: int, span: int
) -> None:
    tally, by_hand = Tally(DAY), dict[tuple[str, NoticeId], int]()
    for number, key, at, sent in story:
        if sent:
            tally.note(str(key), one(number), later(at))
            by_hand[str(key), one(number)] = at
        else:
            tally.drop(str(key), one(number))
            by_hand.pop((str(key), one(number)), None)

    for whose in "012":
        went = [moment for (key, _), moment in by_hand.items() if key == whose]
        counted = tally.count(whose, later(now - span), NOBODY)
        assert counted == sum(moment > now - span for moment in went)
