import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.address import Mailbox, mailbox, own, recipient
from services.notifier.answers import Refused, Withheld
from switchboard.contracts.values import Identity
from switchboard.identities import NotAnIdentity

OURS = own([Mailbox("support", "acme.example")])


def test_an_address_is_written_as_it_is_but_for_its_domain() -> None:
    assert mailbox("Ana.Costa@Customer.EXAMPLE") == Mailbox("Ana.Costa", "customer.example")
    assert mailbox("ana@köln.example").spec == "ana@xn--kln-sna.example"


def test_a_local_part_that_needs_quotes_gets_them() -> None:
    assert mailbox("a..b@customer.example").spec == '"a..b"@customer.example'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@customer.example",
        "a b@customer.example",
        "ana@customer.example\r\nBcc: all@customer.example",
        "ana@customer.example, bob@customer.example",
        "<ana@customer.example>",
        "=?utf-8?q?all=40customer.example=2C?=@customer.example",
        "ana\u202e@customer.example",
        "ana@[127.0.0.1]",
        "ana@customer.example>\nRCPT TO:<bob@customer.example",
    ],
)
def test_what_could_be_read_as_something_else_is_no_address(text: str) -> None:
    with pytest.raises(NotAnIdentity):
        mailbox(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_written_the_result_is_one_address_or_none(local: str, domain: str) -> None:
    found = recipient(Identity(f"mailto:{local}@{domain}"), OURS)

    if isinstance(found, Mailbox):
        assert not set(found.spec) & set("\r\n\0 <>,;")
        assert found.spec.count("@") == 1


def test_a_telephone_cannot_be_mailed_and_the_case_says_so() -> None:
    said = "there is no way yet to write to a tel: address"
    assert recipient(Identity("tel:+4930901820"), OURS) == Refused(said)


def test_an_address_that_is_none_fails_instead_of_raising() -> None:
    assert isinstance(recipient(Identity("mailto:nobody"), OURS), Refused)


@pytest.mark.parametrize("ours", ["support", "SUPPORT", "support+k7q2m9xd4rt.abc"])
def test_we_never_write_to_ourselves(ours: str) -> None:
    to = recipient(Identity(f"mailto:{ours}@Acme.example"), OURS)

    assert to == Withheld("the address is our own")
