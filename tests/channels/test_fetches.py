"""When an original is given up that the store doesn't hand out."""

from services.channels.fetches import Fetches


def test_one_that_never_comes_while_others_do_is_given_up_after_so_many_times() -> None:
    fetches, told = Fetches(2), list[bool]()
    for _ in range(3):
        told.append(fetches.failed("a/1"))
        fetches.came("b/2")

    assert told == [False, False, True]


def test_while_none_comes_none_is_given_up_however_often_it_is_asked_for() -> None:
    fetches = Fetches(2)
    fetches.came("b/2")

    assert not any(fetches.failed(key) for _ in range(100) for key in ("a/1", "c/3"))


def test_a_short_one_that_came_is_the_proof_whether_the_store_is_well() -> None:
    fetches = Fetches(1)
    assert fetches.proof is None
    fetches.came("a/1", short=True)
    fetches.came("b/2")

    assert fetches.proof == "a/1"


def test_one_that_came_after_all_has_nothing_held_against_it() -> None:
    fetches = Fetches(1)
    fetches.failed("a/1")
    fetches.came("a/1")

    assert not fetches.failed("a/1")
    assert not fetches.failed("a/1")
