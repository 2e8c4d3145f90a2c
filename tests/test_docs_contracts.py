"""Documentation under test: what is generated has not drifted, what is quoted stands in the code, what is linked exists."""

import re
from itertools import takewhile
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from jsonschema import Draft202012Validator

from checks import docs, fields, schemas
from services.router.legal import LEGAL
from switchboard.contracts import codec
from switchboard.contracts.events import Event
from switchboard.contracts.topics import topics
from switchboard.metrics import MEANINGS
from tests.contracts import sample_keeping, samples

ROOT = Path(__file__).parent.parent
TOUR = (ROOT / "docs/tour.md").read_text(encoding="utf-8")
EVENTS = (ROOT / "docs/events.md").read_text(encoding="utf-8")
METRICS = (ROOT / "docs/metrics.md").read_text(encoding="utf-8")
STOPS = re.findall(
    r"## \d\. [^\n]*\[(.+?)\]\(\.\./(.+?)\)\n(.*?)```python\n(.*?)```", TOUR, re.DOTALL
)
LEFT_OUT = "# \u2026"


@pytest.mark.parametrize("page", docs.PAGES, ids=str)
def test_what_is_generated_has_not_drifted_from_the_code(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    assert docs.filled(text) == text, "run python -m checks.docs"


@pytest.mark.parametrize("name", schemas.written())
def test_no_schema_has_drifted_from_its_contract(name: str) -> None:
    on_disk = (ROOT / schemas.FOLDER / name).read_text(encoding="utf-8")

    assert on_disk == schemas.written()[name], "run python -m checks.schemas"


def test_no_schema_lies_about_that_nobody_writes_any_more() -> None:
    folder = ROOT / schemas.FOLDER

    assert {str(path.relative_to(folder)) for path in folder.rglob("*.json")} == set(
        schemas.written()
    )


RECORDS = {
    **{
        f"intake/{name}": codec.encode_event(one, source="/x", at=samples.NOON)[0]
        for name, one in {**samples.EVENTS, **sample_keeping.EVENTS}.items()
    },
    **{f"directory/{name}": codec.encode_entry(one) for name, one in samples.ENTRIES.items()},
    "directory/staff": codec.encode_entry(sample_keeping.STAFF),
    "cases/case": codec.encode_case(samples.CASE),
    "cases/partition": codec.encode_partition(samples.PARTITION),
    "deliveries/delivery": codec.encode_delivery(samples.DELIVERY),
}


@pytest.mark.parametrize("name", schemas.KINDS)
def test_what_we_write_fits_the_schema_and_nonsense_does_not(name: str) -> None:
    schema = msgspec.json.decode((ROOT / schemas.FOLDER / f"{name}.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    assert list(validator.iter_errors(msgspec.json.decode(RECORDS[name]))) == []
    assert not validator.is_valid({})
    assert validator.is_valid({**msgspec.json.decode(RECORDS[name]), "added": "later"})


@pytest.mark.parametrize("kind", get_args(Event))
def test_every_event_says_what_it_is_and_who_writes_it(kind: type[msgspec.Struct]) -> None:
    tag = kind.__struct_config__.tag

    assert fields.about(kind).endswith(".") or ". " in fields.about(kind)
    assert f"\n### `{tag}`\n" in EVENTS
    assert re.search(rf"^\| `{re.escape(str(tag))}` \| [a-z]+ \| .+ \|$", EVENTS, re.MULTILINE)


def test_fields_are_documented_as_the_contract_has_them() -> None:
    for kind in schemas.KINDS.values():
        assert [field.name for field in fields.fields(kind)] == list(kind.__struct_fields__)


def test_every_topic_says_who_writes_it_and_who_reads_it() -> None:
    written_by = EVENTS.partition("| written by | read by |")[2]

    for topic in topics():
        assert f"| `{topic.name}` |" in written_by


def test_the_life_of_a_case_is_drawn_with_every_action_in_every_status() -> None:
    drawn = set(re.findall(r"    (\w+) --> \w+: ([\w.]+)$", EVENTS, re.MULTILINE))

    assert drawn == {
        (str(status), str(action.__struct_config__.tag))
        for action, statuses in LEGAL.items()
        for status in statuses
    }


def test_every_reason_for_a_dead_letter_is_named() -> None:
    turn = (ROOT / "services/router/turn.py").read_text(encoding="utf-8")
    reasons = set(re.findall(r'(?:_buried\(record|DeadLetter\(record), "(\w+)"', turn))

    assert len(reasons) == 4
    assert not [reason for reason in reasons if f"`{reason}`" not in EVENTS]


@pytest.mark.parametrize("name", MEANINGS)
def test_every_metric_has_a_row_with_its_meaning_and_remedy(name: str) -> None:
    row = next(
        line for line in METRICS.splitlines() if line.startswith(f"| `switchboard_{name}` |")
    )

    assert len([cell for cell in row.split("|") if cell.strip()]) == 4


def test_the_tour_stops_at_the_eight_files_in_their_order() -> None:
    assert [path for _, path, _, _ in STOPS] == [
        "services/channels/email.py",
        "switchboard/contracts/events.py",
        "switchboard/bus/pump.py",
        "services/router/decide.py",
        "switchboard/strategy/judge.py",
        "switchboard/contracts/notices.py",
        "services/notifier/compose.py",
        "services/notifier/smtp.py",
    ]
    assert [shown for shown, *_ in STOPS] == [path for _, path, _, _ in STOPS]


@pytest.mark.parametrize(("path", "quoted"), [(path, quoted) for _, path, _, quoted in STOPS])
def test_what_the_tour_quotes_stands_in_the_code(path: str, quoted: str) -> None:
    code = [line.rstrip() for line in (ROOT / path).read_text(encoding="utf-8").splitlines()]
    at = 0
    for passage in _passages(quoted):
        at = _after(code, passage, at)


def _passages(quoted: str) -> list[list[str]]:
    """Return the runs of lines between those that say that something is left out."""
    lines = quoted.rstrip("\n").splitlines()
    passages: list[list[str]] = []
    while lines:
        passage = list(takewhile(lambda line: line.strip() != LEFT_OUT, lines))
        passages.append(passage)
        lines = lines[len(passage) + 1 :]
    return passages


def _after(code: list[str], passage: list[str], at: int) -> int:
    for start in range(at, len(code)):
        if code[start : start + len(passage)] == passage:
            return start + len(passage)
    raise AssertionError("the code no longer says:\n" + "\n".join(passage))


@pytest.mark.parametrize("page", ["tour.md", "events.md", "metrics.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")

    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / "docs" / target).exists(), target
