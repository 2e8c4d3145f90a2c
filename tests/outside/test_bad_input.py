"""Whatever is sent to a door: a problem that says what to do, nothing written, and the door stays open."""

import base64
import json
import socket
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.outside.installation import Installation

JSON, MAIL, LINES = "application/json", "message/rfc822", "application/x-ndjson"
CASE = "/v1/cases/0000-0000-000"
ACTION, CUSTOMER = f"{CASE}/actions", "/v1/customers/K-1"
MEGABYTE = 1_000_000


def inquiry(**fields: object) -> bytes:
    return json.dumps({"text": "Hello", **fields}).encode()


def sender(**fields: object) -> bytes:
    return inquiry(**{"from": fields})


def attached(count: int = 1, **fields: object) -> bytes:
    return inquiry(attachments=[{"data": "", **fields}] * count)


BROKEN = {
    "empty": (b"", 400),
    "not JSON": (b"text=Hello", 400),
    "half": (b'{"text": "Hel', 400),
    "invalid UTF-8": (b'{"text": "\xff\xfe"}', 400),
    "lone surrogate": (b'{"text": "\\ud800"}', 400),
    "deep": (b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "deep objects": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400),
    "no object": (b'["text"]', 422),
    "number": (b"1e999999", 422),
    "null": (b"null", 422),
}
INQUIRIES = {
    "nothing said": (b"{}", 422),
    "no text": (inquiry(text=""), 422),
    "text of a wrong type": (inquiry(text=1), 422),
    "unknown field": (inquiry(colour="red"), 422),
    "NUL in the text": (inquiry(text="a\0b"), 422),
    "line break in the subject": (inquiry(subject="a\r\nBcc: x@y.example"), 422),
    "line break in an address": (sender(email="a@b.example\r\nBcc: c@d.example"), 422),
    "line break in a name": (sender(name="a\nb"), 422),
    "two addresses": (sender(email="a@b.example, c@d.example"), 422),
    "no address": (sender(email="nobody"), 422),
    "no number": (sender(phone="call me"), 422),
    "unknown field of the sender": (sender(fax_number="1"), 422),
    "unknown channel": (inquiry(channel="smoke"), 422),
    "no moment": (inquiry(received_at="yesterday"), 422),
    "moment without a zone": (inquiry(received_at="2026-11-22T10:00:00"), 422),
    "misspelled reference": (inquiry(reference="K7Q2-M9XD"), 422),
    "truth as text": (inquiry(new_case="true"), 422),
    "subject too long": (inquiry(subject="x" * 5_000), 422),
    "too many attributes": (inquiry(attributes={f"a{n}": "x" for n in range(51)}), 422),
    "attribute name": (inquiry(attributes={"a b": "x"}), 422),
    "too many attachments": (attached(101), 422),
    "attachment name too long": (attached(name="x" * 256), 422),
    "NUL in an attachment name": (attached(name="a\0.pdf"), 422),
    "not base64": (attached(data="%%%%"), 422),
    "attachments too large": (attached(data=base64.b64encode(bytes(20 * MEGABYTE)).decode()), 413),
    "huge": (inquiry(text="x" * 26 * MEGABYTE), 413),
}
ACTIONS = {
    "unknown type": (b'{"type": "explode", "by": "a"}', 422),
    "nobody": (b'{"type": "claim"}', 422),
    "empty name": (b'{"type": "claim", "by": ""}', 422),
    "line break": (b'{"type": "claim", "by": "a\\nb"}', 422),
    "unknown field": (b'{"type": "claim", "by": "a", "force": true}', 422),
    "NUL": (b'{"type": "reply", "by": "a", "text": "a\\u0000b"}', 422),
    "huge": (b" " * MEGABYTE, 413),
}
CUSTOMERS = {
    "unknown field": (b'{"vip": true}', 422),
    "line break": (b'{"name": "a\\nb"}', 422),
    "no address": (b'{"email": "nobody"}', 422),
    "strange identity": (b'{"identities": ["gopher:x"]}', 422),
    "huge": (b'{"name": "' + b"x" * 100_000 + b'"}', 413),
}
DEEPER = {name: (BROKEN[name][0], 413) for name in ("deep", "deep objects")}
DOORS = {
    "/v1/inquiries": BROKEN | INQUIRIES,
    ACTION: BROKEN | ACTIONS,
    CUSTOMER: BROKEN | CUSTOMERS | DEEPER,
}
SENT = [
    pytest.param(path, body, status, id=f"{path} {what}")
    for path, bodies in DOORS.items()
    for what, (body, status) in bodies.items()
]


def problem(response: Any, *statuses: int) -> dict[str, Any]:
    told: dict[str, Any] = response.json()
    assert response.status_code in statuses, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert told["type"].startswith("urn:switchboard:problem:")
    assert told["status"] == response.status_code
    assert told["detail"]
    return told


def still_well(running: Installation, before: dict[str, int]) -> None:
    assert running.ends() == before
    assert running.get("/readyz").status_code == 200
    # A request that is none is worth a warning; a fault would be an error.
    assert '"level":"error"' not in running.logs.read_text()


@pytest.mark.parametrize(("path", "body", "status"), SENT)
def test_what_cannot_be_taken_is_refused_and_leaves_no_trace(
    path: str, body: bytes, status: int, running: Installation
) -> None:
    before = running.ends()
    method = "PUT" if path == CUSTOMER else "POST"

    answer = running.send(method, path, body, content_type=JSON)

    # Not JSON is malformed; a parser that reads it all the same finds no inquiry in it.
    told = problem(answer, status, *((422,) if status == 400 else ()))
    assert status != 422 or path != "/v1/inquiries" or told["errors"]
    still_well(running, before)


@pytest.mark.parametrize("path", ["/v1/inquiries", "/v1/inquiries/batch", "/v1/email", ACTION])
@pytest.mark.parametrize("given", ["text/plain", "application/octet-stream", ""])
def test_another_media_type_is_not_read(path: str, given: str, running: Installation) -> None:
    before = running.ends()

    problem(running.send("POST", path, b"x", content_type=given), 415)

    still_well(running, before)


@pytest.mark.parametrize(("path", "media"), [("/v1/email", MAIL), ("/v1/inquiries/batch", LINES)])
def test_more_than_the_door_takes_is_refused(path: str, media: str, running: Installation) -> None:
    before = running.ends()

    problem(running.send("POST", path, b"x\n" * 13 * MEGABYTE, content_type=media), 413)

    still_well(running, before)


def test_a_bad_line_of_a_batch_does_no_harm_to_the_others(taking: Installation) -> None:
    before = taking.ends()["switchboard.intake"]
    lines = [inquiry(text="one"), b"{", inquiry(text=2), b"\xff", inquiry(text="three")]

    answer = taking.send("POST", "/v1/inquiries/batch", b"\n".join(lines), content_type=LINES)

    told = [json.loads(line) for line in answer.content.splitlines()]
    assert answer.status_code == 202
    assert ["inquiry_id" in one for one in told] == [True, False, False, False, True]
    for one in told:
        if "inquiry_id" in one:
            taking.case(one["status_url"])
    assert taking.ends()["switchboard.intake"] >= before + 2


@pytest.mark.parametrize(
    "mail",
    [
        b"\0" * 2_000,
        b"\xff\xfe" * 1_000,
        b"From: <a@b.example\r\nSubject: " + b"(" * 60_000 + b"\r\n\r\nHello",
        b"From: a@b.example\r\n" * 5_000 + b"\r\nHello",
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"--x\r\n" * 9_000,
        b"From: a@b.example\nBcc: c@d.example\rX: y\r\n\r\nHello",
    ],
    ids=["NULs", "not ASCII", "open brackets", "many headers", "many parts", "loose line ends"],
)
def test_a_mail_that_cannot_be_read_is_an_inquiry_all_the_same(
    mail: bytes, taking: Installation
) -> None:
    answer = taking.send("POST", "/v1/email", mail, content_type=MAIL)

    assert answer.status_code == 202
    assert taking.case(answer.json()["status_url"])["status"] == "open"


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/v1/inquiries/nobody", (404,)),
        ("/v1/inquiries/%00%ff", (404,)),
        (CASE, (404,)),
        ("/v1/cases/%0d%0aSet-Cookie:x", (404,)),
        ("/v1/cases?status=broken", (422,)),
        ("/v1/cases?limit=-1", (422,)),
        ("/v1/cases?cursor=%00", (422,)),
        ("/v1/cases?colour=red", (422,)),
        ("/v1/outbox?cursor=x", (422,)),
        ("/v1/outbox?limit=999999999999999999999", (422,)),
        ("/nowhere", (404,)),
        ("/v1/email", (405,)),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_with_a_problem(
    path: str, statuses: tuple[int, ...], running: Installation
) -> None:
    problem(running.get(path), *statuses)


@pytest.mark.parametrize(
    "words", ['"', "(", "NEAR(", "a AND", "*", "x" * 500, "%", "';--", "\u202e"]
)
def test_any_words_may_be_searched_for(words: str, running: Installation) -> None:
    answer = running.get(f"/v1/cases?{urlencode({'q': words})}")

    assert answer.status_code in {200, 422}


def raw(running: Installation, *pieces: bytes) -> bytes:
    """Return what is answered to bytes that no client library would send."""
    host, port = running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 20) as line:
        line.settimeout(20)
        for piece in pieces:
            line.sendall(piece)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65_536), b""))


HEAD = b"POST /v1/inquiries HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
NO_REQUESTS = {
    "cut off": HEAD + b"Content-Length: 100\r\n\r\n{",
    "no length": HEAD + b"Content-Length: x\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "no chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "many headers": HEAD + b"X: y\r\n" * 20_000 + b"\r\n",
    "long path": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "NULs": b"\0" * 10_000,
}


@pytest.mark.parametrize("request_", NO_REQUESTS.values(), ids=NO_REQUESTS.keys())
def test_what_is_no_request_harms_nobody(request_: bytes, running: Installation) -> None:
    before = running.ends()

    try:
        answer = raw(running, request_)
    except ConnectionError:
        answer = b""

    assert b" 202 " not in answer
    assert b" 500 " not in answer
    assert running.ends() == before
    assert running.get("/healthz").status_code == 200


def test_a_slow_sender_holds_up_nobody(taking: Installation) -> None:
    host, port = taking.url.removeprefix("http://").split(":")
    head = HEAD + b"Content-Length: 1000\r\n\r\n{"
    slow = [socket.create_connection((host, int(port)), 20) for _ in range(100)]
    try:
        for line in slow:
            line.sendall(head)

        assert taking.post("/v1/inquiries", {"text": "Hello"}).status_code == 202
    finally:
        for line in slow:
            line.close()
