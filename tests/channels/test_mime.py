"""A mail taken apart, however badly it was put together."""

import base64
import binascii
import sys
from types import FrameType

import pytest

from services.channels.limits import LIMITS
from services.channels.mime import Enclosed, open_mail
from services.channels.said import File
from tests.channels.letters import letter, parts, read

PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n"
FILE = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
NAMED = f'{FILE}Content-Disposition: attachment; filename="a.bin"\r\n\r\n'


def test_what_stands_beside_a_plain_part_is_read_too() -> None:
    assert read(parts(PLAIN + "one", HTML + "<p>two", PLAIN + "three")).text == "one\ntwo\nthree"


def test_of_two_versions_one_is_read_and_what_follows_them_too() -> None:
    versions = (
        "Content-Type: multipart/alternative; boundary=in\r\n\r\n"
        f"--in\r\n{PLAIN}plain\r\n--in\r\n{HTML}<b>rich</b>\r\n--in--\r\n"
    )
    assert read(parts(versions, PLAIN + "below")).text == "plain\nbelow"


@pytest.mark.parametrize(
    "stub", ["Your mail client does not show HTML.", "View this in a browser", "text/html only"]
)
def test_a_plain_version_that_only_points_to_the_other_gives_way(stub: str) -> None:
    rich = "<p>The pump stops after a minute, and the valve too, whatever I do.</p>"

    assert read(parts(PLAIN + stub, HTML + rich, kind="alternative")).text == rich[3:-4]


def test_a_mail_that_is_one_named_text_is_words() -> None:
    assert read(letter('Content-Type: text/plain; name="note.txt"')).files == ()
    assert read(letter('Content-Type: text/plain; name="note.txt"')).text.startswith("It stops")


@pytest.mark.parametrize(
    ("parameters", "body", "text"),
    [
        ("", "One \r\nline.\r\nTwo.", "One line.\nTwo."),
        ("; delsp=yes", "Donau \r\ndampf.", "Donaudampf."),
        ("", " From here \r\nto there.", "From here to there."),
        ("", "Yes.\r\n-- \r\nAna", "Yes."),
        ("", "One\r\nline", "One\nline"),
    ],
)
def test_flowed_lines_are_joined(parameters: str, body: str, text: str) -> None:
    field = f"Content-Type: text/plain; format=flowed{parameters}"

    assert read(letter(field, body=body)).text == text


def test_flowed_quotes_stay_quotes() -> None:
    body = "> Is it \r\n> blue?\r\n>> Or \r\n> red?\r\nYes."
    mail = read(letter("Content-Type: text/plain; format=flowed", body=body))

    assert mail.full_text == "> Is it blue?\n>> Or \n> red?\nYes."


def test_what_was_signed_in_its_own_lines_is_read_without_the_seal() -> None:
    body = (
        "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nIt stops.\r\n- - often\r\n"
        "-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n-----END PGP SIGNATURE-----\r\n"
    )
    assert read(letter(body=body)).text == "It stops.\n- often"


CLOSED = {
    "application/ms-tnef": "winmail.dat",
    "application/pkcs7-mime": "S/MIME",
    "application/pgp-encrypted": "PGP",
}


@pytest.mark.parametrize("kind", CLOSED)
def test_what_cannot_be_opened_is_kept_and_says_so(kind: str) -> None:
    mail = read(parts(PLAIN + "See.", f'Content-Type: {kind}; name="x.dat"\r\n\r\nxyz'))

    assert (mail.text, mail.files) == ("See.", (File("x.dat", kind, b"xyz"),))
    assert any(CLOSED[kind] in warning for warning in mail.warnings)


def test_words_encrypted_in_their_own_lines_say_so() -> None:
    mail = read(letter(body="-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM\r\n-----END PGP MESSAGE-----"))

    assert any("encrypted" in warning for warning in mail.warnings)


def test_a_file_written_into_the_text_is_taken_out() -> None:
    lines = [binascii.b2a_uu(b"pump" * 10).decode(), binascii.b2a_uu(b"!").decode()]
    body = f"See:\nbegin 644 pump.txt\n{''.join(lines)}`\nend\nThat is all."
    mail = read(letter(body=body))

    assert mail.text == "See:\nThat is all."
    assert mail.files == (File("pump.txt", "application/octet-stream", b"pump" * 10 + b"!"),)


@pytest.mark.parametrize(
    "body",
    [
        "begin 644 of the page\nThat is no file, is it? It goes on in ~small~ letters.\nend",
        "begin 644 x\nend",
        "begin 644 x\n!!!",
        "begin with me",
    ],
)
def test_a_sentence_that_begins_like_a_file_is_a_sentence(body: str) -> None:
    assert (read(letter(body=body)).text, read(letter(body=body)).files) == (body, ())


def test_a_torn_attachment_keeps_what_is_left_of_it() -> None:
    whole = base64.b64encode(b"%PDF-1.4 and more").decode()
    mail = read(parts(PLAIN + "See.", f"{NAMED}{whole[:13]}"))

    assert mail.files == (File("a.bin", "application/octet-stream", b"%PDF-1.4 "),)
    assert any("damaged" in warning for warning in mail.warnings)


@pytest.mark.parametrize(
    ("coded", "data"),
    [
        ("cHVt\r\ncA==\r\n", b"pump"),
        ("cHVtcA=", b"pump"),
        ("cHVtcA", b"pump"),
        ("cHV\x00tcA==", b"pump"),
        ("", b""),
        ("!", b""),
        ("=", b""),
    ],
)
def test_base64_is_read_however_it_was_cut(coded: str, data: bytes) -> None:
    assert read(parts(NAMED + coded)).files == (File("a.bin", "application/octet-stream", data),)


@pytest.mark.parametrize(
    "field",
    ["Content-Type: multipart/mixed", "Content-Type: multipart/mixed; boundary=another"],
)
def test_parts_are_found_by_the_boundary_that_is_used(field: str) -> None:
    body = f"--cut\r\n{PLAIN}The pump.\r\n--cut\r\n{NAMED}eA==\r\n--cut--\r\n"
    mail = read(letter("MIME-Version: 1.0", field, body=body))

    assert (mail.text, mail.files) == (
        "The pump.",
        (File("a.bin", "application/octet-stream", b"x"),),
    )


def test_boundaries_are_guessed_a_few_times_only() -> None:
    wrong = "Content-Type: multipart/mixed; boundary=wrong\r\n\r\n"
    deep = PLAIN + "deep"
    for n in range(6):
        deep = f"{wrong}--c{n}\r\n{deep}\r\n--c{n}--\r\n"

    assert "--c2" in read(parts(deep)).full_text
    assert "--c3" not in read(parts(deep)).full_text


def test_a_forwarded_mail_tells_who_wrote_it() -> None:
    inner = letter(
        "From: Bo <bo@example.com>", "Subject: =?utf-8?q?Gr=C3=BCn?=", body="Grün?"
    ).decode()
    forwarded = f"Content-Type: message/rfc822\r\n\r\n{inner}"
    text = read(parts(PLAIN + "What does he want?", forwarded)).text

    assert "From: Bo <bo@example.com>" in text
    assert "Subject: Grün" in text
    assert text.endswith("Grün?")


def test_files_of_a_forwarded_mail_are_inside_of_it() -> None:
    inner = parts(PLAIN + "Inner.", NAMED + "eA==").decode().replace("cut", "inner")
    mail = read(parts(PLAIN + "See.", f"Content-Type: message/rfc822\r\n\r\n{inner}"))

    assert [file.declared for file in mail.files] == ["message/rfc822"]
    assert "Inner." in mail.text


def test_of_many_forwarded_mails_the_first_are_read() -> None:
    inner = [
        f"Content-Type: message/rfc822\r\n\r\n{letter(body=f'no. {n}').decode()}" for n in range(5)
    ]
    mail = read(parts(PLAIN + "See.", *inner))

    assert len(mail.files) == 5
    assert "no. 2" in mail.text
    assert "no. 3" not in mail.text


def test_a_mail_that_came_back_was_not_passed_on() -> None:
    inner = letter(body="What we wrote.").decode()
    status = "Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n"
    mail = read(parts(PLAIN + "Sorry.", status, f"Content-Type: message/rfc822\r\n\r\n{inner}"))

    assert mail.text == "Sorry."


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_the_head_of_a_mail_that_came_back_is_told(kind: str) -> None:
    inner = letter("Message-ID: <sent@acme.example>").decode()
    opened = open_mail(parts(PLAIN + "Sorry.", f"Content-Type: {kind}\r\n\r\n{inner}"))

    assert "Message-ID: <sent@acme.example>" in opened.returned


@pytest.mark.parametrize("count", [LIMITS.mail_parts - 1, LIMITS.mail_parts])
def test_so_many_parts_are_read_and_no_more(count: int) -> None:
    mail = read(parts(*[PLAIN + "word"] * count))

    assert mail.full_text.split() == ["word"] * (LIMITS.mail_parts - 1)
    assert bool(mail.warnings) == (count >= LIMITS.mail_parts)


@pytest.mark.parametrize("depth", [LIMITS.mail_depth, LIMITS.mail_depth + 1])
def test_parts_are_read_so_deep_and_no_deeper(depth: int) -> None:
    deep = PLAIN + "deep"
    for n in range(depth - 1):
        deep = (
            f"Content-Type: multipart/mixed; boundary=c{n}\r\n\r\n--c{n}\r\n{deep}\r\n--c{n}--\r\n"
        )

    assert (read(parts(deep)).text == "deep") == (depth <= LIMITS.mail_depth)


@pytest.mark.parametrize("count", [LIMITS.mail_headers, LIMITS.mail_headers + 1])
def test_so_many_header_fields_are_read_and_no_more(count: int) -> None:
    mail = letter(*[f"X-{n}: y" for n in range(count - 6)])

    assert len(open_mail(mail).fields) == LIMITS.mail_headers
    assert bool(open_mail(mail).warnings) == (count > LIMITS.mail_headers)


@pytest.mark.parametrize("size", [LIMITS.mail_header_bytes, LIMITS.mail_header_bytes + 1])
def test_a_header_field_is_read_so_far_and_no_further(size: int) -> None:
    opened = open_mail(letter("Subject: " + "a" * size))

    assert len(opened.values("subject")[0]) == LIMITS.mail_header_bytes
    assert bool(opened.warnings) == (size > LIMITS.mail_header_bytes)


def test_a_calendar_entry_is_a_file() -> None:
    invitation = (
        'Content-Type: text/calendar; method=REQUEST; name="invite.ics"\r\n\r\nBEGIN:VCALENDAR'
    )
    opened = open_mail(
        parts(PLAIN + "Tomorrow?", HTML + "Tomorrow?", invitation, kind="alternative")
    )

    assert opened.text == "Tomorrow?"
    assert opened.files == (Enclosed("invite.ics", "text/calendar", b"BEGIN:VCALENDAR"),)


def steps_over(mail: bytes) -> int:
    """Return how many calls of our own functions it takes to take `mail` apart."""
    steps = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal steps
        steps += event == "call" and "/services/" in frame.f_code.co_filename

    sys.setprofile(count)
    try:
        open_mail(mail)
    finally:
        sys.setprofile(None)
    return steps


@pytest.mark.parametrize("kind", ["digest", "alternative", "mixed"])
def test_of_countless_parts_only_those_that_are_read_cost_anything(kind: str) -> None:
    def mail(many: int) -> bytes:
        body = "--b\n\n" * many
        return letter(f"Content-Type: multipart/{kind}; boundary=b", body=body)

    many, twice = (steps_over(mail(LIMITS.mail_parts * times)) for times in (10, 20))

    assert twice == many
