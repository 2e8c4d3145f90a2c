"""`switchboard up` from its start to its end: announced, one to a port, tidy at the end, the same after a restart."""

import signal
import socket
import stat

import pytest

from tests.outside.installation import STRATEGY, Installation

ANA = "ana@customer.example"
FORM = {"from": {"email": ANA}, "text": "The pump stops."}


def test_the_start_says_where_everything_is(running: Installation) -> None:
    said = running.said.read_text()

    for path in ("/v1/inquiries", "/v1/email", "/v1/cases", "/v1/outbox", "/readyz", "/docs"):
        assert f"{running.url}{path}" in said
    assert "No API key exists yet, so only this machine is let in." in said
    assert running.get("/v1/cases").status_code == 200


def test_a_port_in_use_could_not_be_taken(running: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = running.command("up", "--data", "elsewhere", "--port", port)

    assert done.returncode == 3
    assert done.stderr == (
        f"switchboard: 127.0.0.1:{port}: Address already in use; choose another port with --port\n"
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_well_and_keeps_what_it_took(
    how: signal.Signals, own: Installation
) -> None:
    own.start()
    taken = own.post("/v1/inquiries", FORM, Idempotency_Key="pump-1").json()

    assert own.stop(how) == 0

    own.start()
    case = own.case(taken["status_url"])
    assert case["reference"] == taken["reference"]
    assert own.logs.read_text() == ""


def test_control_c_is_quiet_also_where_a_mail_was_read(own: Installation) -> None:
    own.start()
    mail = b"From: ana@example.org\r\nSubject: Pump\r\n\r\nThe pump stops.\r\n"
    own.case(
        own.send("POST", "/v1/email", mail, content_type="message/rfc822").json()["status_url"]
    )

    assert own.interrupt() == 0

    assert own.logs.read_text() == ""


def test_after_a_restart_a_resend_is_the_same_inquiry(own: Installation) -> None:
    own.start()
    first = own.post("/v1/inquiries", FORM, Idempotency_Key="pump-1").json()
    case = own.case(first["status_url"])
    assert own.stop() == 0
    own.start()

    again = own.post("/v1/inquiries", FORM, Idempotency_Key="pump-1").json()

    assert again == first
    assert len(own.get("/v1/cases").json()["cases"]) == 1
    letters = own.get("/v1/outbox").json()["letters"]
    assert [one["to"] for one in letters if one["to"] != "service@example.com"] == [ANA]
    assert len({one["notice_id"] for one in letters}) == len(letters)
    assert own.case(again["status_url"])["reference"] == case["reference"]


def test_a_kill_loses_nothing_that_was_accepted(own: Installation) -> None:
    own.start()
    taken = [own.post("/v1/inquiries", FORM | {"new_case": True}).json() for _ in range(5)]

    assert own.stop(signal.SIGKILL) == -signal.SIGKILL

    own.start()
    cases = {own.case(one["status_url"])["reference"] for one in taken}
    assert cases == {one["reference"] for one in taken}


def test_what_is_kept_is_for_nobody_else_to_read(running: Installation) -> None:
    taken = running.send(
        "POST", "/v1/email", b"From: a@b.example\r\n\r\nHello", content_type="message/rfc822"
    )
    running.case(taken.json()["status_url"])

    kept = [path for path in running.data.rglob("*") if path.is_file()]

    assert {"secrets", "switchboard.db", "desk.db"} <= {path.name for path in kept}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700


def test_two_processes_on_one_folder_both_serve(own: Installation) -> None:
    own.start()
    other = Installation(own.folder)
    other.said, other.logs = own.folder / "other.out", own.folder / "other.err"
    try:
        other.start()
        taken = other.post("/v1/inquiries", FORM).json()
        assert own.case(taken["status_url"])["reference"] == taken["reference"]
    finally:
        other.end()


def test_the_strategy_is_a_part_of_the_command(running: Installation) -> None:
    checked = running.command("strategy", "check", str(STRATEGY))
    explained = running.command("strategy", "explain", str(STRATEGY), "My invoice is wrong")

    assert (checked.returncode, checked.stderr) == (0, "")
    assert (explained.returncode, explained.stderr) == (0, "")
    assert "invoice" in explained.stdout


def test_a_strategy_with_an_error_is_answered_with_no(running: Installation) -> None:
    (running.folder / "broken.yaml").write_text("organization: {}\n")

    checked = running.command("strategy", "check", "broken.yaml")
    explained = running.command("strategy", "explain", "broken.yaml", "Hello")

    assert checked.returncode == 1
    assert explained.returncode == 3
    assert explained.stderr.startswith("switchboard: broken.yaml:1:")
    assert explained.stderr.count("\n") == 1


def test_who_opens_it_to_others_without_a_key_is_told_that_they_are_refused(
    own: Installation,
) -> None:
    own.use(http_host="0.0.0.0")
    own.start()

    assert "Warning: 0.0.0.0 is open to others, and all of them are refused." in (
        own.said.read_text()
    )
