"""Identities have one spelling each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard import identities
from switchboard.contracts.reference import identity_key
from switchboard.identities import NotAnIdentity


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("ana@example.com", "mailto:ana@example.com"),
        ("Ana.Torres@EXAMPLE.Com", "mailto:Ana.Torres@example.com"),
        (" ana@example.com ", "mailto:ana@example.com"),
        ("ana+pump@example.com", "mailto:ana+pump@example.com"),
        ("ana@localhost", "mailto:ana@localhost"),
        ("ana@exämple.com", "mailto:ana@xn--exmple-cua.com"),
        ("änä@example.com", "mailto:änä@example.com"),
        ("o'brien@example.com", "mailto:o'brien@example.com"),
        (f"{'a' * 64}@example.com", f"mailto:{'a' * 64}@example.com"),
    ],
)
def test_a_mail_address_keeps_its_local_part_and_lowers_its_domain(
    text: str, identity: str
) -> None:
    assert identities.mailto(text) == identity


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "@example.com",
        "ana@",
        "ana@example..com",
        "ana@-example.com",
        "a b@example.com",
        "ana@example.com\r\nBcc: x@y.example",
        "ana@example.com\n",
        "ana\x00@example.com",
        "<ana@example.com>",
        "ana@example.com, bo@example.com",
        "ana@[127.0.0.1]",
        "a\u00a0b@example.com",
        f"{'a' * 65}@example.com",
        f"ana@{'a' * 400}.com",
        "ana@exa\u2028mple.com",
        f"a@{'.'.join(['ü'] * 150)}",
        f"a@{'.'.join(['a'] * 127)}.aa",
        "an\udc80a@example.com",
    ],
)
def test_what_is_no_mail_address_says_what_would_be(text: str) -> None:
    with pytest.raises(NotAnIdentity, match="not a mail address"):
        identities.mailto(text)


@given(st.text(max_size=40))
def test_no_text_makes_a_mail_address_of_two_lines(text: str) -> None:
    try:
        identity = identities.mailto(f"a{text}@example.com")
    except NotAnIdentity:
        return
    assert len(identity.splitlines()) == 1
    assert " " not in identity


_LABEL = st.text(st.sampled_from("aZ9-_üßéİ例\uff0e\u3002\uff20@ "), min_size=1, max_size=20)
_DOMAIN = st.lists(_LABEL | st.just("ü"), min_size=1, max_size=160).map(".".join)


@given(st.text(min_size=1, max_size=70), _DOMAIN)
def test_an_address_that_is_one_stays_the_same_however_often_it_is_read(
    local: str, domain: str
) -> None:
    try:
        identity = identities.mailto(f"{local}@{domain}")
    except NotAnIdentity:
        return
    assert identities.mailto(identity.removeprefix("mailto:")) == identity


def test_a_domain_is_as_long_as_a_name_may_be() -> None:
    longest = ".".join(["a"] * 127)

    assert identities.mailto(f"ana@{longest}") == f"mailto:ana@{longest}"


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("030 901820", "DE", "+4930901820"),
        ("+49 (0)30 901820", "ID", "+4930901820"),
        ("0049 30 901820", "DE", "+4930901820"),
        ("021-5790 1234", "ID", "+622157901234"),
        ("+62 812-3456-7890", "DE", "+6281234567890"),
        ("(415) 555-2671", "US", "+14155552671"),
    ],
)
def test_a_number_is_told_in_full(text: str, region: str, number: str) -> None:
    assert identities.tel(text, region) == f"tel:{number}"
    assert identities.fax(text, region) == f"fax:{number}"


@pytest.mark.parametrize("text", ["", "call me", "+49 1", "1" * 61, "+999 123456", "030\r\n901820"])
def test_what_is_no_number_says_what_would_be(text: str) -> None:
    with pytest.raises(NotAnIdentity, match=r"\+49 30 901820"):
        identities.tel(text, "DE")


@pytest.mark.parametrize(("text", "region"), [("555-2671", "US"), ("110", "DE"), ("01", "DE")])
def test_a_number_that_only_one_town_knows_names_nobody(text: str, region: str) -> None:
    with pytest.raises(NotAnIdentity, match="no area code"):
        identities.tel(text, region)


def test_a_number_with_a_zero_too_many_is_one_number_however_often_it_is_read() -> None:
    identity = identities.tel("00(0789892", "DE")

    assert identities.parse(identity, "DE") == identity


def test_a_number_without_country_needs_a_region() -> None:
    with pytest.raises(NotAnIdentity):
        identities.tel("030 901820", "")


def test_a_customer_number_stays_as_its_source_gave_it() -> None:
    assert identities.customer("K-7 / 42") == "customer:K-7 / 42"


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "a" * 201, "\x00"])
def test_what_is_no_customer_number_is_refused(text: str) -> None:
    with pytest.raises(NotAnIdentity, match="customer number"):
        identities.customer(text)


@pytest.mark.parametrize(
    ("uri", "identity"),
    [
        ("mailto:Ana@EXAMPLE.com", "mailto:Ana@example.com"),
        ("tel:030 901820", "tel:+4930901820"),
        ("fax:+49 30 901820", "fax:+4930901820"),
        ("customer:K-7", "customer:K-7"),
    ],
)
def test_a_uri_names_its_kind(uri: str, identity: str) -> None:
    assert identities.parse(uri, "DE") == identity


@pytest.mark.parametrize("uri", ["", "ana@example.com", "http://example.com", "MAILTO:a@b.c"])
def test_what_names_no_kind_is_refused(uri: str) -> None:
    with pytest.raises(NotAnIdentity, match="begin with"):
        identities.parse(uri, "DE")


_REGIONS = st.sampled_from(["DE", "ID", "US", "IT", "AR", "MX", "CI", ""])
_DIALLED = st.text("0123456789+-()/. x", min_size=1, max_size=24) | st.from_regex(
    r"\A(\+|00)?[1-9][0-9]{5,14}\Z"
)


@given(_DIALLED, _REGIONS, _REGIONS)
def test_a_number_told_in_full_is_the_same_number_everywhere(
    dialled: str, here: str, there: str
) -> None:
    try:
        identity = identities.tel(dialled, here)
    except NotAnIdentity:
        return
    assert re.fullmatch(r"tel:\+[1-9][0-9]+", identity)
    assert identities.parse(identity, there) == identity
    assert identities.fax(dialled, here) == f"fax:{identity.removeprefix('tel:')}"


_URIS = st.builds(
    "{}:{}".format,
    st.sampled_from(["mailto", "tel", "fax", "customer"]),
    st.text(max_size=40) | _DIALLED | st.emails(),
)


@given(_URIS, _REGIONS)
def test_a_uri_that_is_one_names_the_same_however_often_it_is_read(uri: str, region: str) -> None:
    try:
        identity = identities.parse(uri, region)
    except NotAnIdentity:
        return
    again = identities.parse(identity, region)
    assert again == identity
    assert identity_key(again) == identity_key(identity)
    assert len(identity.splitlines()) == 1
