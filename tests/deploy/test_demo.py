"""The demo writes as real customers would, and says plainly when nobody listens."""

import socket
import subprocess
import sys
from email import message_from_bytes
from email.policy import default

import httpx
import pytest

from deploy.demo import customers
from deploy.demo.__main__ import Sent, table
from deploy.demo.door import Accepted, Acknowledgement, Door, State


def test_a_few_dozen_customers_write_in_three_languages() -> None:
    letters = (*customers.FORM, *customers.BURST, *customers.MAILS)

    assert len(letters) >= 24
    assert {letter.language for letter in letters} == {"en", "de", "id"}


def test_each_customer_of_the_form_writes_for_the_first_time() -> None:
    names = [letter.who for letter in customers.FORM]

    assert len(set(names)) == len(names)
    assert {letter.who for letter in customers.MAILS}.isdisjoint(names)


def test_every_run_has_customers_of_its_own() -> None:
    letter = customers.FORM[0]

    assert letter.body("1a") != letter.body("2b")
    assert letter.mail("1a") != letter.mail("2b")


def test_a_burst_comes_from_one_customer() -> None:
    assert len({customers.address(letter.who, "1a") for letter in customers.BURST}) == 1


def test_a_mail_reads_as_it_was_written() -> None:
    letter = customers.Letter("joerg", "de", "Störung", "Die Pumpe läuft heiß.")

    mail = message_from_bytes(letter.mail("1a"), policy=default)

    assert mail["Subject"] == "Störung"
    assert mail.get_content().split() == ["Die", "Pumpe", "läuft", "heiß."]
    assert mail["Message-ID"] == "<joerg.1a@customer.example>"


def test_an_absent_customer_answers_by_machine() -> None:
    raw = customers.ABSENT.mail("1a", Auto_Submitted="auto-replied")

    assert message_from_bytes(raw, policy=default)["Auto-Submitted"] == "auto-replied"


def test_the_follow_up_comes_from_whom_it_follows() -> None:
    assert customers.FOLLOW_UP.who == customers.FORM[0].who


def test_an_inquiry_is_waited_for_until_its_customer_was_told_or_will_not_be() -> None:
    owed = State(state="routed", acknowledgement=Acknowledgement(state="owed"))
    sent = State(state="routed", acknowledgement=Acknowledgement(state="sent"))

    assert not State(state="accepted").is_final
    assert not owed.is_final
    assert sent.is_final
    assert State(state="parked").is_final


def test_what_was_not_said_says_why() -> None:
    assert str(Acknowledgement(state="sent")) == "sent"
    assert str(Acknowledgement("suppressed", "not_an_inquiry")) == "suppressed: not an inquiry"


def test_the_table_has_a_row_an_inquiry_and_the_rule_that_decided() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v1/cases/K7Q2-M9XD"
        judged = {"decision": {"rule": "faults", "triage": True}, "kind": "incident"}
        return httpx.Response(200, json=judged)

    routed = State(
        state="routed",
        case="K7Q2-M9XD",
        department="service",
        acknowledgement=Acknowledgement("sent"),
    )
    sent = [Sent("Pump stopped", Accepted("1")), Sent("Later", Accepted("2"))]
    with httpx.Client(transport=httpx.MockTransport(answer), base_url="http://instance") as client:
        rows = table(Door(client), sent, [routed, State(state="accepted")])

    shown = list(zip(*(column.cells for column in rows.columns), strict=True))
    assert shown == [
        ("Pump stopped", "K7Q2-M9XD", "service", "incident?", "faults", "sent"),
        ("Later", "accepted", "", "", "", ""),
    ]


@pytest.fixture
def silent_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def test_when_nobody_listens_one_line_says_what_to_do(silent_port: int) -> None:
    url = f"http://127.0.0.1:{silent_port}"

    told = subprocess.run(
        [sys.executable, "-m", "deploy.demo", url], capture_output=True, text=True, check=False
    )

    assert told.returncode == 3
    assert told.stdout == ""
    assert (
        told.stderr
        == f"demo: nothing listens at {url}; start it with `make up` in another terminal\n"
    )
