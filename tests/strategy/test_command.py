"""`switchboard strategy`: what it prints for people and for programs, and how it ends."""

import re
import shutil
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from services.cli.explaining import identity
from services.cli.say import CouldNot, Wrong
from services.cli.strategy import app
from tests.strategy.conftest import EXAMPLE

CHRISTMAS_EVE = ["--at", "2026-12-24T19:00:00+01:00"]
GOLD = ["--tier", "gold", "--deal", "delivered"]


def strategy(*words: str, said: str | None = None) -> Result:
    return CliRunner().invoke(app, words, input=said)


class Part(msgspec.Struct):
    """What tests look at within an answer."""

    code: str = ""
    rule: str = ""
    because: list[str] = []
    missing: list[str] = []
    promise: str = ""
    due_at: str = ""
    why: str = ""


def parts(result: Result, key: str) -> list[Part]:
    return msgspec.convert(told(result)[key], list[Part])


def told(result: Result) -> dict[str, object]:
    return msgspec.json.decode(result.stdout, type=dict[str, object])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The example in a folder of its own, to be broken."""
    shutil.copytree(EXAMPLE.parent, tmp_path / "example")
    return tmp_path / "example/strategy.yaml"


def test_a_sound_file_is_checked_without_complaint() -> None:
    result = strategy("check", str(EXAMPLE))

    assert result.exit_code == 0
    assert re.fullmatch(r"0 errors, 0 warnings, \d+ notes \(--notes shows them\)\n", result.stdout)


def test_notes_are_shown_to_who_asks_for_them_and_to_programs() -> None:
    shown = strategy("check", str(EXAMPLE), "--notes")
    programs = strategy("check", str(EXAMPLE), "--json")

    *notes, verdict = shown.stdout.splitlines()
    assert {line.split()[1] for line in notes} == {"N801"}
    assert verdict == f"0 errors, 0 warnings, {len(notes)} notes"
    assert len(parts(programs, "problems")) == len(notes)


def test_errors_are_told_with_their_place_and_end_with_one(copy: Path) -> None:
    copy.write_text(
        copy.read_text("utf-8").replace(
            "defaults: {department: front_desk", "defaults: {department: front"
        ),
        "utf-8",
    )
    (copy.parent / "templates/reply/general.id.txt").write_text("Subject: x\n{{ y }}", "utf-8")

    people, programs = strategy("check", str(copy)), strategy("check", str(copy), "--json")

    assert people.exit_code == programs.exit_code == 1
    lines = people.stdout.splitlines()
    assert lines[0].startswith(f'{copy}:12:24 E201 department "front" is not declared')
    assert lines[1].startswith(
        f"{copy.parent}/templates/reply/general.id.txt:2:1 E506 y is no fact"
    )
    assert lines[2] == "2 errors, 0 warnings"
    answer = told(programs)
    assert answer["ok"] is False
    assert [problem.code for problem in parts(programs, "problems")] == ["E201", "E506"]


def test_a_file_that_is_not_there_could_not_be_read(tmp_path: Path) -> None:
    result = strategy("check", str(tmp_path / "none.yaml"))

    assert isinstance(result.exception, CouldNot)
    assert "No such file" in str(result.exception)


def test_the_files_own_tests_are_run(copy: Path) -> None:
    fine = strategy("test", str(copy))
    copy.write_text(
        copy.read_text("utf-8").replace("expect: {triage: true", "expect: {triage: false"),
        "utf-8",
    )
    failed = strategy("test", str(copy))

    assert (fine.exit_code, failed.exit_code) == (0, 1)
    assert re.search(r"^(\d+) of \1 tests passed$", fine.stdout, re.MULTILINE)
    assert "triage: expected False, came True" in failed.stdout
    assert told(strategy("test", str(copy), "--json"))["ok"] is False


def test_explain_gives_programs_what_they_rely_on() -> None:
    result = strategy(
        "explain",
        str(EXAMPLE),
        "Die Pumpe startet nicht mehr.",
        "--from",
        "ana@example.org",
        *CHRISTMAS_EVE,
        *GOLD,
        "--json",
    )

    answer = told(result)

    assert result.exit_code == 0
    assert {key: answer[key] for key in ("kind", "language", "stage", "priority", "department", "rule", "sla")} == {
        "kind": "incident", "language": "de", "stage": "post_deal", "priority": "urgent",
        "department": "service", "rule": "fault-after-delivery", "sla": "urgent",
    }  # fmt: skip
    assert (answer["assignee"], answer["triage"], answer["signals"]) == (None, False, [])
    assert (answer["acknowledge"], answer["acknowledge_reason"]) == (True, "due")
    first = parts(result, "matched")[0]
    assert (first.rule, first.because) == (
        "fault-after-delivery",
        ["kind = incident", "stage = post_deal", "tier = gold or vip"],
    )
    assert answer["nearest_misses"] == [{"rule": "danger", "missing": ["signal = safety"]}]
    deadlines = {one.promise: one.due_at for one in parts(result, "deadlines")}
    assert deadlines["first_response"] == "2026-12-24T19:15:00+01:00"
    assert len(str(answer["strategy_id"])) == 64


def test_explain_shows_people_why() -> None:
    result = strategy(
        "explain",
        str(EXAMPLE),
        "The pump is leaking and does not work",
        *CHRISTMAS_EVE,
        "--deal",
        "delivered",
    )

    assert result.exit_code == 0
    for part in (
        "Technical service (service)",
        "a rule matched (faults)",
        "does not work",
        "all but tier = gold or vip",
        "no: no address",
    ):
        assert part in result.stdout


def test_many_lines_are_judged_in_order_and_a_bad_one_is_told_in_its_place() -> None:
    lines = (
        '{"id": 7, "text": "Wo ist die Rechnung RE-12345?", "label": "ignored", "channel": "fax"}\n'
        "not json\n"
        '{"id": "b", "text": "The pump is broken", "tier": "gold", "deal": "delivered", "from": "ana@example.org", "at": "2026-12-24T19:00:00+01:00"}\n'
        '{"id": "c"}\n{"text": "x", "channel": "pigeon"}\n'
    )

    result = strategy("explain", str(EXAMPLE), "--jsonl", "-", said=lines)

    answers = [
        msgspec.json.decode(line, type=dict[str, object]) for line in result.stdout.splitlines()
    ]
    assert result.exit_code == 2
    assert [answer.get("id") for answer in answers] == [7, None, "b", None, None]
    assert [answer.get("rule") for answer in answers] == [
        "invoices",
        None,
        "fault-after-delivery",
        None,
        None,
    ]
    assert [answer.get("line") for answer in answers] == [None, 2, None, 4, 5]
    assert "there is email, phone" in str(answers[4]["error"])


@pytest.mark.parametrize(
    "words",
    [
        ["explain"],
        ["explain", "text", "--jsonl", "file"],
        ["explain", "text", "--channel", "pigeon"],
        ["explain", "text", "--at", "tomorrow"],
        ["explain", "text", "--deal", "done"],
        ["hours", "--calendar", "office"],
        ["hours", "--calendar", "nights", "--start", "2026-11-23T09:00", "--add", "1h"],
        ["hours", "--calendar", "office", "--start", "soon", "--add", "1h"],
        ["hours", "--calendar", "office", "--start", "2026-11-23T09:00", "--add", "1y"],
    ],
)
def test_wrong_usage_says_what_instead(words: list[str]) -> None:
    command, *rest = words

    assert isinstance(strategy(command, str(EXAMPLE), *rest).exception, Wrong)


def test_hours_are_added_and_measured() -> None:
    office = ("hours", str(EXAMPLE), "--calendar", "office", "--json")
    added = strategy(*office, "--start", "2026-11-23T16:30", "--add", "2h")
    measured = strategy(*office, "--between", "2026-11-23T11:00", "2026-11-23T14:00")

    assert (told(added)["end"], told(added)["seconds"]) == ("2026-11-24T09:00:00+01:00", 7200.0)
    assert [one.why for one in parts(added, "ledger")] == ["counted", "counted"]
    assert (told(measured)["end"], told(measured)["seconds"]) == (
        "2026-11-23T14:00:00+01:00", 7200.0,
    )  # fmt: skip


def test_hours_are_shown_to_people() -> None:
    result = strategy(
        "hours", str(EXAMPLE), "--calendar", "office", "--start", "2026-12-24T11:00", "--add", "2h"
    )

    assert "Until Mon 2026-12-28 09:00+01:00" in result.stdout
    assert "Erster" in result.stdout


def test_no_moment_is_cut_on_a_narrow_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = strategy(
        "hours",
        str(EXAMPLE),
        "--calendar",
        "office",
        "--start",
        "2026-12-24T11:00:30",
        "--add",
        "2h",
    )

    assert "Thu 2026-12-24 11:00:30" in result.stdout
    assert "Mon 2026-12-28 00:00" in result.stdout
    assert "…" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_schema_describes_the_example() -> None:
    schema = told(strategy("schema"))

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("Ana@Example.ORG", "mailto:Ana@example.org"),
        ("0911 12345", "tel:+4991112345"),
        ("+62 21 555 0123", "tel:+62215550123"),
        ("fax:+4991112345", "fax:+4991112345"),
        ("K-4711x", "customer:K-4711x"),
    ],
)
def test_a_sender_is_written_as_channels_write_it(text: str, written: str) -> None:
    assert identity(text, "DE") == written
