"""Mailboxes by URL: nothing half said is guessed at, and no password is ever shown."""

import pytest

from services.channels.imap_account import Account, Position, Tls, accounts, decode, encode
from services.channels.imap_mail import envelope_of, source_of
from switchboard.contracts.values import UnixSeconds


def one(url: str) -> Account:
    [found] = accounts(url)
    return found


def test_a_mailbox_is_a_url() -> None:
    found = one("imaps://ana%40acme.example:p%2Fw@imap.acme.example/Support%20in")

    assert found == ("imap.acme.example", 993, "ana@acme.example", "p/w", "Support in", Tls.AT_ONCE)


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("imaps://a:b@host", 993, Tls.AT_ONCE),
        ("imaps://a:b@host:1993", 1993, Tls.AT_ONCE),
        ("imap://a:b@host", 143, Tls.BEFORE_LOGIN),
        ("imap://a:b@host?tls=required", 143, Tls.BEFORE_LOGIN),
        ("imap://a:b@host:1143/?tls=never", 1143, Tls.NEVER),
    ],
)
def test_a_login_is_secret_unless_somebody_says_otherwise(url: str, port: int, tls: Tls) -> None:
    found = one(url)

    assert (found.port, found.tls, found.folder) == (port, tls, "INBOX")


def test_several_are_listed_each_once() -> None:
    listed = "imaps://a:b@host, imaps://c:d@host/Sales\nimaps://a:new@host/INBOX"

    assert [found.user for found in accounts(listed)] == ["a", "c"]
    assert accounts("  ") == ()


@pytest.mark.parametrize(
    "url",
    [
        "host",
        "https://a:canary@host",
        "imaps://host/INBOX",
        "imaps://a:canary@",
        "imaps://a:canary@host:port",
        "imap://a:canary@host?tls=sometimes",
        "imaps://a:canary@[host",
    ],
)
def test_what_is_no_mailbox_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"imaps://|tls=") as told:
        accounts(url)

    assert "canary" not in str(told.value)


def test_a_password_is_shown_nowhere() -> None:
    assert "canary" not in repr(accounts("imaps://a:canary@host/INBOX"))


def test_another_password_makes_no_other_mailbox_but_another_folder_does() -> None:
    before, after = one("imaps://a:b@host"), one("imaps://a:c@host")

    assert before.key == after.key != one("imaps://a:b@host/Sales").key


def test_a_position_counts_under_its_numbering_alone() -> None:
    stored = encode(Position(validity=7, uid=42))

    assert decode(stored, 7) == Position(7, 42)
    assert decode(stored, 8) is None


@pytest.mark.parametrize(
    ("head", "sender"),
    [
        (b"Subject: x\r\nFrom: Ana <ana@example.com>\r\n", "ana@example.com"),
        (b"from:\r\n ana@example.com\r\nTo: b@example.com", "ana@example.com"),
        (b"From: nobody\r\n", None),
        (b"Subject: From: ana@example.com\r\n", None),
        (b"From: <a\xff@example.com>\r\n", "aÿ@example.com"),
        (b"", None),
    ],
)
def test_of_a_mail_that_stays_where_it_is_its_head_says_who_wrote_it(
    head: bytes, sender: str | None
) -> None:
    assert envelope_of(head).sender == sender


def test_a_mail_without_message_id_is_known_by_when_it_came() -> None:
    assert source_of(UnixSeconds(1_795_348_800.0)) == "imap:1795348800"
