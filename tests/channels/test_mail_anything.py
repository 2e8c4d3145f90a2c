"""Whatever is sent as a mail: it is read or it says why not, without breaking; longer with SWITCHBOARD_LONG=1."""

import os
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.channels.email import read_mail
from services.channels.heard import inquiry_of
from services.channels.inbound.captured import letter_in
from services.channels.limits import LIMITS
from services.channels.mailhead import read_head
from services.channels.markup import as_text
from services.channels.originals import Envelope, Original
from services.channels.reading import Job, Unread, read
from services.channels.reply import said_now
from services.channels.said import Said
from switchboard.contracts.events import MAX_TEXT
from switchboard.contracts.values import Channel, InquiryId, UnixSeconds
from tests.channels.doorway import OURS, SECRETS
from tests.channels.histories import ATTRIBUTIONS, FORWARDS, HEADS, SIGNATURES

pytestmark = pytest.mark.timeout(900)

LONG: Final = bool(os.environ.get("SWITCHBOARD_LONG"))
thorough: Final = settings(
    max_examples=5_000 if LONG else 150, suppress_health_check=[HealthCheck.too_slow]
)

_NAMES: Final = (
    *(
        "From",
        "To",
        "Cc",
        "Reply-To",
        "Sender",
        "Subject",
        "Message-ID",
        "In-Reply-To",
        "References",
    ),
    *("Return-Path", "Received", "Auto-Submitted", "Precedence", "List-Id", "X-Spam-Status"),
    *("Authentication-Results", "Received-SPF", "Content-Type", "Content-Transfer-Encoding"),
    *("Content-Disposition", "MIME-Version", "X-Failed-Recipients", "X-Auto-Response-Suppress"),
)
_VALUES: Final = (
    *("ana@example.com", "Ana <ana@example.com>", "<>", "MAILER-DAEMON", "a@b, c@d; (e", '"a\\"'),
    *("<1@example.com>", "=?utf-8?q?=C3?=", "=?x?b?!!?=", "auto-replied", "bulk", "yes", "1.0"),
    *("mx; dmarc=fail", "text/plain", "text/html; charset=x", "text/plain; format=flowed"),
    *("multipart/mixed; boundary=c", "multipart/alternative; boundary=c", "message/rfc822"),
    *("multipart/report; report-type=delivery-status; boundary=c", "message/delivery-status"),
    *(
        "base64",
        "quoted-printable",
        "x-uuencode",
        "attachment; filename*=utf-8''%FF",
        "application/ms-tnef",
    ),
)
_BODIES: Final = (
    *(
        "--c",
        "--c--",
        "--",
        "-- ",
        "> quoted",
        "begin 644 a",
        "#0V%T",
        "`",
        "end",
        "=E4",
        "YWJ=",
        "",
    ),
    *(
        "<p>words</p>",
        "<blockquote>",
        '<div class="yahoo_quoted">',
        "</div>",
        "<pre>",
        "&#0;",
        "\x00",
    ),
    *("-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----", "550 5.1.1 unknown"),
    *ATTRIBUTIONS.values(),
    *HEADS.values(),
    *FORWARDS,
    *SIGNATURES.values(),
)
_ENDS: Final = st.sampled_from(["\n", "\r\n", "\r", "\n "])
_LINE: Final = st.sampled_from(_BODIES) | st.text(max_size=20)
_BODY: Final = st.lists(_LINE, max_size=25)
_FIELD: Final = st.tuples(st.sampled_from(_NAMES), st.sampled_from(_VALUES) | st.text(max_size=20))


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """A mail made of what mails are made of, in any order; here and there a byte of it is another."""
    end = draw(_ENDS)
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        lines += [f"{name}: {value}" for name, value in draw(st.lists(_FIELD, max_size=8))]
        lines += ["", *draw(_BODY), draw(st.sampled_from(["--c", "--c--", ""]))]
    mail = bytearray(end.join(lines).encode("utf-8", "replace"))
    for at, byte in draw(
        st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=5)
    ):
        if at < len(mail):
            mail[at] = byte
    return bytes(mail)


def heard(mail: bytes) -> None:
    """Read it as the worker does; then it must make an inquiry within the limits."""
    read_head(mail)
    letter_in(mail)
    said = read(Job(data=mail, ours=OURS))
    if isinstance(said, Unread):
        assert "reading it failed" not in said.why, said.why
        return
    original = Original(
        inquiry_id=InquiryId("i"), channel=Channel.EMAIL, blob="i/x", received_at=UnixSeconds(1.0)
    )
    inquiry = inquiry_of(original, said, SECRETS.token_keys, lambda _: None).inquiry
    assert len(inquiry.subject) <= LIMITS.subject
    assert len(inquiry.text) <= MAX_TEXT
    assert len(inquiry.attachments) <= LIMITS.attachments
    assert inquiry.acknowledgeable == (not inquiry.unacknowledgeable_because)
    assert bool(said.text.strip()) == bool(said.full_text.strip())


@given(st.binary(max_size=2_000))
@thorough
def test_any_bytes_are_read_or_say_why_not(mail: bytes) -> None:
    heard(mail)


@given(mails())
@thorough
def test_any_mail_is_read_or_says_why_not(mail: bytes) -> None:
    heard(mail)


@given(st.lists(_LINE, max_size=40).map("\n".join))
@thorough
def test_of_any_text_something_is_said_now_and_nothing_is_made_up(text: str) -> None:
    said = said_now(text)

    assert bool(said) == bool(text.strip("\n \t\xa0"))
    written = {line.strip() for line in text.split("\n")}
    assert {line.strip() for line in said.split("\n")} <= written | {""}


@given(st.lists(st.sampled_from(_BODIES) | st.text(max_size=10), max_size=40).map("".join))
@thorough
def test_any_page_has_a_text(page: str) -> None:
    assert "\r" not in as_text(page) or "\r" in page


@given(mails())
@thorough
def test_the_same_mail_says_the_same(mail: bytes) -> None:
    first, second = (read(Job(data=mail, ours=OURS)) for _ in range(2))

    assert first == second
    assert not isinstance(first, Said) or first == read_mail(mail, Envelope(), OURS)
