"""`switchboard dead-letters`: what could not be applied is there with its bytes, and may be tried again."""

import json
from pathlib import Path

import pytest

from services.cli.clock import WallClock
from switchboard.bus.port import Draft
from switchboard.contracts.codec import encode_event
from switchboard.contracts.handling import CaseClaimed
from switchboard.contracts.reference import grouped, parse_reference, slot_of_reference
from switchboard.contracts.topics import INTAKE, partition_of, slot_key
from switchboard.contracts.values import Reference
from tests.outside.installation import ID_KEY, TOKEN_KEYS, Installation, until

FORM = {"from": {"email": "ana@customer.example"}, "text": "The pump stops."}
SECRETS = {"id_key": ID_KEY, "token_keys": TOKEN_KEYS}


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    """The reference that an inquiry will have: ids are made from secrets, so another house tells it beforehand."""
    other = Installation(tmp_path / "other", **SECRETS)
    other.folder.mkdir()
    try:
        other.start()
        told = other.post("/v1/inquiries", FORM, Idempotency_Key="pump-1").json()
    finally:
        other.end()
    found = parse_reference(told["reference"])
    assert found
    return found


def claim(reference: Reference) -> Draft:
    event = CaseClaimed(action_id="a-1", reference=reference, by="a.meier")
    value, headers = encode_event(event, source="/test", at=WallClock().now())
    slot = slot_of_reference(reference)
    return Draft(INTAKE, partition_of(slot, 12), slot_key(slot), value, headers)


def letters(of: Installation) -> list[dict[str, str]]:
    lines = of.command("dead-letters", "list", "--json").stdout.splitlines()
    return [json.loads(line) for line in lines]


def test_a_dead_letter_is_listed_shown_and_after_its_retry_decided(
    reference: Reference, tmp_path: Path
) -> None:
    own = Installation(tmp_path, **SECRETS)
    try:
        own.start()
        draft = claim(reference)
        own.publish([draft])  # before there is such a case
        until(lambda: letters(own))
        (letter,) = letters(own)
        assert letter["position"].startswith(f"{INTAKE}/{draft.partition}/")

        people = own.command("dead-letters", "list")
        assert "no_such_case" in people.stdout.replace(" ", "_")
        shown = own.command("dead-letters", "show", letter["position"])
        assert shown.stdout.encode() == (draft.value or b"") + b"\n"
        assert letter["reason"] in shown.stderr

        own.case(own.post("/v1/inquiries", FORM, Idempotency_Key="pump-1").json()["status_url"])
        again = own.command("dead-letters", "retry", letter["position"])
        assert (again.returncode, again.stderr) == (0, "")
        place = f"/v1/cases/{grouped(reference)}"
        until(lambda: own.get(place).json()["assignee"] == "a.meier")
        assert json.loads(own.command("verify", "--json").stdout)["ok"] is True
    finally:
        own.end()


def test_what_is_no_dead_letter_is_told_so(running: Installation) -> None:
    assert running.command("dead-letters", "list").stdout == "No dead letters.\n"
    for words in ("show", "retry"):
        done = running.command("dead-letters", words, "switchboard.intake/3/42")
        assert done.returncode == 1
        assert done.stderr.startswith("switchboard: no dead letter switchboard.intake/3/42; ")
        assert done.stderr.count("\n") == 1


def test_bytes_that_nobody_can_read_are_kept_as_they_came(own: Installation) -> None:
    own.start()
    own.publish([Draft(INTAKE, 4, b"key", b"\x00\xff no event")])
    until(lambda: letters(own))

    (letter,) = letters(own)
    shown = own.command("dead-letters", "show", letter["position"])

    assert letter["position"] == f"{INTAKE}/4/0" or letter["position"].startswith(f"{INTAKE}/4/")
    assert "no event" in shown.stdout
