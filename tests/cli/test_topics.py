"""`switchboard topics`: what is missing is made, what is otherwise is told."""

import json
from pathlib import Path

from tests.outside.installation import run


def test_topics_are_made_once_and_are_as_they_must_be(tmp_path: Path) -> None:
    made = [run("topics", "create", cwd=tmp_path) for _ in range(2)]
    checked = run("topics", "check", cwd=tmp_path)

    assert [done.stdout for done in made] == ["All topics are there.\n"] * 2
    assert (checked.returncode, checked.stdout) == (0, "All topics are as they must be.\n")


def test_another_number_of_partitions_is_told_for_every_topic(tmp_path: Path) -> None:
    run("topics", "create", cwd=tmp_path)

    people = run("topics", "check", cwd=tmp_path, partitions="6")
    programs = run("topics", "check", "--json", cwd=tmp_path, partitions="6")

    assert (people.returncode, programs.returncode) == (1, 1)
    answer = json.loads(programs.stdout)
    assert answer["ok"] is False
    assert answer["problems"] == people.stdout.splitlines()
    assert "switchboard.intake was created with 12 partitions, expected 6." in answer["problems"]


def test_sound_topics_are_told_to_programs(tmp_path: Path) -> None:
    run("topics", "create", cwd=tmp_path)
    done = run("topics", "check", "--json", cwd=tmp_path)

    assert (done.returncode, json.loads(done.stdout)) == (0, {"ok": True, "problems": []})


def test_nothing_else_goes_on_over_a_log_of_another_size(tmp_path: Path) -> None:
    run("topics", "create", cwd=tmp_path)

    for words in ("verify", "dead-letters list", "keys list"):
        done = run(*words.split(), cwd=tmp_path, partitions="6")
        assert done.returncode == 3
        assert done.stderr.endswith("see `switchboard topics check`\n")
        assert done.stderr.count("\n") == 1
