"""How a process is told to take mail in: what it says of itself, and what stops its start in one line."""

import contextlib
import re
import signal
import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from ssl import create_default_context

import pytest

from services.cli.listening import address_of, for_mail
from services.cli.mail_in import _recipients, _tls, mailboxes
from services.cli.say import CouldNot, Wrong
from services.cli.settings import read_settings
from tests.channels.mail.certificate import certificate
from tests.outside.installation import STRATEGY, Installation, run, until

KEYS = {"id_key": "1" * 32, "token_keys": "2" * 32}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SWITCHBOARD_LONG", raising=False)


@pytest.fixture
def letter() -> EmailMessage:
    made = EmailMessage()
    made["From"] = "ana@customer.example"
    made["To"] = "support@acme.example"
    made["Subject"] = "The pump stops"
    made["Message-ID"] = "<1@customer.example>"
    made.set_content("It does not start since this morning.")
    return made


def mail_port(installation: Installation) -> int:
    found = re.search(r"SMTP 127\.0\.0\.1:(\d+)", installation.said.read_text())
    assert found
    return int(found[1])


def test_a_mail_over_smtp_becomes_a_case(own: Installation, letter: EmailMessage) -> None:
    own.start()
    with smtplib.SMTP("127.0.0.1", mail_port(own), timeout=60) as server:
        server.ehlo("mx.customer.example")
        server.mail("ana@customer.example")
        server.rcpt("support@acme.example")
        code, said = server.data(letter.as_bytes())

    found = re.fullmatch(r"2\.0\.0 Taken in as inquiry (\w+)", said.decode())
    assert code == 250
    assert found
    case = own.case(f"/v1/inquiries/{found[1]}")
    assert (case["subject"], case["status"]) == ("The pump stops", "open")
    assert own.stop() == 0
    assert own.logs.read_text() == ""


def test_an_answer_by_smtp_finds_its_case_by_the_address_that_it_is_sent_to(
    own: Installation, letter: EmailMessage
) -> None:
    own.start()
    with smtplib.SMTP("127.0.0.1", mail_port(own), timeout=60) as server:
        server.send_message(letter)
        until(lambda: [*(own.data / "outbox").glob("*-ack-*.eml")])
        [path] = (own.data / "outbox").glob("*-ack-*.eml")
        ours = BytesParser(policy=default).parsebytes(path.read_bytes())
        answer = EmailMessage()
        answer["From"] = "assistant@elsewhere.example"
        answer["To"] = "undisclosed@elsewhere.example"
        answer["Message-ID"] = "<2@elsewhere.example>"
        answer["Subject"] = "It runs again"
        answer.set_content("Thank you, it was the fuse.")
        server.send_message(answer, to_addrs=[parseaddr(ours["Reply-To"])[1]])

    until(lambda: own.get("/v1/cases").json()["cases"][0]["version"] > 2)
    [case] = own.get("/v1/cases").json()["cases"]
    case = own.get(f"/v1/cases/{case['reference']}").json()
    assert [one["how"] for one in case["messages"]] == ["opened", "joined"]


def test_starttls_is_offered_where_there_is_a_certificate(
    own: Installation, letter: EmailMessage
) -> None:
    ours = certificate(own.folder)
    own.use(smtp_cert=str(ours.chain), smtp_key=str(ours.key))
    own.start()
    with smtplib.SMTP("localhost", mail_port(own), timeout=60) as server:
        server.starttls(context=create_default_context(cafile=str(ours.chain)))

        assert server.send_message(letter) == {}


def test_the_mail_server_of_the_house_comes_in_by_a_socket_file(
    own: Installation, letter: EmailMessage
) -> None:
    # A socket's path must be short.
    place = own.folder / "lmtp"
    if len(str(place)) > 100:
        pytest.skip("the temporary folder of this machine has too long a path for a socket")
    own.use(smtp="lmtp", smtp_socket=str(place))
    for _ in range(2):  # The second time over the file that a killed process left.
        own.start()
        assert f"LMTP {place}" in own.said.read_text()
        assert place.stat().st_mode & 0o777 == 0o660
        with smtplib.LMTP(str(place)) as server:
            assert server.send_message(letter) == {}
        assert own.stop(signal.SIGKILL) == -signal.SIGKILL


def test_a_port_for_mail_that_is_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(
            *("up", "--port", "0", "--smtp-port", port), cwd=tmp_path, strategy=str(STRATEGY)
        )

    assert done.returncode == 3
    assert done.stderr == (
        f"switchboard: 127.0.0.1:{port}: Address already in use; "
        "choose another port with --smtp-port\n"
    )


def test_all_services_in_one_process_find_another_port_where_the_usual_one_is_taken(
    own: Installation,
) -> None:
    with usual_port_taken(), socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        own.use(http_port=str(port))
        own.start()

    assert mail_port(own) not in {0, 2525}
    assert "127.0.0.1:2525: Address already in use" in own.logs.read_text()


def test_a_service_alone_does_not_listen_where_nobody_looks_for_it() -> None:
    with usual_port_taken(), pytest.raises(CouldNot, match="choose another port"):
        for_mail(read_settings({}))


@contextlib.contextmanager
def usual_port_taken() -> Iterator[None]:
    """Have somebody on the usual port, whoever that is."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            stack.enter_context(socket.create_server(("127.0.0.1", 2525)))
        yield


def test_switched_off_it_listens_nowhere(own: Installation) -> None:
    own.use(smtp="off", smtp_port="1")
    own.start()

    assert "SMTP" not in own.said.read_text()


def test_without_a_word_it_is_the_usual_port_or_any_where_http_has_any() -> None:
    assert read_settings({}).mail_port == 2525
    assert read_settings({}, http_port=0).mail_port == 0
    assert read_settings({}, http_port=0, smtp_port=25).mail_port == 25
    assert for_mail(read_settings({}, smtp="off")) is None


def test_a_socket_file_that_somebody_listens_on_is_left_to_him(tmp_path: Path) -> None:
    place = tmp_path / "lmtp"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(place))
        other.listen()

        with pytest.raises(CouldNot, match="Address already in use; name another file"):
            for_mail(read_settings({}, smtp_socket=str(place)))


def test_what_is_no_socket_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("dear diary")

    with pytest.raises(CouldNot, match="Address already in use"):
        for_mail(read_settings({}, smtp_socket=str(tmp_path / "diary")))

    assert (tmp_path / "diary").read_text() == "dear diary"


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    found = for_mail(read_settings({}, smtp_host="::1", smtp_port=0))
    assert found
    yield found
    found.close()


def test_an_address_of_ipv6_is_told_in_brackets(listening: socket.socket) -> None:
    assert re.fullmatch(r"\[::1\]:\d+", address_of(listening))


def test_mail_for_others_is_refused_as_soon_as_it_is_said_who_we_are() -> None:
    untold = _recipients(read_settings({}))
    told = _recipients(
        read_settings(
            {},
            own_addresses="sales@acme.example",
            mail_from="support@acme.example",
            mail_domain="mail.acme.example",
            smtp_domains="help.acme.example",
        )
    )

    assert untold.holds("anybody@anywhere.example")
    assert told.holds("support@acme.example")
    assert told.holds("sales@acme.example")
    assert told.holds("anybody@help.acme.example")
    assert told.holds("support+k7q2.abc@mail.acme.example")
    assert not told.holds("sales@mail.acme.example")
    assert not told.holds("anybody@anywhere.example")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"own_addresses": "support"}, "SWITCHBOARD_OWN_ADDRESSES or SWITCHBOARD_SMTP_DOMAINS"),
        ({"smtp_domains": "a b"}, "SWITCHBOARD_OWN_ADDRESSES or SWITCHBOARD_SMTP_DOMAINS"),
    ],
)
def test_what_is_no_address_stops_the_start(given: dict[str, str], why: str) -> None:
    with pytest.raises(Wrong, match=why):
        _recipients(read_settings({}, **given))


def test_a_certificate_that_is_none_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("dear diary")

    with pytest.raises(Wrong, match=r"SWITCHBOARD_SMTP_CERT: .*nowhere: No such file"):
        _tls(read_settings({}, smtp_cert=str(tmp_path / "nowhere")))
    with pytest.raises(Wrong, match=r"SWITCHBOARD_SMTP_CERT: .*diary: no certificate"):
        _tls(read_settings({}, smtp_cert=str(tmp_path / "diary")))
    with pytest.raises(Wrong, match="SWITCHBOARD_SMTP_KEY: a key without"):
        _tls(read_settings({}, smtp_key=str(tmp_path / "diary")))
    assert _tls(read_settings({})) is None


def test_a_mailbox_that_is_none_stops_the_start_and_shows_no_password(tmp_path: Path) -> None:
    done = run("channels", cwd=tmp_path, imap="imaps://a:canary@", http_port="0", **KEYS)

    assert done.returncode == 2
    assert done.stderr.startswith("switchboard: SWITCHBOARD_IMAP: a mailbox has a scheme")
    assert "canary" not in done.stderr
    assert mailboxes(read_settings({})).accounts == ()
