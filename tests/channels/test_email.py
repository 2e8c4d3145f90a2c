"""From the bytes of a mail to what it says."""

import pytest

from services.channels.email import read_mail
from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput
from services.channels.originals import Envelope, Ours
from services.channels.said import File, Said
from switchboard.contracts.values import Identity
from tests.channels.letters import letter, parts, read

PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n"


def test_a_plain_mail_is_read_whole() -> None:
    assert read(letter()) == Said(
        name="Ana Torres",
        sender=(Identity("mailto:ana@example.com"),),
        to=("support@acme.example",),
        subject="The pump stops",
        text="It stops after a minute.",
        full_text="It stops after a minute.",
        message_id="<1@example.com>",
    )


def test_what_was_quoted_is_kept_beside_what_was_said() -> None:
    mail = read(
        letter(body="Yes.\r\n\r\nOn Monday, Acme <a@acme.example> wrote:\r\n> Is it blue?\r\n")
    )

    assert mail.text == "Yes."
    assert mail.full_text.endswith("> Is it blue?")


def test_plain_text_is_preferred_to_its_html() -> None:
    assert read(parts(HTML + "<b>rich</b>", PLAIN + "plain", kind="alternative")).text == "plain"


def test_html_alone_is_read_as_text() -> None:
    assert read(parts(HTML + "<p>Hello<p>you", kind="alternative")).text == "Hello\n\nyou"


def test_an_empty_plain_part_gives_way_to_html() -> None:
    assert read(parts(PLAIN + " ", HTML + "words", kind="alternative")).text == "words"


def test_files_come_along_with_name_and_bytes() -> None:
    file = (
        "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''r%C3%A9.pdf\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0="
    )
    assert read(parts(PLAIN + "See.", file)).files == (File("ré.pdf", "application/pdf", b"%PDF-"),)


def test_an_enclosed_mail_is_a_file_and_what_it_says_is_the_inquiry() -> None:
    inner = letter("Subject: inner").decode()
    mail = read(parts(PLAIN + "See.", f"Content-Type: message/rfc822\r\n\r\n{inner}"))

    [file] = mail.files
    assert file.declared == "message/rfc822"
    assert b"Subject: inner" in file.data
    assert mail.text.startswith("See.\n\n---------- Forwarded message ----------\nFrom: Ana Torres")
    assert mail.text.endswith("\n\nIt stops after a minute.")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\\b.exe", "CON", "a" * 4_000, "r\u202efdp.exe"]
)
def test_a_name_of_a_file_is_only_data(name: str) -> None:
    part = f'Content-Type: application/x\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\nx'
    [file] = read(parts(part)).files

    assert len(file.name) <= LIMITS.attachment_name
    assert "\n" not in file.name


@pytest.mark.parametrize(
    ("field", "name", "address"),
    [
        ("Ana <ana@example.com>", "Ana", "ana@example.com"),
        ('"Torres, Ana" <ana@example.com>', "Torres, Ana", "ana@example.com"),
        ("ana@example.com (Ana Torres)", "Ana Torres", "ana@example.com"),
        ("=?utf-8?q?Ren=C3=A9?= <rene@example.com>", "René", "rene@example.com"),
        ("=?iso-8859-1?q?Ren=E9?= <rene@EXAMPLE.com>", "René", "rene@example.com"),
        ("=?nonsense?q?Ren=C3=A9?= <rene@example.com>", "René", "rene@example.com"),
        ("<ana@example.com>", "", "ana@example.com"),
        ('"a\\"b" <ana@example.com>', 'a"b', "ana@example.com"),
        ("Ana <ana@exämple.com>", "Ana", "ana@xn--exmple-cua.com"),
        ("Ana\r\n <ana@example.com>", "Ana", "ana@example.com"),
        ("Sales: Ana <ana@example.com>;", "Ana", "ana@example.com"),
    ],
)
def test_the_sender_is_read_however_it_is_written(field: str, name: str, address: str) -> None:
    mail = read(letter(f"From: {field}"))

    assert (mail.name, mail.sender) == (name, (f"mailto:{address}",))


@pytest.mark.parametrize(
    "field", ["From: nobody", "From: <>", "From: \x00", "From: " + "(" * 60_000]
)
def test_a_sender_that_cannot_be_read_is_withheld(field: str) -> None:
    mail = read(letter(field))

    assert mail.sender == ()
    assert "it has no readable sender" in mail.warnings
    assert mail.silent_because


def test_where_from_is_silent_the_sender_field_speaks() -> None:
    assert read(letter("Sender: bo@example.com", without="From")).sender == (
        "mailto:bo@example.com",
    )


def test_where_the_author_wants_answers_is_read_beside_who_it_is() -> None:
    mail = read(letter("Reply-To: Office <office@example.com>, x@example.com"))

    assert (mail.sender, mail.reply_to) == (
        ("mailto:ana@example.com",),
        "mailto:office@example.com",
    )


def test_who_names_only_an_address_for_answers_is_nobody() -> None:
    mail = read(letter("Reply-To: ana@example.com", without="From"))

    assert (mail.sender, mail.reply_to) == ((), "mailto:ana@example.com")
    assert mail.silent_because == "it has no sender"


@pytest.mark.parametrize("field", ["Reply-To: nobody", "Reply-To:", "Reply-To: a@b@c"])
def test_a_wish_for_answers_that_cannot_be_read_is_none(field: str) -> None:
    assert read(letter(field)).reply_to is None


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("=?utf-8?b?w6TDtsO8?=", "äöü"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A4?=", "ä"),
        ("gr\udcfcn", "grün"),
        ("grün", "grün"),
        ("a\r\n b", "a b"),
        ("=?utf-8?b?broken", "=?utf-8?b?broken"),
        ("=?utf-8?b?!!!?=", ""),
        ("=?utf-8?q?a=0D=0ABcc:_x@y.z?=", "a Bcc: x@y.z"),
    ],
)
def test_a_subject_is_one_line_of_characters(raw: str, subject: str) -> None:
    assert read(letter(f"Subject: {raw}")).subject == subject


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", "grün".encode()),
        ("iso-8859-1", "grün".encode("latin-1")),
        ("utf-8", "grün".encode("latin-1")),
        ("us-ascii", "grün".encode()),
        ("x-unknown", "grün".encode()),
        ("x-unknown", "grün".encode("cp1252")),
        ("", "grün".encode()),
        ("utf-16", "grün".encode("utf-16")),
    ],
)
def test_text_is_read_in_its_charset_or_a_likely_one(charset: str, content: bytes) -> None:
    head = f"From: a@b.example\nContent-Transfer-Encoding: 8bit\nContent-Type: text/plain; charset={charset}"

    assert read(head.encode() + b"\n\n" + content).text == "grün"


def test_the_newest_reference_comes_first() -> None:
    mail = read(letter("In-Reply-To: <3@x>", "References: <1@x>\r\n <2@x> <3@x>"))

    assert mail.references == ("<3@x>", "<2@x>", "<1@x>")


TOKEN = "k7q2m9xd4rt.0123456789abcdef"


@pytest.mark.parametrize(
    "field",
    [
        f"To: Support <support+{TOKEN}@acme.example>",
        f"Cc: x@y.example, support+{TOKEN}@acme.example",
        f"Delivered-To: support+{TOKEN}@acme.example",
        f"X-Original-To: support+{TOKEN}@acme.example",
        f"In-Reply-To: <{TOKEN}.abc123@acme.example>",
        f"References: <0@x> <{TOKEN}.abc@acme.example> <9@x>",
    ],
)
def test_what_may_be_a_token_of_ours_is_handed_on(field: str) -> None:
    assert read(letter(field)).tokens == (TOKEN,)


def test_what_may_be_a_token_of_ours_in_its_own_name_is_handed_on_apart() -> None:
    mail = read(letter(f"Message-ID: <{TOKEN}.abc@acme.example>"))

    assert (mail.own_token, mail.tokens) == (TOKEN, ())


def test_a_token_of_the_envelope_is_handed_on() -> None:
    envelope = Envelope(sender="ana@example.com", recipients=(f"support+{TOKEN}@acme.example",))

    assert read(letter(), envelope).tokens == (TOKEN,)


def test_a_mail_without_a_header_is_still_words() -> None:
    assert read(b"\r\nHelp!").text == "Help!"


def test_more_parts_than_are_read_leave_a_warning() -> None:
    mail = read(parts(*[PLAIN + f"{n}" for n in range(LIMITS.mail_parts + 50)]))

    assert len(mail.full_text.split()) == LIMITS.mail_parts - 1
    assert any("more parts" in warning for warning in mail.warnings)


def test_deeper_parts_than_are_read_leave_a_warning() -> None:
    def nested(depth: int) -> str:
        inner = nested(depth - 1) if depth else PLAIN + "deep"
        return f"Content-Type: multipart/mixed; boundary=x{depth}\r\n\r\n--x{depth}\r\n{inner}\r\n--x{depth}--"

    assert read(parts(nested(3))).text == "deep"
    assert any("more parts" in warning for warning in read(parts(nested(20))).warnings)


def test_parts_nested_beyond_reading_are_unreadable() -> None:
    body = b"".join(
        b"--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n" % (n, n + 1) for n in range(5000)
    )
    with pytest.raises(UnreadableInput, match="nested"):
        read(b"Content-Type: multipart/mixed; boundary=x0\n\n" + body)


def test_a_header_field_beyond_reading_is_cut() -> None:
    mail = read(letter("Subject: " + "a" * 1_000_000))

    assert mail.subject == "a" * LIMITS.subject
    assert mail.text == "It stops after a minute."
    assert any("too long" in warning for warning in mail.warnings)


def test_more_header_fields_than_are_read_leave_a_warning() -> None:
    mail = read(letter(*[f"X-{n}: y" for n in range(2_000)]))

    assert mail.subject == "The pump stops"
    assert any("header fields" in warning for warning in mail.warnings)


def test_a_multipart_without_parts_is_words() -> None:
    assert read(letter("Content-Type: multipart/mixed; boundary=x", body="Help!")).text == "Help!"


@pytest.mark.parametrize("symbol", ["\x00", "\x1b[31m", "\x07", "\x9b"])
def test_nothing_invisible_gets_through(symbol: str) -> None:
    mail = read(letter(f"Subject: a{symbol}b", body=f"a{symbol}b"))

    assert all(ord(one) >= 32 for one in mail.subject + mail.text)


def test_a_mail_of_nobody_knows_no_address_of_ours() -> None:
    assert read_mail(letter(), Envelope(), Ours()).silent_because == ""
