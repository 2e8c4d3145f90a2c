"""YAML means what it says: no surprises with `no`, times and versions, and every error has its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.strategy.problems import Problem
from switchboard.strategy.source import Value, parse, plain, walk, walk_to_key


def read(text: str) -> Value:
    problems: list[Problem] = []
    node = parse(text, "f", problems)
    assert node is not None, problems
    assert problems == []
    return plain(node)


def wrong(text: str) -> list[str]:
    problems: list[Problem] = []
    parse(text, "f", problems)
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    "said", ["no", "yes", "on", "17:30", "1.10", "012", "1e3", "0x1f", "2026-12-24", "true"]
)
def test_a_scalar_stays_the_text_that_stands_there(said: str) -> None:
    assert read(f"key: {said}") == {"key": said}
    assert read(f"{said}: value") == {said: "value"}


@pytest.mark.parametrize("said", ["", "~", "null", "Null"])
def test_nothing_is_none_and_quoted_nothing_is_text(said: str) -> None:
    assert read(f"key: {said}") == {"key": None}
    assert read(f"key: '{said}'") == {"key": said}


def test_a_key_that_stands_twice_names_the_line_of_the_first() -> None:
    assert wrong("a: 1\nb: 2\na: 3\n") == ["f:3:1 E002 a stands here twice; the first is on line 1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\nb: *x\n", "f:1:4 E003 anchors and aliases (&, *) are not allowed: write it out"),
        (
            "a: !!python/name:os.system 1",
            "f:1:4 E004 tags are not allowed: tag:yaml.org,2002:python/name:os.system",
        ),
        ("a: 1\n---\nb: 2\n", "f:2:1 E005 one strategy a file: a second document starts here"),
        ("a: " + "[" * 60 + "]" * 60, "f:1:44 E005 deeper or longer than any strategy is"),
        ("", "f:1:1 E001 the file is empty"),
        ("# only a remark\n", "f:1:1 E001 the file is empty"),
        ("[a]: b", "f:1:1 E001 a key must be text"),
        ("a: [1", "f:2:1 E001 not YAML: did not find expected ',' or ']'"),
        ("a: b: c", "f:1:5 E001 not YAML: mapping values are not allowed in this context"),
        ("a: 'x", "f:1:6 E001 not YAML: found unexpected end of stream"),
    ],
)
def test_what_is_not_allowed_is_told_where_it_stands(text: str, said: str) -> None:
    assert wrong(text) == [said]


def test_every_duplicate_is_told_in_one_run() -> None:
    assert len(wrong("a: 1\na: 2\nb: {c: 1, c: 2}\n")) == 2


def test_a_path_leads_to_its_line_and_column() -> None:
    problems: list[Problem] = []
    node = parse("a:\n  - {b: c}\n  - {d: [e, f]}\n", "f", problems)
    assert node

    assert walk(node, ("a", 1, "d", 1)) == (3, 13)
    assert walk_to_key(node, ("a", 1), "d") == (3, 6)


def test_a_path_that_leads_nowhere_ends_at_what_encloses_it() -> None:
    problems: list[Problem] = []
    node = parse("a:\n  b: c\n", "f", problems)
    assert node

    assert walk(node, ("a", "nothing", 7)) == (2, 3)
    assert walk_to_key(node, ("a",), "nothing") == (2, 3)


@given(st.text(max_size=200) | st.text(alphabet="ab:-[]{}&*!#'\"\n ,>|?%@", max_size=60))
def test_any_text_gives_a_value_or_a_problem_and_never_a_crash(text: str) -> None:
    problems: list[Problem] = []
    node = parse(text, "f", problems)

    assert node is not None or problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)
