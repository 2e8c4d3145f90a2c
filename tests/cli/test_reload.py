"""A strategy that changes while `up` runs, as its owner does it: a file, a signal, a request; and one that won't do."""

import json
import signal
from pathlib import Path

import pytest

from tests.outside.installation import Installation, run, until
from tests.router.company import BUNDLE

USAGE = 2
FAULT = {"from": {"email": "ana@customer.example"}, "text": "The pump is broken, it stops."}
FAILING = """\
tests:
  - name: impossible
    at: 2026-11-23T09:00:00+01:00
    inquiry: {text: The pump is broken.}
    expect: {department: accounts}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The strategy of a small company."""
    for name, text in BUNDLE.files.items():
        path = tmp_path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "rules/strategy.yaml"


@pytest.fixture
def house(own: Installation, file: Path) -> Installation:
    """An installation that runs under it."""
    own.use(strategy=str(file))
    own.start()
    return own


def in_force(house: Installation) -> str:
    told: str = house.get("/v1/strategy").json()["strategy_id"]
    return told


def logged(house: Installation) -> list[str]:
    return [json.loads(line)["message"] for line in house.logs.read_text().splitlines()]


def edit(file: Path) -> None:
    file.write_text(file.read_text("utf-8") + "\n# Another edition.\n", "utf-8")


@pytest.mark.parametrize("command", ["up", "router"])
def test_no_service_starts_with_a_strategy_whose_own_tests_fail(
    command: str, file: Path, tmp_path: Path
) -> None:
    text = file.read_text("utf-8")
    file.write_text(text.rstrip("\n") + "\n" + FAILING, "utf-8")

    done = run(command, "--strategy", str(file), cwd=tmp_path, id_key="1" * 32, token_keys="2" * 32)

    assert done.returncode == USAGE
    assert done.stderr.count("\n") == 1
    assert (
        'E703 test "impossible" fails: department: expected accounts, came service' in done.stderr
    )
    assert f"see switchboard strategy test {file}" in done.stderr


def test_a_file_a_signal_and_a_request_all_put_the_newest_edition_in_force(
    house: Installation, file: Path
) -> None:
    first = in_force(house)

    edit(file)
    until(lambda: in_force(house) != first)
    second = in_force(house)
    edit(file)
    house.tell(signal.SIGHUP)
    until(lambda: in_force(house) != second)
    third = in_force(house)
    edit(file)
    told = house.post("/v1/strategy/reload", {"move_open_cases": False}).json()
    until(lambda: in_force(house) == told["strategy_id"])

    assert len({first, second, third, told["strategy_id"]}) == 4
    case = house.case(house.post("/v1/inquiries", FAULT).json()["status_url"])
    assert case["strategy_id"] == told["strategy_id"]


def test_a_broken_file_leaves_the_one_before_in_force_and_is_seen(
    house: Installation, file: Path
) -> None:
    before, sound = in_force(house), file.read_text("utf-8")

    file.write_text(sound.replace("defaults: {department: front_desk", "defaults: {department: x"), "utf-8")  # fmt: skip
    until(lambda: "switchboard_strategy_reload_failed 1.0" in house.get("/metrics").text)
    refused = house.post("/v1/strategy/reload", {})

    assert (refused.status_code, in_force(house)) == (422, before)
    assert f"{file}:" in refused.json()["errors"][0]["pointer"]
    assert any(f"stays in force: {file}:" in line and "E201" in line for line in logged(house))
    assert house.case(house.post("/v1/inquiries", FAULT).json()["status_url"])["strategy_id"] == before  # fmt: skip
    file.write_text(sound, "utf-8")
    until(lambda: "switchboard_strategy_reload_failed 0.0" in house.get("/metrics").text)
    assert in_force(house) == before


def test_the_history_of_an_installation_is_exported(house: Installation, tmp_path: Path) -> None:
    case = house.case(house.post("/v1/inquiries", FAULT).json()["status_url"])

    done = house.command("history", "export", "history.jsonl")

    assert (done.returncode, done.stdout, done.stderr) == (0, "1 inquiry in history.jsonl\n", "")
    told = json.loads((tmp_path / "history.jsonl").read_text("utf-8"))
    assert told["decision"]["rule"] == case["decision"]["rule"]
    assert not (tmp_path / "history.jsonl.part").exists()


def test_history_that_cannot_be_written_is_told_in_one_line(house: Installation) -> None:
    done = house.command("history", "export", "nowhere/history.jsonl")

    assert done.returncode == 3
    assert done.stderr == "switchboard: nowhere/history.jsonl: No such file or directory\n"


def test_a_start_with_another_strategy_than_before_says_so_in_one_line(
    house: Installation, file: Path
) -> None:
    before = in_force(house)
    house.stop()
    house.start()
    assert logged(house) == []  # The same file is no news.
    house.stop()
    edit(file)
    house.start()

    until(lambda: in_force(house) != before)
    (told,) = logged(house)
    assert told.startswith(
        f"another strategy than before comes into force: {file}, no longer {before[:12]}"
    )
    assert "open cases stay under theirs" in told
