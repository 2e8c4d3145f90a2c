"""What the README shows is pasted as it stands; what the pages name is there."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outside.installation import COMMAND, ROOT, Installation, environment, run

README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
POSTED = [one for one in EXAMPLES if "/v1/inquiries " in one or "/v1/email " in one]
SERVING = ("make up\n", "make demo\n")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
OWN = "http://127.0.0.1:8080"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A folder that looks like a clone after `make up`, which runs in it, on whichever port is free."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    (folder / ".venv").symlink_to(COMMAND.parents[1])
    installation = Installation(folder)
    try:
        installation.start()
        settle(installation)
        yield installation
    finally:
        installation.end()


def paste(clone: Installation, example: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", example.replace(OWN, clone.url)],
        cwd=clone.folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_the_readme_has_its_examples() -> None:
    assert [example for example in SERVING if example not in EXAMPLES] == []
    assert len(EXAMPLES) >= 9


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one not in SERVING])
def test_an_example_of_the_readme_works_as_it_stands(example: str, clone: Installation) -> None:
    said = paste(clone, example).stdout

    assert said.strip()
    assert "urn:switchboard:problem" not in said


def settle(clone: Installation) -> None:
    """Paste what posts, and wait as a reader does: both inquiries have their case and their letter."""
    for example in POSTED:
        told = re.search(r'"status_url":"([^"]+)"', paste(clone, example).stdout)
        assert told
        clone.case(told[1])


def test_a_mail_is_handed_over_as_the_page_shows_it(clone: Installation) -> None:
    page = (ROOT / "docs/channels.md").read_text("utf-8")
    [example, shown] = re.findall(
        r"^\$ (python3 .*?')\n(250 .*?)\n", page, re.MULTILINE | re.DOTALL
    )[0]
    port = re.findall(r"SMTP 127\.0\.0\.1:(\d+)", clone.said.read_text())[0]

    said = paste(clone, example.replace("2525", port)).stdout

    words = re.compile(r"(250 b'2\.0\.0 Taken in as inquiry) \w{30}'")
    assert [words.fullmatch(one.strip()) is not None for one in (shown, said)] == [True, True]


def test_the_examples_show_what_is_said_of_them(clone: Installation) -> None:
    cases = clone.get("/v1/cases").json()["cases"]
    letters = clone.get("/v1/outbox").json()["letters"]

    assert {(case["subject"], case["department"] != "") for case in cases} == {
        ("The pump stops", True),
        ("Rechnung RE-88120", True),
    }
    to = {letter["to"] for letter in letters}
    assert {one for one in to if one.endswith("@customer.example")} == {
        "ana@customer.example",
        "jan@customer.example",
    }


def commands() -> list[str]:
    """Return every command line of the pages, in a block or between backticks."""
    found: set[str] = set()
    for page in PAGES:
        text = page.read_text("utf-8")
        found |= set(
            re.findall(r"^(?:\.venv/bin/)?switchboard (\S.*?)(?:  .*)?$", text, re.MULTILINE)
        )
        found |= set(re.findall(r"`switchboard (\w[^`]*)`", text))
    return sorted(found)


def test_the_pages_show_commands() -> None:
    assert len(commands()) > 8


@pytest.mark.parametrize("line", commands())
def test_every_command_of_the_pages_is_one(line: str, tmp_path: Path) -> None:
    words = [word for word in shlex.split(line) if re.fullmatch(r"[a-z][a-z-]*|--[a-z-]+", word)]
    command = [word for word in words if not word.startswith("--")][:2]

    helps = [run(*command[:depth], "--help", cwd=tmp_path) for depth in (1, 2)]
    known = next((done.stdout for done in reversed(helps) if done.returncode == 0), "")

    assert known.startswith("Usage: switchboard")
    options = {word for word in words if word.startswith("--")} - {"--help"}
    assert {option for option in options if f"{option} " not in known} == set()


def test_a_link_of_the_pages_leads_to_a_file() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in PAGES
        for link in re.findall(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]

    assert dead == []


def test_a_link_within_a_page_leads_to_a_heading() -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        headings = {
            re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings, page.name


def test_every_runbook_link_of_the_alerts_leads_to_a_section() -> None:
    rules = (ROOT / "deploy/prometheus/rules.yml").read_text("utf-8")
    operations = (ROOT / "docs/operations.md").read_text("utf-8")
    headings = {
        heading.lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", operations, re.MULTILINE)
    }

    linked = set(re.findall(r"operations\.md#([\w-]+)", rules))
    assert linked
    assert linked <= headings
