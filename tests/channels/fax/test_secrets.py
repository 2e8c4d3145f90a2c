"""What a provider shows so that it comes in."""

from base64 import b64encode

import pytest

from services.channels.fax.providers import PROVIDERS
from services.channels.fax.secrets import NotSecrets, secrets_in, shows, shows_any


def basic(pair: str) -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(pair.encode()).decode()}


def test_secrets_are_written_as_pairs_and_may_be_two_while_one_is_replaced() -> None:
    found = secrets_in("sinch=a, SINCH=b ,updox=c=d,", PROVIDERS)

    assert found == {"sinch": ("a", "b"), "updox": ("c=d",)}


@pytest.mark.parametrize("written", ["sinch", "sinch=", "=a", "acme=a"])
def test_what_is_no_pair_is_refused(written: str) -> None:
    with pytest.raises(NotSecrets):
        secrets_in(written, PROVIDERS)


@pytest.mark.parametrize(
    ("headers", "token"),
    [({}, "a"), ({}, "b"), (basic("x:b"), ""), ({"verification-token": "a"}, "")],
)
def test_each_way_to_show_one(headers: dict[str, str], token: str) -> None:
    assert shows(("a", "b"), headers, token)


@pytest.mark.parametrize(
    ("headers", "token"),
    [({}, ""), ({}, "c"), (basic("a:c"), ""), ({"authorization": "Basic %%%"}, ""), ({}, "ä")],
)
def test_what_shows_none(headers: dict[str, str], token: str) -> None:
    assert not shows(("a", "b"), headers, token)


def test_nothing_is_shown_where_none_was_given_out() -> None:
    assert not shows((), basic("x:"), "")
    assert not shows((), {}, "a")


def test_who_shows_a_key_shows_no_secret() -> None:
    assert not shows_any({"authorization": "Bearer sbk_x"}, "")
    assert shows_any(basic("x:y"), "")
