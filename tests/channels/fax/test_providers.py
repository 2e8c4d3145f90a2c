"""What each provider's webhook says, in one shape."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.channels.fax.announcement import Announcement, NoFax, Sent, sent_in
from services.channels.fax.providers import PROVIDERS, decoded, moment
from switchboard.contracts.values import UnixSeconds
from switchboard.http.multipart import Part
from switchboard.http.problems import Problem

WEBHOOKS = Path("../shared/testdata/fax/webhooks")
PAGES = b"%PDF-1.4 pages"
FILE = (Part("file", PAGES, "fax.pdf", "application/pdf"),)
AT = UnixSeconds(1_793_525_460.0)
FROM, TO = "+4930901820", "+4930555010"


def announcement(
    provider: str, fields: dict[str, Any], files: tuple[Part, ...] = ()
) -> Announcement | NoFax:
    return PROVIDERS[provider](Sent(fields, files))


def test_fax_to() -> None:
    fields = {"uuid": "U-1", "from": FROM, "to": TO, "time": "2026-11-01 10:31:00+01:00"}

    assert announcement("fax.to", fields, FILE) == Announcement("U-1", FROM, TO, AT, PAGES)


@pytest.mark.parametrize("provider", ["sinch", "phaxio"])
def test_phaxio_as_it_was(provider: str) -> None:
    fax = {"id": 42, "direction": "received", "from_number": FROM, "to_number": TO}
    fields = {"success": "true", "fax": {**fax, "completed_at": AT}}

    assert announcement(provider, fields, FILE) == Announcement("42", FROM, TO, AT, PAGES)


def test_a_failed_fax_without_pages_says_so() -> None:
    fields = {"fax": {"id": "1", "status": "FAILURE", "errorMessage": "line dropped"}}

    found = announcement("sinch", fields)

    assert isinstance(found, Announcement)
    assert found.missing == "the provider says that it failed: line dropped"


def test_interfax_names_it_and_keeps_it() -> None:
    fields = {"TransactionID": "8/1", "CallerID": FROM, "PhoneNumber": TO, "ReceiveTime": ""}

    assert announcement("interfax", fields) == Announcement(
        "8/1", FROM, TO, url="https://rest.interfax.net/inbound/faxes/8%2F1/content"
    )


def signalwire(**params: object) -> dict[str, Any]:
    fax = {"direction": "receive", "identity": TO, "remote_identity": FROM, **params}
    return {
        "event_type": "calling.call.fax",
        "timestamp": AT,
        "params": {"fax": {"type": "finished", "params": fax}},
    }


def test_signalwire_points_to_it() -> None:
    address = "https://files.signalwire.example/faxes/f-1.pdf?x=1"

    assert announcement("signalwire", signalwire(document=address)) == Announcement(
        "f-1.pdf", FROM, TO, AT, url=address
    )


def test_signalwire_tells_of_pages_and_of_faxes_that_were_sent() -> None:
    page = {"params": {"fax": {"type": "page", "params": {}}}}

    assert isinstance(announcement("signalwire", page), NoFax)
    assert isinstance(announcement("signalwire", signalwire(direction="send")), NoFax)


def test_signalwire_tells_of_one_that_failed() -> None:
    found = announcement("signalwire", signalwire(result_text="no answer"))

    assert isinstance(found, Announcement)
    assert found.missing == "the provider says that it failed: no answer"


def test_updox_tells_only_a_number() -> None:
    found = announcement("updox", {"faxId": "9", "accountId": "1"})

    assert isinstance(found, Announcement)
    assert (found.fax_id, bool(found.missing)) == ("9", True)


RECORD = {
    "id": 7,
    "direction": "Inbound",
    "from": {"phoneNumber": FROM},
    "to": [{"phoneNumber": TO}],
    "creationTime": "2026-11-01T09:31:00.000Z",
    "attachments": [{"uri": "https://media.example/7", "contentType": "application/pdf"}],
}


@pytest.mark.parametrize("fields", [RECORD, {"uuid": "u", "body": RECORD}])
def test_ringcentral_sends_a_record_alone_or_in_an_event(fields: dict[str, Any]) -> None:
    assert announcement("ringcentral", fields) == Announcement(
        "7", FROM, TO, AT, url="https://media.example/7"
    )


def test_ringcentral_may_tell_only_that_there_are_some() -> None:
    body = {"changes": [{"type": "Fax", "newCount": 2}], "lastUpdated": "2026-11-01T09:31:00Z"}
    found = announcement("ringcentral", {"uuid": "u-1", "body": body})

    assert isinstance(found, Announcement)
    assert (found.fax_id, found.received_at) == ("u-1", AT)
    assert "look it up there" in found.missing


def test_ringcentral_tells_of_faxes_that_were_sent_or_only_seen() -> None:
    seen = {"body": {"changes": [{"type": "Fax", "newCount": 0}, {"type": "SMS", "newCount": 1}]}}

    assert announcement("ringcentral", seen) == NoFax("no new fax")
    assert isinstance(announcement("ringcentral", {**RECORD, "direction": "Outbound"}), NoFax)


@pytest.mark.skipif(not WEBHOOKS.is_dir(), reason="the providers' own samples are not here")
def test_what_providers_publish_is_understood() -> None:
    def published(name: str) -> Announcement | NoFax:
        return announcement("ringcentral", json.loads((WEBHOOKS / name).read_text()))

    record = published("ringcentral_fax_record.json")

    assert isinstance(record, Announcement)
    assert (record.fax_id, record.sender) == ("5209304004", "+12138887464")
    assert record.url.startswith("https://media.ringcentral.com/")
    push = published("ringcentral_push.json")
    assert isinstance(push, Announcement)
    assert "RingCentral tells only that there is one" in push.missing


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {}, [[]], {"id": {}}, [{"from": []}], True, "x" * 100_000]
)
def test_no_shape_of_a_field_breaks_it(provider: str, value: object) -> None:
    names = ("fax", "params", "body", "attachments", "file", "uuid", "TransactionID", "changes")
    for name in names:
        for fields in ({name: value}, {"fax": {name: value}}, {"body": {name: value}}):
            found = announcement(provider, fields)
            assert isinstance(found, Announcement | NoFax)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-11-01T10:31:00+01:00", AT),
        ("2026-11-01T09:31:00Z", AT),
        ("2026-11-01 09:31:00", AT),
        ("1793525460", AT),
        ("1793525460000", AT),
        ("", None),
        ("nan", None),
        ("-1", None),
        ("1e300", None),
        ("0001-01-01T00:00:00+23:00", None),
    ],
)
def test_times_as_they_are_written(written: str, at: UnixSeconds | None) -> None:
    assert moment(written) == at


def test_base64_with_line_breaks_or_as_a_data_address() -> None:
    assert decoded("JVBE\r\nRi0=") == b"%PDF-"
    assert decoded("data:application/pdf;base64,JVBERi0=") == b"%PDF-"
    assert decoded("no base64!") == decoded(None) == b""


def test_a_form_may_carry_json() -> None:
    body = b"fax=%7B%22id%22%3A1%7D&plain=%7Bnot+json"
    sent = sent_in("application/x-www-form-urlencoded", body)

    assert sent.fields == {"fax": {"id": 1}, "plain": "{not json"}


@pytest.mark.parametrize("body", [b"", b"7", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Problem):
        sent_in("application/json", body)
