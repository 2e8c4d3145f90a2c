"""A provider's request in a file."""

import orjson
import pytest

from services.channels.inbound.captured import letter_in
from services.channels.normalize import normalize
from switchboard.contracts.values import Channel
from tests.channels.doorway import SECRETS
from tests.channels.inbound.posts import RAW, encoded, postmark
from tests.channels.letters import letter
from tests.harness.clock import SUNDAY_NOON

FIELDS = {"email": RAW, "envelope": '{"to":["support@acme.example"],"from":"a@example.com"}'}
BODY, KIND = encoded(FIELDS, {"attachment1": ("a.txt", b"x", "text/plain")})
PLAIN, PLAIN_KIND = encoded({"body-mime": RAW, "recipient": "support@acme.example"})
HEAD = f"POST /v1/email/sendgrid HTTP/1.1\r\nHost: x\r\nContent-Type: {KIND}\r\nX-One: y\r\n\r\n"
CAPTURES = {
    "JSON": orjson.dumps(postmark(RawEmail=RAW)),
    "fields as JSON": orjson.dumps(FIELDS),
    "a form": BODY,
    "a form with its type": f"Content-Type: {KIND}\r\n\r\n".encode() + BODY,
    "a whole request": HEAD.encode() + BODY,
    "a plain form with its type": f"Content-Type: {PLAIN_KIND}\n\n".encode() + PLAIN,
    "fields beside the request": orjson.dumps({"headers": {"a": "b"}, "body": FIELDS}),
}


@pytest.mark.parametrize("kind", CAPTURES)
def test_a_request_is_read_as_the_mail_that_it_brings(kind: str) -> None:
    inquiry = normalize(Channel.EMAIL, CAPTURES[kind], secrets=SECRETS, at=SUNDAY_NOON)

    assert (inquiry.subject, inquiry.text) == ("The pump stops", "It stops after a minute.")
    assert inquiry.to[0] == "support@acme.example"


@pytest.mark.parametrize(
    "data",
    [
        letter(),
        letter("Content-Type: multipart/form-data; boundary=x", body="--x\r\n\r\nb\r\n--x--"),
        b"",
        b"{",
        b"{}",
        b'{"text": "The pump stops"}',
        b"--x\r\nContent-Disposition: form-data",
        b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n",
        b'{"envelope": 1}',
        b"A: b\n" * 5_000,
        b"a" * 100_000,
        b"Content-Type: multipart/form-data\n\n",
    ],
)
def test_anything_else_is_no_request(data: bytes) -> None:
    assert letter_in(data) is None
