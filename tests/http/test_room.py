"""Room that is lent to what comes by another way than HTTP."""

from switchboard.contracts.values import Seconds
from switchboard.http.body import Room


def test_room_is_lent_as_long_as_there_is_some_and_is_there_again_when_given_back() -> None:
    room = Room(bytes_=100, requests=1, within=Seconds(1.0))

    assert [room.lend(60), room.lend(41), room.lend(40)] == [True, False, True]
    room.give_back(60)
    assert [room.lend(61), room.lend(60)] == [False, True]
