"""Who knocks: nobody can lend another's address, nor send a form from elsewhere in a visitor's name."""

import pytest

from switchboard.http.visitor import address, from_own_page, networks

OURS = networks("10.0.0.0/8, 2001:db8::7")


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "whose"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # Nobody's proxy: it may say what it likes.
        ("10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("2001:db8::7", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "192.0.2.66, 198.51.100.1", "198.51.100.1"),  # The first was made up.
        ("10.1.2.3", "192.0.2.66, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.1.2.3", "10.9.9.9", "10.9.9.9"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", " , ", "10.1.2.3"),
        ("10.1.2.3", "not an address", "10.1.2.3"),
        ("10.1.2.3", "198.51.100.1, unknown", "10.1.2.3"),
        ("10.1.2.3", "198.51.100.1:4711", "198.51.100.1"),
        ("10.1.2.3", "[2001:db8::9]:4711", "2001:db8::9"),
        ("10.1.2.3", "2001:db8::9", "2001:db8::9"),
        ("", "198.51.100.1", ""),
    ],
)
def test_only_what_our_own_proxies_saw_counts(peer: str, forwarded_for: str, whose: str) -> None:
    assert address(peer, forwarded_for, OURS) == whose


def test_without_trusted_proxies_it_is_whoever_connects() -> None:
    assert address("127.0.0.1", "198.51.100.1", networks("")) == "127.0.0.1"


def test_an_endless_list_of_hops_is_not_walked_to_its_end() -> None:
    hops = "198.51.100.1, " + ", ".join(["10.0.0.1"] * 10_000)

    assert address("10.1.2.3", hops, OURS) == "10.0.0.1"


@pytest.mark.parametrize("text", ["10.0.0.1/8", "localhost", "10.0.0.0/8;"])
def test_what_is_no_network_is_told_at_once(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not appear|has host bits"):
        networks(text)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": "https://proxy.example", "host": "in"},
        {"origin": "https://help.example", "host": "help.example"},
        {"origin": "http://Help.Example:8080", "host": "help.example:8080"},
    ],
)
def test_a_form_from_our_own_page_is_known_as_such(headers: dict[str, str]) -> None:
    assert from_own_page(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://here", "host": "here"},
        {"origin": "https://evil.example", "host": "help.example"},
        {"origin": "https://help.example.evil.example", "host": "help.example"},
        {"origin": "null", "host": "help.example"},
        {"origin": "null", "host": ""},
        {"origin": "http://[", "host": "["},
        {"origin": "", "host": ""},
    ],
)
def test_the_browser_tells_on_a_form_from_elsewhere(headers: dict[str, str]) -> None:
    assert not from_own_page(headers)
