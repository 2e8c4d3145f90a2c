"""`switchboard normalize`: what a channel makes of an input, one JSON object a line."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.outside.installation import STRATEGY, Done, run

MAIL = """Received: from mx.customer.example by mx.switchboard.example; Mon, 16 Nov 2026 09:00:00 +0100
From: Jörg Özil <joerg@customer.example>
To: support@switchboard.example
Subject: =?utf-8?q?St=C3=B6rung?=
Message-ID: <1@customer.example>
Date: Sun, 15 Nov 2026 07:00:00 +0100
Content-Type: text/plain; charset=utf-8

Die Pumpe steht still, bitte helfen Sie uns.

> Haben Sie noch Fragen?
"""
FORM = b'{"from": {"phone": "030 901820"}, "subject": "Pump", "text": "It stops."}'
PROMISED = {
    *("inquiry_id", "channel", "from", "to", "subject", "text", "full_text", "language"),
    *("received_at", "attachments", "message_id", "references", "nature", "acknowledgeable"),
    *("quality", "warnings"),
}


def normalize(tmp_path: Path, channel: str, *inputs: bytes, more: tuple[str, ...] = ()) -> Done:
    files = []
    for number, data in enumerate(inputs):
        files.append(f"{number}.in")
        (tmp_path / files[-1]).write_bytes(data)
    return run("normalize", "--channel", channel, *more, *files, cwd=tmp_path)


def objects(done: Done) -> list[dict[str, Any]]:
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_mail_is_shown_with_all_that_is_promised(tmp_path: Path) -> None:
    (shown,) = objects(normalize(tmp_path, "email", MAIL.encode()))

    assert shown.keys() >= PROMISED
    assert shown["from"] == {
        "name": "Jörg Özil",
        "identities": ["mailto:joerg@customer.example"],
    }
    assert (shown["subject"], shown["message_id"]) == ("Störung", "<1@customer.example>")
    assert shown["text"] == "Die Pumpe steht still, bitte helfen Sie uns."
    assert "Haben Sie" in shown["full_text"]
    assert (shown["nature"], shown["acknowledgeable"]) == ("inquiry", True)
    assert shown["received_at"] == "2026-11-16T08:00:00+00:00"


def test_a_strategy_tells_the_language_and_the_country_of_numbers(tmp_path: Path) -> None:
    strategy = ("--strategy", str(STRATEGY))

    (mail,) = objects(normalize(tmp_path, "email", MAIL.encode(), more=strategy))
    (form,) = objects(normalize(tmp_path, "web", FORM, more=strategy))

    assert mail["language"] == "de"
    assert form["from"]["identities"] == ["tel:+4930901820"]


def test_several_inputs_are_a_line_each_and_alike_every_time(tmp_path: Path) -> None:
    first, second = (objects(normalize(tmp_path, "web", FORM, FORM)) for _ in range(2))

    assert [one["inquiry_id"] for one in first] == [one["inquiry_id"] for one in second]
    assert first[0]["inquiry_id"] == first[1]["inquiry_id"]


def test_what_is_no_mail_is_shown_all_the_same(tmp_path: Path) -> None:
    (shown,) = objects(normalize(tmp_path, "email", bytes(range(256)) * 20))

    assert shown.keys() >= PROMISED


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (b"no json", "The body is not JSON"),
        (b'{"text": 1, "colour": "red"}', "/text: Input should be a valid string; /colour"),
    ],
)
def test_a_form_that_is_none_is_refused_with_its_faults(
    form: bytes, says: str, tmp_path: Path
) -> None:
    done = normalize(tmp_path, "web", form)

    assert (done.returncode, done.stdout) == (3, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run("normalize", "--channel", "email", "none.eml", cwd=tmp_path)

    assert done.returncode == 3
    assert done.stderr == "switchboard: none.eml: No such file or directory\n"
