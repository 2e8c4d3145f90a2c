"""A receipt's address says for which message it is; nobody but us can write one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.fate import Fate, of_fax, of_message
from services.notifier.receipt import MOST, Gateway, Receipt, Receipts, read, sign
from switchboard.contracts.values import NoticeId
from tests.notifier.owing import reference

KEYS = (b"newest", b"older")
RECEIPT = Receipt(Gateway.TWILIO, reference(), NoticeId(f"{reference()}-ack-sms"))


def test_what_we_wrote_is_read_back() -> None:
    assert read(KEYS, Gateway.TWILIO, sign(KEYS, RECEIPT)) == RECEIPT
    assert read(KEYS, Gateway.TWILIO, sign(KEYS[1:], RECEIPT)) == RECEIPT


def test_the_longest_notice_id_still_fits() -> None:
    longest = Receipt(Gateway.TWILIO, reference(), NoticeId("n" * 128))

    assert len(sign(KEYS, longest)) <= MOST


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "x",
        "ü",
        sign((b"another",), RECEIPT),
        sign(KEYS, RECEIPT)[:-2],
        "A" + sign(KEYS, RECEIPT)[1:],
        sign(KEYS, RECEIPT) + "x" * MOST,
    ],
)
def test_what_others_wrote_is_none(forged: str) -> None:
    assert read(KEYS, Gateway.TWILIO, forged) is None


def test_what_is_for_another_gateway_is_none() -> None:
    assert read(KEYS, Gateway.SINCH, sign(KEYS, RECEIPT)) is None


@given(st.text(max_size=60))
def test_whatever_is_shown_nothing_breaks(text: str) -> None:
    assert read(KEYS, Gateway.TWILIO, text) is None


def test_where_gateways_cannot_reach_us_there_is_no_address() -> None:
    assert Receipts().to(RECEIPT) == ""
    assert Receipts("https://help.acme.example/", KEYS).to(RECEIPT) == (
        f"https://help.acme.example/v1/sms/receipts/twilio?receipt={sign(KEYS, RECEIPT)}"
    )


@pytest.mark.parametrize(
    ("fields", "fate"),
    [
        ({"MessageStatus": "delivered"}, Fate(delivered=True)),
        ({"MessageStatus": "read"}, Fate(delivered=True)),
        ({"SmsStatus": "delivered"}, Fate(delivered=True)),
        (
            {"MessageStatus": "undelivered", "ErrorCode": "30003"},
            Fate(delivered=False, reason="undelivered 30003"),
        ),
        ({"MessageStatus": "failed"}, Fate(delivered=False, reason="failed")),
        ({"MessageStatus": "sent"}, None),
        ({"MessageStatus": "queued"}, None),
        ({"MessageStatus": ""}, None),
        ({}, None),
    ],
)
def test_only_what_is_final_of_a_message_counts(fields: dict[str, str], fate: Fate | None) -> None:
    assert of_message(fields) == fate


@pytest.mark.parametrize(
    ("body", "fate"),
    [
        (b'{"event":"FAX_COMPLETED","fax":{"status":"COMPLETED"}}', Fate(delivered=True)),
        (
            b'{"fax":{"status":"FAILURE","errorMessage":"busy","errorCode":17}}',
            Fate(delivered=False, reason="busy"),
        ),
        (b'{"fax":{"status":"FAILURE","errorCode":17}}', Fate(delivered=False, reason="17")),
        (b'{"fax":{"status":"IN_PROGRESS"}}', None),
        (b'{"fax":{}}', None),
        (b"[]", None),
        (b"{", None),
        (b"\xff", None),
    ],
)
def test_only_what_is_final_of_a_fax_counts(body: bytes, fate: Fate | None) -> None:
    assert of_fax(body) == fate
