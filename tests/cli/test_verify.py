"""`switchboard verify`: clean where the cases follow from the log, and not where somebody changed one."""

import json
from contextlib import closing

import apsw
import pytest

from tests.outside.installation import Installation


@pytest.fixture
def kept(own: Installation) -> Installation:
    """An installation that took three inquiries, and was stopped."""
    own.start()
    for number in range(3):
        sender = {"email": f"c{number}@customer.example"}
        form = {"from": sender, "subject": str(number), "text": "It stops."}
        taken = own.post("/v1/inquiries", form).json()
        own.case(taken["status_url"])
    assert own.stop() == 0
    return own


def tamper(kept: Installation) -> None:
    """Put a case into another department, past the log."""
    with closing(apsw.Connection(str(kept.data / "switchboard.db"))) as db:
        cases = db.execute(
            "SELECT records.id, value FROM records JOIN spots ON spots.id = records.id >> 40"
            " WHERE topic = 'switchboard.cases' ORDER BY records.id"
        )
        told = [(place, bytes(value)) for place, value in cases if isinstance(value, bytes)]
        place, value = next(one for one in told if b'"subject":"0"' in one[1])
        changed = value.replace(b'"subject":"0"', b'"subject":"X"')
        db.execute("UPDATE records SET value = ? WHERE id = ?", (changed, place))


def lose(kept: Installation) -> None:
    """Take every record of one case out of the log."""
    with closing(apsw.Connection(str(kept.data / "switchboard.db"))) as db:
        db.execute(
            "DELETE FROM records WHERE key = (SELECT key FROM records"
            " JOIN spots ON spots.id = records.id >> 40 WHERE topic = 'switchboard.cases'"
            ' AND instr(value, CAST(\'"subject":"0"\' AS BLOB)) LIMIT 1)'
        )
        # The router has been there, as another record of the same partition would show.
        assert db.changes() >= 1


def test_cases_that_follow_from_the_log_are_clean_at_work_and_at_rest(kept: Installation) -> None:
    people, programs = kept.command("verify"), kept.command("verify", "--json")

    assert (people.returncode, programs.returncode) == (0, 0)
    assert "all follow from the log" in people.stdout
    answer = json.loads(programs.stdout)
    assert (answer["ok"], answer["differences"]) == (True, [])
    assert answer["compared"] >= 12 + 3 * 2
    assert "web: 3 received = 3 opened + 0 joined + 0 repeated" in people.stdout
    assert answer["account"]["web"] == {
        "received": 3,
        "opened": 3,
        "joined": 0,
        "repeated": 0,
        "parked": 0,
        "pending": 0,
    }
    assert people.stderr == programs.stderr == ""


def test_a_case_that_somebody_changed_is_found(kept: Installation) -> None:
    tamper(kept)

    people, programs = kept.command("verify"), kept.command("verify", "--json")

    assert (people.returncode, programs.returncode) == (1, 1)
    assert "differ" in people.stdout
    differences = json.loads(programs.stdout)["differences"]
    assert differences[0]["what"] == "differs in its content"
    assert differences[0]["position"].startswith("switchboard.intake/")
    assert len({difference["key"] for difference in differences}) == 1


def test_an_installation_is_verified_while_it_runs(own: Installation) -> None:
    own.start()
    taken = own.post("/v1/inquiries", {"text": "The pump stops."}).json()
    own.case(taken["status_url"])

    done = own.command("verify", "--json")

    assert json.loads(done.stdout)["ok"] is True


def test_an_inquiry_whose_case_is_gone_is_missed(kept: Installation) -> None:
    kept.start()
    sender = {"email": "c0@customer.example"}
    taken = kept.post(
        "/v1/inquiries", {"from": sender, "text": "Another matter.", "new_case": True}
    ).json()
    kept.case(taken["status_url"])
    assert kept.stop() == 0
    lose(kept)

    people, programs = kept.command("verify"), kept.command("verify", "--json")

    assert (people.returncode, programs.returncode) == (1, 1)
    assert "it does not add up, 1 missing" in people.stdout
    answer = json.loads(programs.stdout)
    assert answer["ok"] is False
    assert "the inquiry rests in no case" in {one["what"] for one in answer["differences"]}
