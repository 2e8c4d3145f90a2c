"""The demo writes as real customers would, and says plainly when nobody listens."""

import json
import socket
import subprocess
import sys
from email import message_from_bytes
from email.policy import default
from io import StringIO

import httpx
import msgspec
import pytest
from rich.console import Console
from rich.table import Table

from deploy.demo import calls, customers, faxes
from deploy.demo.__main__ import Sent, instance, legend, table
from deploy.demo.door import Accepted, Acknowledgement, Door, State
from tests.outside.installation import ROOT, Installation, environment


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


ROUTED = State(
    state="routed",
    case="K7Q2-M9XD-0ZZ",
    department="front_desk",
    acknowledgement=Acknowledgement("sent"),
)
UNSAID = Acknowledgement("suppressed", "no_address")


def judged(request: httpx.Request) -> httpx.Response:
    assert request.url.path == "/v1/cases/K7Q2-M9XD-0ZZ"
    doubted = {"rule": "before-the-deal", "triage": True}
    return httpx.Response(200, json={"decision": doubted, "kind": "service_request"})


def shown(*rows: tuple[str, State]) -> Table:
    sent = [Sent(what, Accepted("1")) for what, _ in rows]
    with httpx.Client(transport=httpx.MockTransport(judged), base_url="http://instance") as client:
        return table(Door(client), sent, [state for _, state in rows])


def test_the_table_has_a_row_an_inquiry_and_the_rule_that_decided() -> None:
    rows = shown(
        ("Pump stopped", ROUTED),
        ("Call", msgspec.structs.replace(ROUTED, acknowledgement=UNSAID)),
        ("Later", State(state="accepted")),
    )

    routed = ("K7Q2-M9XD-0ZZ", "front_desk", "service request?", "before-the-deal")
    assert list(zip(*(column.cells for column in rows.columns), strict=True)) == [
        ("Pump stopped", *routed, "sent"),
        ("Call", *routed, "none"),
        ("Later", "accepted", "", "", "", ""),
    ]


@pytest.mark.parametrize("width", [80, 140])
def test_no_word_of_the_table_is_broken(width: int) -> None:
    letters = [*customers.FORM, *customers.BURST, *customers.MAILS, customers.FOLLOW_UP]
    others = [*(call.subject for call in calls.CALLS), *(fax.subject for fax in faxes.FAXES)]
    subjects = [f"{one} (follow-up)" for one in (*(one.subject for one in letters), *others)]
    page = Console(width=width, file=StringIO(), record=True)

    page.print(shown(*((subject, ROUTED) for subject in subjects)))

    text = page.export_text()
    said = set(text.split())
    needed = {*" ".join(subjects).split(), "service", "request?", "before-the-deal", "front_desk"}
    assert needed <= said
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width


def test_the_signs_of_the_table_are_explained_below_it() -> None:
    told = legend([ROUTED, *(State(state="routed", acknowledgement=UNSAID) for _ in "12")])

    assert any(line.startswith("? = the kind is in doubt") for line in told)
    assert "Letter none = no address (2)." in told
    assert "none" not in "".join(legend([ROUTED]))


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"HTTP_PORT": "8181"}, "http://127.0.0.1:8181"),
        ({"HTTP_HOST": "10.0.0.5", "HTTP_PORT": "80"}, "http://10.0.0.5:80"),
        ({"HTTP_HOST": "0.0.0.0"}, "http://127.0.0.1:8080"),
        ({"HTTP_HOST": "::"}, "http://[::1]:8080"),
    ],
)
def test_the_instance_is_the_one_of_the_settings(settings: dict[str, str], url: str) -> None:
    assert instance({f"SWITCHBOARD_{name}": value for name, value in settings.items()}) == url


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


def test_the_demo_shows_the_key_of_the_environment(own: Installation) -> None:
    scopes = ("--scope", "submit", "--scope", "read")
    made = own.command("keys", "create", "demo", *scopes, "--json")
    own.start()
    port = own.url.rpartition(":")[2]

    def played(**settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "deploy.demo"],
            env=environment(http_port=port, **settings),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    refused, done = played(), played(api_key=json.loads(made.stdout)["key"])

    assert refused.returncode == 3
    assert "give a key in SWITCHBOARD_API_KEY" in refused.stderr
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{own.url}/v1/outbox" in done.stdout
