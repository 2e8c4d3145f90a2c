"""Where our reading agrees with that of other projects, and why not where it doesn't.

What they expect stands in their own tests and files. A disagreement that is not explained here is a fault, and so
is an explanation without its disagreement.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from services.channels.addresses import addresses
from services.channels.email import read_mail
from services.channels.normalize import normalize
from services.channels.originals import Envelope, Ours
from services.channels.reply import said_now
from services.channels.said import Said
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Channel
from tests.channels.doorway import SECRETS
from tests.harness.clock import SUNDAY_NOON

DATA: Final = Path(__file__).parents[3] / "shared" / "testdata"
EMAIL: Final = DATA / "email"
INBOUND: Final = DATA / "security" / "inbound_parse"

pytestmark = pytest.mark.skipif(
    not EMAIL.is_dir(), reason="the corpora lie beside the working tree, not in it"
)


def loaded(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def read(path: Path) -> Said:
    return read_mail(path.read_bytes(), Envelope(), Ours())


OF_REPLIES: Final = {
    "crisp/email_2.txt": "an answer below the quotes is kept: it is what the customer says now",
    "crisp/email_emoji.txt": "a dash above name and title begins a signature, after one emoji too",
}


def replies() -> Iterator[tuple[str, str, str]]:
    """File, text, and what was written now, where the other project's test states it exactly."""
    for case in loaded(EMAIL / "reply_crisp" / "expected.json"):
        if (said := case.get("visible_text_stripped")) is not None:
            path = EMAIL / "reply_crisp" / case["file"]
            yield f"crisp/{path.name}", path.read_text("utf-8"), said
    for case in loaded(EMAIL / "reply_zapier" / "expected.json"):
        for _, *values in case["expected"]:
            said = next((one["literal"] for one in values if "literal" in one), None)
            if isinstance(said, str) and "reply" in str(values):
                path = EMAIL / "reply_zapier" / case["files"][0]
                yield f"zapier/{path.name}", path.read_text("utf-8"), said


def test_what_was_written_now() -> None:
    differing = {name for name, text, said in replies() if lines(said_now(text)) != lines(said)}

    assert differing == set(OF_REPLIES)
    assert len(list(replies())) >= 50


OF_MAILS: Final = {
    "010.eml subject": "8-bit bytes in a subject are read as Windows-1252, not given up",
    "020.eml subject": "likewise",
    "022.eml subject": "likewise",
    "027.eml subject": "likewise",
    "033.eml text": "bytes that are not of the declared charset are read as Windows-1252",
    "035.eml files": "a backslash in a file's name stays: it is only data",
    "039.eml files": "likewise",
}


def differing(mail: Said, expected: Mapping[str, Any]) -> list[str]:
    author: dict[str, str] = next(iter(expected["sender"]), {})
    listed = [one["address"] for one in (*expected["to"], *expected["cc"]) if one["address"]]
    text = spaced("".join(one for one in expected["text_parts"] if isinstance(one, str)))
    same = {
        "subject": spaced(mail.subject) == spaced(expected["subject"]),
        "from": "".join(mail.sender) == f"mailto:{author['address']}",
        "name": mail.name == spaced(author["name"] or ""),
        "to": [one.lower() for one in mail.to] == [one.lower() for one in listed],
        "id": mail.message_id == f"<{expected['message_id']}>",
        "files": sorted(one.name for one in mail.files) == sorted(expected["attachments"]),
        "text": text in ("", spaced(mail.full_text)) or text.startswith("<"),
    }
    return [what for what, is_same in same.items() if not is_same]


def test_mails_of_programs_of_old() -> None:
    folder = EMAIL / "stalwart"
    found = {
        f"{Path(name).name} {what}"
        for name, expected in loaded(folder / "expected_simple.json").items()
        for what in differing(read(folder / name), expected)
    }

    assert found == set(OF_MAILS)


def mailboxes(expected: Mapping[str, Any]) -> list[str]:
    groups = expected.get("Group", [])
    found = [*expected.get("List", []), *(one for group in groups for one in group["addresses"])]
    return [one["address"].lower() for one in found if "@" in (one["address"] or "")]


def as_written(address: str) -> str:
    """What they read, without what only surrounds an address: routes, schemes, gaps."""
    return re.sub(r"^@[^:]*:|^mailto:|\s", "", address)


def test_addresses_as_lists_write_them() -> None:
    cases = loaded(EMAIL / "stalwart" / "address.json")
    differing = [
        case["header"]
        for case in cases
        if [one.address.lower() for one in addresses(case["header"], 50)]
        != [as_written(one) for one in mailboxes(case["expected"])]
    ]

    assert differing == []
    assert len(cases) >= 50


DESK: Final = {
    "quoted_printable.eml": ("Český test", "Tohle je test českých písmen odeslaných z gmailu."),
    "all-special-chars.eml": ("Testovácí email", "íářčšáíéřášč"),
    "pgp.eml": (
        "example email that crashes django-helpdesk get_email",
        (
            "hi, thanks for looking into this :)\n\n"
            "https://github.com/django-helpdesk/django-helpdesk/issues/567#issuecomment-342954233"
        ),
    ),
}


@pytest.mark.parametrize("name", DESK)
def test_mails_that_broke_a_helpdesk(name: str) -> None:
    mail = read(EMAIL / "django_helpdesk" / name)

    assert mail.subject == DESK[name][0]
    assert mail.text.startswith(DESK[name][1])


def test_bytes_that_a_helpdesk_could_not_decode_are_read() -> None:
    mail = read(EMAIL / "django_helpdesk" / "utf-nondecodable.eml")

    assert mail.subject == "Fwd: Cyklozaměstnavatel - změna vyhodnocení"
    assert mail.text.endswith("všech zaměstnanců tohoto zaměstnavatele.\xa0\nDíky moc!\nn.")


def test_what_was_answered_to_a_helpdesk_is_history() -> None:
    mail = read(EMAIL / "django_helpdesk" / "forwarded-message.eml")

    assert mail.text == "This is email body"
    assert "Hello there!" in mail.full_text


def test_a_body_of_nothing_but_a_file_says_nothing() -> None:
    mail = read(EMAIL / "django_helpdesk" / "blank-body-with-attachment.eml")

    assert (mail.text, len(mail.files)) == ("", 1)


def posts() -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """What providers post, and what another project's tests say of it: property to value."""
    for provider in ("sendgrid", "postmark", "mailgun"):
        for case in loaded(INBOUND / f"{provider}_inbound.json"):
            event = case["inputs"].get("raw_event")
            told = {
                one["of"]: value["literal"]
                for check, *values in case["expected"]
                if check == "assertEqual" and len(values) == 2
                for one, value in (values, values[::-1])
                if "of" in one and "literal" in value
            }
            if isinstance(event, dict) and "message.subject" in told:
                yield f"{provider} {case['name']}", json.dumps(event).encode(), told


def property_of(inquiry: InquiryReceived, name: str) -> object:
    known = {
        "message.subject": inquiry.subject,
        "message.text": inquiry.text,
        "message.from_email.display_name": inquiry.sender.name,
        "message.from_email.addr_spec": "".join(inquiry.sender.identities).removeprefix("mailto:"),
        "message['Message-ID']": inquiry.message_id,
        "message['Reply-To']": (inquiry.reply_to or "").removeprefix("mailto:"),
    }
    return known.get(name)


def test_what_providers_post() -> None:
    names = []
    for name, body, told in posts():
        inquiry = normalize(Channel.EMAIL, body, secrets=SECRETS, at=SUNDAY_NOON)
        expected = {
            what: value for what, value in told.items() if property_of(inquiry, what) is not None
        }
        found = {what: property_of(inquiry, what) for what in expected}
        assert {what: lines(str(value)) for what, value in found.items()} == {
            what: lines(str(value)) for what, value in expected.items()
        }, name
        names.append(name)
    assert len(names) >= 5


@pytest.mark.parametrize("raw", [False, True], ids=["parsed", "raw"])
def test_what_postmark_sends_to_try_an_address(*, raw: bool) -> None:
    path = INBOUND / "files" / f"postmark-inbound-test-payload{'-with-raw' if raw else ''}.json"
    inquiry = normalize(Channel.EMAIL, path.read_bytes(), secrets=SECRETS, at=SUNDAY_NOON)

    assert (inquiry.subject, inquiry.text) == ("Test subject", "This is a test text body.")
    assert inquiry.to[0] == "mailbox+SampleHash@inbound.postmarkapp.com"


NAMES: Final = {
    "attachment_with_base64_encoded_name.eml": "This is a test.pdf",
    "attachment_with_quoted_filename.eml": "Eelanalüüsi päring.jpg",
    "attachment_pdf.eml": "broken.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_files_are_called_as_their_senders_call_them(name: str) -> None:
    files = [one.name for one in read(EMAIL / "mikel" / "attachment_emails" / name).files]

    assert files == [NAMES[name]]


def test_the_enclosed_mail_is_read_where_it_is_the_inquiry() -> None:
    mail = read(EMAIL / "mikel" / "attachment_emails" / "attachment_message_rfc822.eml")

    assert "Forwarded message" in mail.text
    assert base64.b64encode(mail.files[0].data)
