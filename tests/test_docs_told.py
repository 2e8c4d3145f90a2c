"""The page on how customers hear from us: its examples say what they show, and no reason is missing from it."""

import re
import shlex

import pytest

from switchboard.contracts.judgement import Say
from switchboard.contracts.values import Channel, Medium
from switchboard.strategy.reach import ANSWERED_BY, CONFIRMED_BY
from tests.outside.installation import ROOT, run

PAGE = (ROOT / "docs/channels.md").read_text("utf-8")
SECTION = PAGE.partition("## How customers hear from us\n")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"^\$ switchboard (.*)\n(.*)$", SECTION, re.MULTILINE)
ROWS = dict(re.findall(r"^\| ([a-z ]+) \| (.*) \|$", SECTION, re.MULTILINE))


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize(("line", "shown"), EXAMPLES)
def test_an_example_says_what_it_shows(line: str, shown: str) -> None:
    done = run(*shlex.split(line), cwd=ROOT)

    assert shown in done.stdout.splitlines()


@pytest.mark.parametrize("say", [say for say in Say if say is not Say.DUE])
def test_every_reason_for_silence_is_explained(say: Say) -> None:
    assert re.search(rf"^\| .*`{say}[`:]", SECTION, re.MULTILINE)


@pytest.mark.parametrize("channel", list(Channel))
def test_the_table_names_the_ways_in_their_order(channel: Channel) -> None:
    name = {Channel.PHONE: "telephone", Channel.IN_PERSON: "in person"}.get(channel, channel)
    confirmed, answered = ROWS[name].split(" | ")

    assert _media(confirmed) == list(CONFIRMED_BY[channel])
    assert _media(answered) == list(ANSWERED_BY[channel])


def _media(cell: str) -> list[Medium]:
    return [Medium(word.lower()) for word in re.findall(r"\b(email|SMS|fax)\b", cell)]
