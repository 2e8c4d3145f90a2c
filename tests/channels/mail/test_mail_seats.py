"""Seats at the mail door: so many in all, so many for one sender, and less patience where they grow few."""

from services.channels.mail_seats import THIS_MACHINE, Seats
from switchboard.contracts.values import Seconds

PATIENCE, HASTE = Seconds(300.0), Seconds(10.0)


def seats(most: int = 10, most_each: int = 3) -> Seats:
    return Seats(most, most_each, PATIENCE, HASTE)


def test_one_sender_gets_so_many_and_no_more() -> None:
    room = seats()

    assert [room.take("192.0.2.1") for _ in range(4)] == [True, True, True, False]
    assert room.take("192.0.2.2")


def test_all_together_get_so_many_and_no_more() -> None:
    room = seats(most=4)

    assert [room.take(f"192.0.2.{n}") for n in range(5)] == [True] * 4 + [False]


def test_whoever_has_a_network_of_ipv6_is_one_sender() -> None:
    room = seats()

    assert [room.take(f"2001:db8::{n}") for n in range(1, 5)] == [True, True, True, False]
    assert room.take("2001:db8:0:1::1")


def test_a_seat_that_is_left_is_free_again() -> None:
    room = seats()
    for _ in range(3):
        room.take("192.0.2.1")

    room.leave("192.0.2.1")

    assert (len(room), room.take("192.0.2.1")) == (2, True)


def test_the_mail_server_of_the_house_has_as_many_as_there_are() -> None:
    room = seats()

    assert [room.take(THIS_MACHINE) for _ in range(11)] == [True] * 10 + [False]


def test_patience_ends_where_more_than_half_is_taken() -> None:
    room = seats(most_each=10)
    told = []
    for _ in range(6):
        room.take("192.0.2.1")
        told.append(room.patience())

    assert told == [PATIENCE] * 5 + [HASTE]


def test_nobody_who_left_is_remembered() -> None:
    room = seats()
    for n in range(200):
        room.take(f"192.0.2.{n}")
        room.leave(f"192.0.2.{n}")

    assert len(room) == len(room._taken) == 0
