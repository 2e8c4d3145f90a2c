"""What the mail server in front found out of a mail's origin."""

import pytest

from services.channels.authentication import authentication_of
from services.channels.email import read_mail
from services.channels.originals import Envelope, Ours
from tests.channels.letters import letter, read

FULL = (
    "mx.acme.example; dkim=pass (2048-bit key; signed) header.d=example.com header.s=a;"
    " spf=softfail (mx: domain of transitioning) smtp.mailfrom=ana@example.com; dmarc=fail"
    " (p=NONE sp=NONE) header.from=example.com; arc=none"
)


def test_each_method_has_its_result() -> None:
    assert authentication_of([FULL], []) == {
        "spf": "softfail",
        "dkim": "pass",
        "dmarc": "fail",
        "arc": "none",
    }


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("mx; none", {}),
        ("mx 1; spf=pass", {"spf": "pass"}),
        ("mx; SPF=Pass", {"spf": "pass"}),
        ("mx; dkim=fail header.d=a; dkim=pass header.d=b", {"dkim": "pass"}),
        ("mx; dkim=pass header.d=a; dkim=fail header.d=b", {"dkim": "pass"}),
        ("mx; dkim=neutral; dkim=fail", {"dkim": "neutral"}),
        ("mx; iprev=pass; auth=pass", {}),
        ("mx (dmarc=pass; (dmarc=pass); dmarc=pass) ; dmarc=fail", {"dmarc": "fail"}),
        ("mx;\r\n\tdmarc=fail\r\n\taction=none", {"dmarc": "fail"}),
        ("mx; dmarc = fail", {"dmarc": "fail"}),
        ("mx; x=dmarc=pass", {}),
        ("", {}),
        (";;;", {}),
        ("(" * 5_000, {}),
    ],
)
def test_a_field_is_read_as_it_is_meant(field: str, expected: dict[str, str]) -> None:
    assert authentication_of([field], []) == expected


def test_what_the_sender_wrote_below_is_not_believed() -> None:
    genuine, forged = "mx.acme.example; dmarc=fail", "other.example; dmarc=pass; spf=pass"

    assert authentication_of([genuine, forged], []) == {"dmarc": "fail"}


def test_what_the_same_server_wrote_below_completes_it() -> None:
    fields = ["mx.acme.example; dmarc=fail", "mx.acme.example; dkim=pass; dmarc=pass"]

    assert authentication_of(fields, []) == {"dkim": "pass", "dmarc": "fail"}


def test_where_the_servers_of_the_house_are_named_only_they_are_believed() -> None:
    fields = ["relay.example; dmarc=pass", "MX.acme.example; dmarc=fail"]

    assert authentication_of(fields, [], ["mx.acme.example"]) == {"dmarc": "fail"}
    assert authentication_of(fields[:1], ["pass"], ["mx.acme.example"]) == {}


def test_an_older_server_tells_of_the_senders_address_alone() -> None:
    assert authentication_of([], ["Pass (sender SPF authorized) identity=mailfrom"]) == {
        "spf": "pass"
    }


@pytest.mark.parametrize(
    ("result", "because"), [("fail", "its sender could not be proven (DMARC)"), ("pass", "")]
)
def test_a_sender_who_is_not_proven_is_not_answered(result: str, because: str) -> None:
    mail = read(letter(f"Authentication-Results: mx; dmarc={result}"))

    assert mail.authentication == {"dmarc": result}
    assert mail.silent_because == because


def test_a_stranger_cannot_vouch_for_a_mail() -> None:
    mail = letter("Authentication-Results: stranger.example; dmarc=pass")

    assert read_mail(mail, Envelope(), Ours(servers=("mx.acme.example",))).authentication == {}
