"""The ways out are read from the settings at the start; what is wrong stops it, in one line that shows no secret."""

import pytest

from services.cli.say import Wrong
from services.cli.settings import read_settings
from services.cli.ways_out import ways_out
from services.notifier.bucket import Rate
from services.notifier.destinations import Hook, Mailto
from services.notifier.means import rates
from switchboard.contracts.values import Seconds

SECRET = "whsec_" + "a2tr" * 8
KEY = b"kkk" * 8


def test_nothing_said_is_no_way_but_mail() -> None:
    out = ways_out(read_settings({}))

    assert (out.destinations, out.sms, out.fax, out.hook_secrets) == ({}, None, None, ())
    assert (out.rates, out.receipts) == ({}, "")


def test_all_ways_are_read() -> None:
    out = ways_out(
        read_settings(
            {},
            destinations=f"crm=http://crm.lan/x#{SECRET}\nboss=mailto:b@acme.example\nerp=https://erp.example",
            hook_secret=SECRET,
            sms="twilio://AC1:t@+4930901820",
            fax="sinch://k:s@p",
            private_hosts="crm.lan",
            rates="sms=1/s, destination:crm=600/10m",
            public_url="https://help.acme.example",
        )
    )

    assert out.destinations == {
        "crm": Hook("http://crm.lan/x", (KEY,)),
        "boss": Mailto("b@acme.example"),
        "erp": Hook("https://erp.example", (KEY,)),
    }
    assert out.sms is not None
    assert out.fax is not None
    assert out.private.names("crm.lan")
    assert out.receipts == "https://help.acme.example"
    assert out.rates == {
        "sms": Rate(1, Seconds(1.0)),
        "destination:crm": Rate(600, Seconds(600.0)),
    }


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("destinations", "crm=https://geheim.example/", "crm: a webhook is signed"),
        ("destinations", "duty=geheim://x/y", "duty: no service that Apprise knows"),
        ("hook_secret", "geheim", "whsec_ and base64"),
        ("sms", "twilio://geheim", "write twilio://"),
        ("fax", "sinch://geheim", "write sinch://"),
        ("private_hosts", "a b", "is no host"),
        ("rates", "sms=fast", "is no rate"),
    ],
)
def test_what_is_wrong_is_told_under_its_name(name: str, value: str, why: str) -> None:
    with pytest.raises(Wrong) as told:
        ways_out(read_settings({}, **{name: value}))

    assert str(told.value).startswith(f"SWITCHBOARD_{name.upper()}: ")
    assert why in str(told.value)
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize(
    "wrong", ["help.example", "ftp://help.example", "https://a/?b", "https://a b"]
)
def test_an_address_that_is_none_is_told(wrong: str) -> None:
    with pytest.raises(Wrong, match=r"SWITCHBOARD_PUBLIC_URL: .*write https://host"):
        read_settings({}, public_url=wrong)


@pytest.mark.parametrize(
    "wrong", ["sms", "sms=0/s", "sms=1/0s", "sms=1/d", "=1/s", "sms=-1/s", "sms=1.5/s"]
)
def test_a_rate_that_is_none_is_told(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        rates(wrong)


def test_a_way_may_stand_in_a_file() -> None:
    with pytest.raises(Wrong, match=r"SWITCHBOARD_SMS_FILE: /nowhere"):
        read_settings({"SWITCHBOARD_SMS_FILE": "/nowhere"})
