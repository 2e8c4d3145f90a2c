"""What staff say of real messages teaches the strategy: from their desk to the next customer, with commands alone."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.outside.installation import STRATEGY, Installation

HUMMING = "The snorkbuoy in basin {} hums once more, as it did on {}."
DAYS = ("Monday", "Tuesday", "Thursday", "Saturday")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example strategy as a company's own: a copy that may change."""
    return Path(shutil.copytree(STRATEGY.parent, tmp_path / "rules"))


@pytest.fixture
def house(own: Installation, folder: Path) -> Installation:
    """An installation that runs under it."""
    own.use(strategy=str(folder / "strategy.yaml"))
    own.start()
    return own


def written(house: Installation, number: int, text: str) -> dict[str, Any]:
    """Let another customer write, and return the case."""
    customer = {"email": f"customer{number}@customer{number}.example"}
    told = house.post("/v1/inquiries", {"from": customer, "text": text})
    return house.case(told.headers["Location"])


def corrected(house: Installation, case: dict[str, Any]) -> None:
    """Let a member of staff say that it is a complaint."""
    said = {"type": "reclassify", "by": "j.brandt", "kind": "complaint", "why": "They have had it"}
    done = house.post(f"/v1/cases/{case['reference']}/actions?wait=30s", said)
    assert (done.status_code, done.json()["decision"]["kind"]) == (200, "complaint")


def test_what_staff_say_of_some_messages_holds_for_the_next_one(
    house: Installation, folder: Path, tmp_path: Path
) -> None:
    before = [
        written(house, number, HUMMING.format(number, day)) for number, day in enumerate(DAYS)
    ]
    assert "complaint" not in {case["decision"]["kind"] for case in before}
    for case in before:
        corrected(house, case)

    history, model = tmp_path / "history.jsonl", folder / "model.json"
    assert house.command("history", "export", str(history)).returncode == 0
    lines = [json.loads(line) for line in history.read_text("utf-8").splitlines()]
    assert [line["staff_kind"] for line in lines] == ["complaint"] * len(DAYS)
    trained = house.command(
        *("strategy", "train", str(folder / "strategy.yaml")),
        *("--examples", str(folder / "examples.jsonl")),
        *("--corrections", str(history), "--out", str(model)),
    )
    assert trained.returncode == 0, trained.stderr
    assert f"({len(DAYS)} corrections among them)" in trained.stdout
    assert house.post("/v1/strategy/reload", {}).status_code == 200

    after = written(house, 9, HUMMING.format(7, "Friday"))

    assert after["strategy_id"] != before[0]["strategy_id"]
    assert (after["decision"]["kind"], after["department"]) == ("complaint", "quality")
    assert after["decision"]["triage"] is False
