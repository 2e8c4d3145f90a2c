"""Where an address lies: whoever writes one of ours in another way does not come in by that."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.http.whereabouts import NOWHERE, Private, is_of_the_internet, private


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "10.1.2.3", "192.168.0.1", "172.16.0.1", "0.0.0.0"),
        *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "224.0.0.1"),
        *("255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:ffff:7f00:0001", "::127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::169.254.169.254", "64:ff9b:1::10.0.0.1", "2002:7f00:1::"),
        *("2002:a9fe:a9fe::", "::ffff:a9fe:a9fe", "2001:0:7f00:1::", "fe80::1%eth0"),
        *("localhost", "127.1", "0x7f000001", "2130706433", "", " 8.8.8.8"),
    ],
)
def test_addresses_that_are_not_of_the_internet(address: str) -> None:
    assert not is_of_the_internet(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_addresses_that_are(address: str) -> None:
    assert is_of_the_internet(address)


@given(st.ip_addresses(v=4))
def test_what_is_no_address_of_the_internet_is_none_however_it_is_wrapped(
    address: IPv4Address,
) -> None:
    wrapped = [
        IPv6Address((0xFFFF << 32) | int(address)),
        IPv6Address(int(ip_address("64:ff9b::")) | int(address)),
        IPv6Address(int(ip_address("2002::")) | (int(address) << 80)),
    ]

    if not is_of_the_internet(str(address)):
        assert not any(is_of_the_internet(str(one)) for one in wrapped)


def test_hosts_addresses_and_networks_may_be_named() -> None:
    named = private("hooks.lan, 10.0.0.0/8,[::1], Gate.LAN ,")

    assert named == Private(
        frozenset({"hooks.lan", "gate.lan"}), (ip_network("10.0.0.0/8"), ip_network("::1"))
    )
    assert private("") == NOWHERE


@pytest.mark.parametrize("wrong", ["https://hooks.lan", "10.0.0.1/8", "a b", "a/b", "x" * 254])
def test_what_is_neither_is_told(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no host, address or network"):
        private(wrong)


def test_a_name_holds_for_itself_alone_and_a_network_for_all_in_it() -> None:
    named = private("hooks.lan,10.0.0.0/8")

    assert named.names("HOOKS.lan")
    assert not named.names("evil.hooks.lan")
    assert named.holds("10.255.255.255")
    assert named.holds("::ffff:10.0.0.1")
    assert not named.holds("11.0.0.0")
    assert not named.holds("hooks.lan")
