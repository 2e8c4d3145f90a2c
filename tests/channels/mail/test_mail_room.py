"""Room for mails on their way in: so much in all, and so much for one sender."""

from services.channels.mail_room import MailRoom
from services.channels.mail_seats import THIS_MACHINE


def test_one_sender_gets_so_much_and_leaves_the_rest_to_others() -> None:
    room = MailRoom(100, 40)

    assert room.lend("192.0.2.1", 40)
    assert not room.lend("192.0.2.1", 1)
    assert room.lend("192.0.2.2", 40)


def test_all_together_get_so_much_and_no_more() -> None:
    room = MailRoom(100, 40)

    assert [room.lend(f"192.0.2.{n}", 40) for n in range(3)] == [True, True, False]
    assert room.lend("192.0.2.3", 20)
    assert not room.lend("192.0.2.4", 1)


def test_whoever_has_a_network_of_ipv6_is_one_sender() -> None:
    room = MailRoom(100, 40)

    assert room.lend("2001:db8::1", 40)
    assert not room.lend("2001:db8::2", 1)


def test_the_mail_server_of_the_house_may_take_all() -> None:
    assert MailRoom(100, 40).lend(THIS_MACHINE, 100)


def test_it_is_crowded_when_more_than_half_is_taken() -> None:
    room = MailRoom(100, 60)

    assert room.lend("192.0.2.1", 50)
    assert not room.is_crowded()
    assert room.lend("192.0.2.1", 1)
    assert room.is_crowded()


def test_what_is_given_back_is_free_again_and_nobody_is_remembered() -> None:
    room = MailRoom(100, 40)
    for n in range(200):
        assert room.lend(f"192.0.2.{n}", 40)
        room.give_back(f"192.0.2.{n}", 40)

    assert len(room) == len(room._lent) == 0
