"""The promise that no test talks to the world."""

import socket

import pytest

from tests.sockets import WorldClosed, fetching, is_near, is_near_host, watch


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.0.1", "::1", "localhost", b"localhost", "", None]
)
def test_this_machine_may_be_called(host: object) -> None:
    assert is_near_host(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", "169.254.169.254"])
def test_the_world_may_not_be_called(host: object) -> None:
    assert not is_near_host(host)


def test_a_path_of_the_file_system_is_near() -> None:
    assert is_near("/run/a.socket")


def test_connecting_to_a_foreign_address_fails_at_once() -> None:
    with socket.socket() as door, pytest.raises(WorldClosed, match="stay on this machine"):
        door.connect(("192.0.2.1", 80))


def test_sending_to_a_foreign_address_fails_at_once() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as door,
        pytest.raises(WorldClosed, match="stay on this machine"),
    ):
        door.sendto(b"hello", ("192.0.2.1", 53))


def test_a_foreign_name_is_not_even_looked_up() -> None:
    with pytest.raises(WorldClosed, match="not looked up"):
        socket.getaddrinfo("example.org", 80)


def test_the_given_broker_may_be_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "kafka-1.example:9092, kafka-2.example:9092")

    assert is_near_host("kafka-2.example")
    assert not is_near_host("kafka-3.example")


def test_what_tests_run_on_may_be_fetched_and_then_the_door_closes() -> None:
    with fetching("a broker"):
        watch("socket.connect", (None, ("192.0.2.1", 443)))

    with pytest.raises(WorldClosed):
        watch("socket.connect", (None, ("192.0.2.1", 443)))
