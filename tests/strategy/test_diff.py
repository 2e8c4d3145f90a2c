"""`strategy diff`: recorded inquiries under two strategies, for people and for programs; and `explain --letter`."""

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from services.cli.say import CouldNot, Wrong
from services.cli.strategy import app
from tests.strategy.small import TEMPLATES, changed

AT = "2026-11-23T09:00:00+01:00"
SOONER = ("fast: {first_response: 1h}", "fast: {first_response: 30m}")
ELSEWHERE = ("to: {department: service}, sla: fast", "to: {department: desk}, sla: fast")


class Line(msgspec.Struct, rename={"sender": "from"}):
    """A line of history, as far as these tests say one."""

    text: str
    id: str | None = None
    at: str = AT
    language: str = "en"
    sender: str = "ana@example.org"
    nature: str = "inquiry"
    case: str = ""
    decision: dict[str, str] | msgspec.UnsetType | None = msgspec.UNSET
    answered_at: str = ""


def strategy(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the small strategy, changed, into a folder; return its file."""
    for name, text in {"strategy.yaml": changed(*changes), **TEMPLATES}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "strategy.yaml"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return written(tmp_path / "old")


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Two faults, one of them answered after three quarters of an hour, and an order."""
    return lines(
        tmp_path,
        Line("It is broken", id="first", answered_at="2026-11-23T08:45:00Z"),
        Line("It is broken again", id="second"),
        Line("We order two", id="third"),
    )


def lines(folder: Path, *some: Line) -> Path:
    path = folder / "history.jsonl"
    path.write_bytes(msgspec.json.Encoder().encode_lines(some))
    return path


def told(result: Result) -> dict[str, object]:
    return msgspec.json.decode(result.stdout, type=dict[str, object])


def test_what_comes_out_the_same_is_told_so_and_ends_well(
    old: Path, history: Path, tmp_path: Path
) -> None:
    new = written(tmp_path / "new", ("name: Acme", "name: Apex"))

    people, programs = (
        strategy("diff", old, new, "--history", history, *more) for more in ((), ("--json",))
    )

    assert people.exit_code == programs.exit_code == 0
    assert people.stdout == "All of 3 inquiries come out the same.\n"
    assert told(programs)["same"] is True
    assert told(programs)["old"] != told(programs)["new"]


def test_what_moves_is_counted_with_examples(old: Path, history: Path, tmp_path: Path) -> None:
    new = written(tmp_path / "new", ELSEWHERE)

    result = strategy("diff", old, new, "--history", history, "--json")

    assert result.exit_code == 1
    answer = told(result)
    assert (answer["inquiries"], answer["differ"]) == (3, 2)
    assert answer["moves"] == [
        {"what": "department", "from": "service", "to": "desk", "count": 2, "examples": ["first", "second"]}
    ]  # fmt: skip
    assert answer["promises"] == []


def test_an_answer_that_was_in_time_and_would_be_late_is_named(
    old: Path, history: Path, tmp_path: Path
) -> None:
    new = written(tmp_path / "new", SOONER)

    there = told(strategy("diff", old, new, "--history", history, "--json"))
    back = told(strategy("diff", new, old, "--history", history, "--json"))

    assert there["breaches"] == [
        {
            "id": "first",
            "promise": "first_response",
            "answered_at": "2026-11-23T09:45:00+01:00",
            "from": "2026-11-23T10:00:00+01:00",
            "to": "2026-11-23T09:30:00+01:00",
        }
    ]
    assert (there["mended"], back["mended"], back["breaches"]) == ([], ["first"], [])


def test_people_see_moves_promises_and_breaches(old: Path, history: Path, tmp_path: Path) -> None:
    new = written(tmp_path / "new", SOONER, ("priority: urgent}", "priority: high}"), ELSEWHERE)

    page = strategy("diff", old, new, "--history", history).stdout

    assert "2 of 3 inquiries come out otherwise." in page
    assert "department" in page
    assert "earlier" in page
    assert "What would be late: 1 answer" in page


def test_what_nobody_would_route_is_passed_over(old: Path, tmp_path: Path) -> None:
    history = lines(
        tmp_path,
        Line("It is broken"),
        Line("Any news?", case="K7Q2-M9XD-4RT", decision=None),
        Line("I am out of office", nature="out_of_office"),
        Line("We order two", case="K7Q2-M9XD-4RT", decision={"department": "desk"}),
    )
    new = written(tmp_path / "new", ELSEWHERE)

    answer = told(strategy("diff", old, new, "--history", history, "--json"))

    assert (answer["inquiries"], answer["passed_over"], answer["differ"]) == (2, 2, 1)
    assert "'line 1'" in str(answer["moves"])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"text": ', "history.jsonl: line 1:"),
        (b'{"subject": "x"}', "line 1: it has no text"),
        (b'{"text": "x", "at": "yesterday"}', "line 1: 'yesterday' is no moment"),
        (b'{"text": "x", "answered_at": "soon"}', "line 1: 'soon' is no moment"),
        (b'{"text": "x", "channel": "smoke"}', "line 1: 'smoke' is not possible"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(
    line: bytes, says: str, old: Path, tmp_path: Path
) -> None:
    history = tmp_path / "history.jsonl"
    history.write_bytes(line)

    result = strategy("diff", old, old, "--history", history)

    assert isinstance(result.exception, Wrong)
    assert says in str(result.exception)


def test_an_empty_history_says_nothing_of_either(old: Path, tmp_path: Path) -> None:
    for history in (lines(tmp_path), lines(tmp_path, Line("x", nature="bounce"))):
        result = strategy("diff", old, old, "--history", history)

        assert isinstance(result.exception, CouldNot)


def test_the_letter_is_the_one_that_would_be_sent(tmp_path: Path) -> None:
    file = written(tmp_path)
    asked = ("explain", file, "Es ist kaputt", "--from", "ana@example.org", "--language", "de")

    page = strategy(*asked, "--subject", "Pumpe", "--letter").stdout
    answer = told(strategy(*asked, "--letter", "--json"))

    beneath = "Ihre Vorgangsnummer: 0000-0000-000\nZuständig: Service\n"
    assert page.endswith(f"Subject: Re: Pumpe\n\nDear\n\n{beneath}\n")
    letter = answer["letter"]
    assert isinstance(letter, dict)
    assert (letter["subject"], letter["text"]) == ("[0000-0000-000]", f"Dear\n\n{beneath}")
    assert "letter" not in told(strategy(*asked, "--json"))


def test_where_no_acknowledgement_is_owed_there_is_no_letter(tmp_path: Path) -> None:
    asked = ("explain", written(tmp_path), "It is broken", "--letter")

    assert told(strategy(*asked, "--json"))["letter"] is None
    assert "Subject:" not in strategy(*asked).stdout


def test_each_line_has_its_letter(tmp_path: Path) -> None:
    history = lines(tmp_path, Line("It is broken"), Line("It is broken", sender=""))

    result = strategy("explain", written(tmp_path), "--jsonl", history, "--letter")

    letters = [msgspec.json.decode(line)["letter"] for line in result.stdout.splitlines()]
    assert [letter is None for letter in letters] == [False, True]
