"""What `switchboard strategy` tells beyond the ordinary: broken bytes, a directory, attributes, who should answer."""

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.strategy.conftest import EXAMPLE
from tests.strategy.test_command import strategy


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The example in a folder of its own, to be broken."""
    shutil.copytree(EXAMPLE.parent, tmp_path / "example")
    return tmp_path / "example/strategy.yaml"


def test_a_file_that_is_not_utf_8_is_told_where_it_stops_being_so(copy: Path) -> None:
    copy.write_bytes(b"switchboard: 1\norganization: {name: Gro\xdf}\n")
    result = strategy("check", str(copy))

    assert result.exit_code == 1
    assert f"{copy}:2:25 E006 not UTF-8: " in result.stdout


def test_a_template_that_is_not_utf_8_is_named(copy: Path) -> None:
    letter = copy.parent / "templates/reply/general.de.txt"
    letter.write_bytes(b"Subject: x\n\nGr\xfc\xdfe\n")
    result = strategy("check", str(copy), "--json")

    (problem,) = msgspec.json.decode(result.stdout)["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == (str(letter), 3, 3)


@pytest.mark.parametrize("lines", [False, True])
def test_the_directory_says_what_nobody_can_do(copy: Path, *, lines: bool) -> None:
    staff = [
        {"id": "a.meier", "skills": {"technical": 5, "incident_management": 4}, "shift": "early"},
        {"id": "j.brandt", "skills": {"communication": 2, "project_management": 3}},
    ]
    encoded = [msgspec.json.encode(one) for one in staff]
    directory = copy.parent / "staff.json"
    directory.write_bytes(b"\n".join(encoded) if lines else b"[" + b",".join(encoded) + b"]")

    told = strategy("check", str(copy), "--directory", str(directory)).stdout

    assert "W616 nobody in the directory has communication >= 4" in told
    assert "technical >= 4" not in told
    assert "W617 r.hartono is not in the directory" in told
    assert "a.meier" not in told


def test_attributes_are_given_one_by_one_and_stand_in_matches_and_near_misses() -> None:
    text = "We would like to order 4 pcs of the shaft seal."
    said = [
        strategy("explain", str(EXAMPLE), text, "--attribute", f"product={product}", "--json")
        for product in ("spare_part", "pump")
    ]
    one, other = [msgspec.json.decode(result.stdout) for result in said]

    assert one["matched"][0] == {
        "rule": "spare-parts",
        "because": ["kind = order", "attribute product = spare_part"],
    }
    assert {"rule": "spare-parts", "missing": ["attribute product = spare_part"]} in other[
        "nearest_misses"
    ]
    assert strategy("explain", str(EXAMPLE), text, "--attribute", "pump").exit_code != 0


def test_the_page_says_who_should_answer_and_who_should_know() -> None:
    said = strategy("explain", str(EXAMPLE), "The pump is broken and on fire, fire!").stdout

    assert "Wanted: incident_management >= 4 and technical >= 4" in said
    assert "Wanted: after 60% of the first response's time: anybody" in said
    assert "Preferred: last_handler" in said
    assert "Informed: quality" in said


def test_business_time_is_told_with_its_end_its_seconds_and_its_ledger() -> None:
    moments = ("--start", "2026-12-23T16:00", "--add", "1d4h")
    result = strategy("hours", str(EXAMPLE), "--calendar", "office", *moments, "--json")

    told = msgspec.json.decode(result.stdout)
    assert told.keys() == {"end", "seconds", "ledger"}
    assert told["end"] == "2026-12-28T12:00:00+01:00"
    assert sum(entry["counted"] for entry in told["ledger"]) == told["seconds"]
