from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notifier.address import Mailbox, own
from services.notifier.compose import MOST_REFERENCES, House, compose, message_id
from services.notifier.mail import Mail
from switchboard.contracts.notices import Message, Thread
from switchboard.contracts.reference import token, verify_token
from switchboard.strategy.letters import Letter
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import acknowledge, reference, reply

KEYS = (b"newest key", b"older key")
SENDER = Mailbox("support", "acme.example")
HOUSE = House(SENDER, Mailbox("support", "mail.acme.example"), KEYS, own([SENDER]))
LETTER = Letter("We have your message", "Hello Ana,\n\nwe have it.\n")
TO = Mailbox("ana", "customer.example")
TOKEN = token(KEYS, reference())


def mail(notice: Message, letter: Letter = LETTER, organization: str = "Acme Pumps") -> Mail:
    return compose(notice, letter, organization, TO, HOUSE, message_id(HOUSE, notice), SUNDAY_NOON)


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def sent(
    notice: Message, letter: Letter = LETTER, organization: str = "Acme Pumps"
) -> EmailMessage:
    return read(mail(notice, letter, organization).raw)


def test_an_acknowledgement_answers_the_letter_and_says_that_a_machine_wrote_it() -> None:
    headers = {name: str(value) for name, value in sent(acknowledge()).items()}

    assert headers == {
        "From": "Acme Pumps <support@acme.example>",
        "To": "ana@customer.example",
        "Subject": "Re: The pump stops",
        "Date": "Sun, 22 Nov 2026 12:00:00 +0000",
        "Message-ID": message_id(HOUSE, acknowledge()),
        "Reply-To": f"support+{TOKEN}@mail.acme.example",
        "In-Reply-To": "<3@customer.example>",
        "References": "<1@customer.example> <2@customer.example> <3@customer.example>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "X-Switchboard-Notice": "acknowledgement",
        "Content-Type": 'text/plain; charset="utf-8"; format="flowed"',
        "Content-Transfer-Encoding": "7bit",
        "MIME-Version": "1.0",
    }


def test_an_acknowledgement_has_no_return_path_so_that_machines_do_not_answer_machines() -> None:
    assert mail(acknowledge())[2:] == ("", "ana@customer.example")


def test_what_staff_wrote_is_a_letter_from_a_person_whose_bounce_finds_its_case() -> None:
    letter = mail(reply())

    assert letter.return_path == f"support+{TOKEN}@mail.acme.example"
    assert "Auto-Submitted" not in letter.message
    assert "X-Auto-Response-Suppress" not in letter.message
    assert "X-Switchboard-Notice" not in letter.message


def test_a_message_id_is_the_same_at_each_attempt_and_another_for_each_notice() -> None:
    first, again = message_id(HOUSE, acknowledge()), message_id(HOUSE, acknowledge())

    assert first == again
    assert len({first, message_id(HOUSE, acknowledge(2)), message_id(HOUSE, reply())}) == 3


def test_who_has_one_letter_of_a_case_can_not_tell_the_message_id_of_another() -> None:
    other = House(SENDER, HOUSE.answers, (b"another key",), HOUSE.own)

    first, second = message_id(HOUSE, acknowledge()), message_id(other, acknowledge())

    assert first.split(".")[2] != second.split(".")[2]


def test_an_answer_to_our_letter_proves_its_case() -> None:
    own_id = message_id(HOUSE, acknowledge())

    left, _, domain = own_id.strip("<>").partition("@")
    assert verify_token(KEYS, left.rpartition(".")[0]) == reference()
    assert domain == "mail.acme.example"


def test_the_newest_key_signs() -> None:
    rotated = House(SENDER, HOUSE.answers, (b"brand new", *KEYS), HOUSE.own)
    letter = compose(acknowledge(), LETTER, "Acme", TO, rotated, "<claimed@id>", SUNDAY_NOON)

    assert token((b"brand new",), reference()) in str(letter.message["Reply-To"])
    assert letter.message["Message-ID"] == "<claimed@id>"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("The pump stops", "Re: The pump stops"),
        ("Re: AW: RE[2]: The pump stops", "Re: The pump stops"),
        ("Pumpe läuft nicht 🚱", "Re: Pumpe läuft nicht 🚱"),
        ("  two\r\nBcc: all@example.org", "Re: two Bcc: all@example.org"),
        ("Re:", "We have your message"),
        ("", "We have your message"),
        ("x" * 400, "Re: " + "x" * 199 + "…"),
    ],
)
def test_the_subject_is_the_customer_s_own(asked: str, answered: str) -> None:
    notice = replace(acknowledge(), thread=Thread(subject=asked))

    assert str(sent(notice)["Subject"]) == answered


def test_a_first_letter_by_telephone_starts_a_thread_of_its_own() -> None:
    message = sent(replace(acknowledge(), thread=Thread()))

    assert "In-Reply-To" not in message
    assert "References" not in message


def test_a_long_thread_keeps_its_root_and_its_newest() -> None:
    before = tuple(f"<{n}@customer.example>" for n in range(60))
    thread = Thread(message_id="<last@customer.example>", references=before)

    named = str(sent(replace(acknowledge(), thread=thread))["References"]).split()
    assert len(named) == MOST_REFERENCES
    assert (named[0], named[1], named[-1]) == (before[0], before[42], "<last@customer.example>")


def test_ids_of_a_thread_are_never_encoded_however_long_they_are() -> None:
    long = f"<{'a' * 120}@{'b' * 100}.example>"
    thread = Thread(message_id=long, references=(long.upper(), "<1@customer.example>"))

    raw = mail(replace(acknowledge(), thread=thread)).raw
    assert f"In-Reply-To: {long}\r\n".encode() in raw
    assert b"=?utf-8?" not in raw.partition(b"Auto-Submitted")[0]


def test_ids_that_are_none_are_left_out() -> None:
    bad = (
        "",
        "no brackets",
        "<two words>",
        "<a>\r\nBcc: <b>",
        "<ü@example>",
        "<<a>>",
        "<" + "a" * 300 + ">",
    )
    thread = Thread(message_id="<a\r\n b>", references=(*bad, "<fine@customer.example>"))

    message = sent(replace(acknowledge(), thread=thread))
    assert "In-Reply-To" not in message
    assert message["References"] == "<fine@customer.example>"


def test_a_letter_with_html_carries_both_and_the_text_first() -> None:
    parts = list(sent(reply(), Letter("s", "plain ü\n", "<p>rich ü</p>")).walk())

    assert [part.get_content_type() for part in parts] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert [str(part.get_content()).strip() for part in parts[1:]] == ["plain ü", "<p>rich ü</p>"]


ANYTHING = st.text(max_size=120) | st.text(
    alphabet="\r\n\t\0 :,;<>@\"'=?utf-8bqBcc\u2028\x85ü🚱", max_size=120
)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_written_each_header_is_one_and_one_recipient_gets_it(
    subject: str, own_subject: str, organization: str, message_id_: str, body: str
) -> None:
    thread = Thread(subject=subject, message_id=message_id_, references=(message_id_, subject))
    notice = replace(acknowledge(), thread=thread, name=subject)

    letter = mail(notice, Letter(own_subject, body, body), organization)
    names = [name.lower() for name, _ in read(letter.raw).items()]
    allowed = {
        *("from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references"),
        *(
            "auto-submitted",
            "x-auto-response-suppress",
            "x-switchboard-notice",
            "mime-version",
            "content-type",
        ),
    }
    assert len(names) == len(set(names))
    assert set(names) <= allowed
    message = read(letter.raw)
    assert [a.addr_spec for a in message["To"].addresses] == ["ana@customer.example"]
    assert [a.addr_spec for a in message["From"].addresses] == ["support@acme.example"]
    assert all(len(line) <= 998 for line in letter.raw.split(b"\r\n"))
    assert b"\n" not in letter.raw.replace(b"\r\n", b"")


@given(ANYTHING)
def test_the_words_arrive_as_they_were_written(words: str) -> None:
    text = " ".join(words.replace("\0", "").split())

    got = str(sent(acknowledge(), Letter("s", text)).get_content())
    assert " ".join(got.split()) == text


@given(st.lists(st.text("abcdefghijK[]+-", min_size=1, max_size=60), min_size=1, max_size=12))
def test_a_subject_begins_beside_its_name_and_reads_as_it_was_written(words: list[str]) -> None:
    wanted = " ".join(words)[:200].strip()

    raw = mail(replace(acknowledge(), thread=Thread()), Letter(wanted, "Hello.\n")).raw

    line = next(one for one in raw.split(b"\r\n") if one.startswith(b"Subject:"))
    assert line.removeprefix(b"Subject:").strip()
    assert str(read(raw)["Subject"]) == wanted
