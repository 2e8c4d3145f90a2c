"""What docs/letters.md says of templates is so."""

import re
from pathlib import Path

import pytest

from switchboard.contracts.values import Kind, UnixSeconds
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.facts import FACTS, LINKS
from switchboard.strategy.letters import Fact, Passage, letter, render
from switchboard.strategy.load import check
from switchboard.strategy.people import appointment
from switchboard.strategy.templates import ours
from tests.strategy.small import MONDAY_NINE, bundle

PAGE = (Path(__file__).parents[2] / "docs/letters.md").read_text("utf-8")
[EXAMPLE] = re.findall(r"^```text\n(templates/.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PURPOSES = dict(
    re.findall(
        r"^\| `(\w+)` (?:and one of these )?\| [^|]+ \| (yes|no)[^|]*\|$", PAGE, re.MULTILINE
    )
)


def test_the_example_is_a_template_and_says_what_was_done() -> None:
    path, _, text = EXAMPLE.partition("\n")
    own = bundle(**{path.removeprefix("templates/").replace("/", "__"): text})

    assert {one.code for one in check(own)} <= {"W619"}
    chosen = letter(compile_bundle(own), "update_resolved", Kind.INCIDENT, "en")
    facts: dict[str, Fact] = {
        "reference": "R",
        "name": "Ana",
        "words": Passage("A new seal.", "<p>A new seal.</p>"),
    }
    sent = render(chosen, facts)
    assert sent.subject == "It runs again [R]"
    assert "the fault that you reported is mended.\n\nA new seal.\n" in sent.text


def test_every_purpose_is_told_and_whether_we_have_words_for_it() -> None:
    letters = {purpose for purpose in FACTS if not purpose.startswith("sms_")}

    assert set(PURPOSES) == letters | {"sms_"}
    bare = {purpose for purpose, said in PURPOSES.items() if said == "no"}
    assert bare == letters - {purpose for purpose, _, _ in ours()}


@pytest.mark.parametrize("link", sorted(LINKS))
def test_how_long_a_link_lasts_is_told(link: str) -> None:
    [row] = [line for line in PAGE.split("\n") if line.startswith(f"| `{link}` |")]

    assert re.search(r"for (90|14) days", row)


@pytest.mark.parametrize(
    ("zone", "language"), [("Europe/Berlin", "en"), ("Europe/Berlin", "de"), ("Asia/Jakarta", "id")]
)
def test_moments_are_told_as_the_page_shows_them(zone: str, language: str) -> None:
    at = UnixSeconds(MONDAY_NINE + (3_600 if zone == "Europe/Berlin" else 0))

    assert f"`{appointment(at, zone, language, MONDAY_NINE)}`" in PAGE
