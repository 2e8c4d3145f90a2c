"""Addresses as mail headers list them."""

import pytest

from services.channels.addresses import Address, addresses

MAILBOXES = [
    ("ana@example.com", "", "ana@example.com"),
    ("Ana <ana@example.com>", "Ana", "ana@example.com"),
    ("ana@example.com (Ana Torres)", "Ana Torres", "ana@example.com"),
    ("<ana@example.com> (Ana Torres)", "Ana Torres", "ana@example.com"),
    ("<ana@example.com> Ana", "Ana", "ana@example.com"),
    ("Ana (at (our) desk) <ana@example.com>", "Ana", "ana@example.com"),
    ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", "Pete", "pete@silly.test"),
    ("John <john@(old) machine . example>", "John", "john@machine.example"),
    ("Mary <@node.test:mary@example.net>", "Mary", "mary@example.net"),
    ("Mary <@a.test,@b.test:mary@example.net>", "Mary", "mary@example.net"),
    ("<mailto:ana@example.com>", "", "ana@example.com"),
    ('"Torres, Ana" <ana@example.com>', "Torres, Ana", "ana@example.com"),
    ('"Torres" =?utf-8?q?Ren=C3=A9?= <ana@example.com>', "Torres René", "ana@example.com"),
    ('"a \\"b\\" c" <ana@example.com>', 'a "b" c', "ana@example.com"),
    ("'Ana' <ana@example.com>", "Ana", "ana@example.com"),
    ("Sales: Ana <ana@example.com>;", "Ana", "ana@example.com"),
    ("jdoe@test  . example", "", "jdoe@test.example"),
]


@pytest.mark.parametrize(("raw", "name", "address"), MAILBOXES)
def test_a_mailbox_is_read_however_it_is_written(raw: str, name: str, address: str) -> None:
    assert addresses(raw, 10) == [Address(name, address)]


def test_a_list_is_split_outside_of_names_and_brackets() -> None:
    raw = '"Torres, Ana" <a@x.example>, b@x.example (b, the other), , Friends: c@x.example;'

    assert [one.address for one in addresses(raw, 10)] == [
        "a@x.example",
        "b@x.example",
        "c@x.example",
    ]


def test_no_more_are_read_than_are_wanted() -> None:
    assert len(addresses("a@x.example," * 50, 10)) == 10


@pytest.mark.parametrize(
    "raw", ["", "nobody", "<>", "NO (posting not allowed)", "@", "a@", "(a@b)"]
)
def test_what_is_no_mailbox_is_passed_over(raw: str) -> None:
    assert addresses(raw, 10) == []


@pytest.mark.parametrize(
    "piece", ["(", ")", "<", '"', '\\"', "\\", "a@b ", "a@b,", "(a)", "@:", " . "]
)
def test_a_list_of_the_largest_size_is_read(piece: str) -> None:
    assert len(addresses(piece * (30_000 // len(piece)), 50)) <= 50
