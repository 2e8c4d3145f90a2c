"""A short message goes to the gateway as Twilio wants it, and each of its answers has its meaning."""

import pytest

from services.notifier.answers import (
    Answer,
    Deferred,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
)
from services.notifier.sms import MOST_SEGMENTS, Sms, SmsAccount, sms_account
from switchboard.contracts.values import Seconds
from switchboard.http.outward import Outward
from switchboard.http.whereabouts import private
from tests.harness.clock import HandClock
from tests.notifier.provider import HANG_UP, Provider, Says, provider
from tests.notifier.relay import closed_port

ANA = "+4917012345"


def gateway(at: str, sender: str = "+4930901820") -> Sms:
    account = SmsAccount("AC1", "s3cret", sender, at)
    return Sms(account, Outward(private("127.0.0.1")), HandClock())


async def send(here: Provider, text: str = "We have it.", receipts: str = "") -> Answer:
    return await gateway(here.url).send(ANA, text, receipts)


async def test_a_message_goes_out_with_our_login_and_what_the_gateway_needs() -> None:
    async with provider() as here:
        answer = await send(here, "Grüße & 100%", "https://help.acme.example/r?receipt=x")

    assert answer == Sent(provider_id="SM1")
    [asked] = here.asked
    assert (asked.method, asked.path) == ("POST", "/2010-04-01/Accounts/AC1/Messages.json")
    assert asked.login == "AC1:s3cret"
    assert asked.form == {
        "To": ANA,
        "From": "+4930901820",
        "Body": "Grüße & 100%",
        "StatusCallback": "https://help.acme.example/r?receipt=x",
    }


async def test_a_messaging_service_may_choose_the_sender() -> None:
    async with provider() as here:
        await gateway(here.url, "MG7").send(ANA, "x", "")

    assert here.asked[0].form == {"To": ANA, "MessagingServiceSid": "MG7", "Body": "x"}


@pytest.mark.parametrize(
    ("says", "means"),
    [
        (Says(201, {"sid": "SM7", "status": "queued"}), Sent(provider_id="SM7")),
        (Says(200, b"<html>"), Sent()),
        (
            Says(400, {"code": 21211, "message": "Invalid 'To'"}),
            Refused("the gateway answered 400 21211 Invalid 'To'"),
        ),
        (
            Says(400, {"code": 21610, "message": "unsubscribed"}),
            Refused("the gateway answered 400 21610 unsubscribed"),
        ),
        (
            Says(400, {"code": 21606, "message": "not our number"}),
            Unreachable("the gateway answered 400 21606 not our number"),
        ),
        (
            Says(401, {"code": 20003, "message": "Authenticate"}),
            Unreachable("the gateway answered 401 20003 Authenticate"),
        ),
        (Says(403, b""), Unreachable("the gateway answered 403")),
        (Says(302, b"", {"Location": "/"}), Unreachable("the gateway answered 302")),
        (
            Says(429, {"code": 20429, "message": "slow down"}, {"Retry-After": "7"}),
            Deferred("the gateway answered 429 20429 slow down", Seconds(7.0)),
        ),
        (Says(400, {"code": 21611}), Deferred("the gateway answered 400 21611")),
        (Says(503, b"busy"), Deferred("the gateway answered 503")),
        (Says(504, b""), Unanswered("the gateway answered 504")),
        (
            HANG_UP,
            Unanswered("127.0.0.1 can't be reached (RemoteProtocolError)"),
        ),
    ],
)
async def test_each_answer_has_its_meaning(says: Says | str, means: Answer) -> None:
    async with provider() as here:
        here.says.append(says)

        assert await send(here) == means


async def test_where_nobody_listens_nothing_was_handed_over() -> None:
    answer = await gateway(f"http://127.0.0.1:{closed_port()}").send(ANA, "x", "")

    assert answer == Unreachable("127.0.0.1 can't be reached (ConnectError)")


async def test_a_gateway_in_our_own_network_is_none_unless_it_is_named() -> None:
    async with provider() as here:
        account = SmsAccount("AC1", "s3cret", "+4930901820", here.url)
        answer = await Sms(account, Outward(), HandClock()).send(ANA, "x", "")

    assert answer == Refused("127.0.0.1 is not an address on the Internet")
    assert here.asked == []


@pytest.mark.parametrize(
    ("length", "goes"), [(153 * MOST_SEGMENTS, True), (153 * MOST_SEGMENTS + 1, False)]
)
async def test_what_takes_too_many_messages_is_refused_whole(length: int, goes: bool) -> None:  # noqa: FBT001 - one case of a table
    async with provider() as here:
        answer = await send(here, "a" * length)

    assert isinstance(answer, Sent) == goes
    assert len(here.asked) == goes


def test_an_account_is_written_as_an_address() -> None:
    assert sms_account("twilio://AC1:to%2Fken@+4930901820") == SmsAccount(
        "AC1", "to/ken", "+4930901820", "https://api.twilio.com"
    )
    assert sms_account("twilio://AC1:t@ACME?api=https://sms.example/").api == "https://sms.example"
    assert sms_account("twilio://AC1:t@ACME").sender == "ACME"


@pytest.mark.parametrize(
    "wrong",
    [
        "AC1:geheim@+49",
        "smpp://AC1:geheim@+49",
        "twilio://AC1@+49",
        "twilio://AC1:geheim]@[x",
        "twilio://AC1:geheim\u2100@p",
        "twilio://AC1:t@p?api=https://geheim]",
        "twilio://:geheim@+49",
        "twilio://AC1:geheim@",
        "twilio://AC1:geheim@+49?api=sms.example",
    ],
)
def test_what_is_no_account_is_told_without_its_secret(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"twilio://|api=") as told:
        sms_account(wrong)

    assert "geheim" not in str(told.value)


def test_an_account_does_not_show_its_token() -> None:
    assert "geheim" not in repr(sms_account("twilio://AC1:geheim@+49"))
