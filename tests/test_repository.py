"""What a newcomer relies on before reading any code: the targets, the documents, and what is not in here."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[1]
TARGETS = {
    *("help", "setup", "up", "demo", "test", "long", "check"),
    *("fmt", "bench", "eval", "kafka", "lock", "clean"),
}
REGISTRIES = [
    ".".join(name)
    for name in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("repo", "maven", "apache", "org"),
        ("repo1", "maven", "org"),
        ("registry", "npmjs", "org"),
        ("proxy", "golang", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
    )
]


def tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for line in told.stdout.splitlines() if (path := ROOT / line).is_file()]


def pages() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def bash(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        cwd=ROOT,
        env=dict(os.environ) | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_alone_lists_every_target_with_a_line() -> None:
    told = bash("make").stdout

    assert set(re.findall(r"^  make (\w+) +\S", told, re.MULTILINE)) == TARGETS


def test_every_target_is_run_even_where_a_file_has_its_name() -> None:
    phony = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert set(" ".join(phony).split()) == TARGETS


@pytest.mark.parametrize("target", ["test", "check", "up", "demo", "bench", "kafka"])
def test_every_target_sets_up_what_it_needs(target: str) -> None:
    steps = bash("make", "--dry-run", "--always-make", target).stdout

    assert ".ci/bootstrap" in steps


def test_the_build_checks_first_and_tests_last_so_that_its_summary_closes() -> None:
    steps = (ROOT / ".ci" / "run").read_text().splitlines()

    assert "set -euo pipefail" in steps
    assert "export CI=true" in steps
    assert steps[-2].split()[:2] == ["make", "check"]
    assert steps[-1].split()[:2] == ["make", "test"]


@pytest.mark.parametrize("script", [".ci/run", ".ci/bootstrap"])
def test_scripts_can_be_run_and_read(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert bash("bash", "-n", script).returncode == 0


def test_the_clean_target_never_touches_what_an_instance_keeps() -> None:
    steps = bash("make", "--dry-run", "clean").stdout

    assert "rm -rf" in steps
    assert not re.search(r"\bdata\b", steps)


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_in_a_document_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
    local = [link for link in links if "://" not in link]

    assert [link for link in local if not (path.parent / link).exists()] == []


def test_no_registry_is_named_so_that_any_mirror_serves() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in tracked()
        for name in REGISTRIES
        if name.encode() in path.read_bytes()
    ]

    assert found == []


def test_every_locked_package_has_its_version_and_a_hash() -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "deploy" / "requirements.lock"):
        entries = re.split(r"\n(?=[a-z0-9])", lock.read_text())
        packages = [entry for entry in entries if not entry.startswith(" ")]
        assert [p for p in packages if "==" not in p or "--hash=sha256:" not in p] == []


def test_every_package_that_we_name_is_locked() -> None:
    stated = project()
    named = [*stated["project"]["dependencies"], *stated["dependency-groups"]["dev"]]
    locked = (ROOT / "requirements.lock").read_text()

    for name in (re.split(r"[<>=\[]", requirement)[0] for requirement in named):
        assert re.search(rf"^{name}(\[.*\])?==", locked, re.MULTILINE), name


def test_every_exception_to_a_lint_rule_carries_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    rules = [line for line in lines if re.match(r'\s+"[A-Z]+[0-9]*",', line)]

    assert rules
    assert [line for line in rules if "#" not in line] == []


def test_the_changelog_has_a_place_for_what_is_not_released_yet() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text()


def test_the_licence_is_the_one_that_the_package_names() -> None:
    licence = (ROOT / "LICENSE").read_text()

    assert project()["project"]["license"] == "Apache-2.0"
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_the_glossary_gives_a_word_one_meaning() -> None:
    words = re.findall(
        r"^\| \*\*(.+?)\*\*(.*?) \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE
    )

    assert len(words) > 40
    assert len(set(words)) == len(words)


def test_the_picture_can_be_read_by_those_who_cannot_see_it() -> None:
    picture = ET.parse(ROOT / "docs" / "overview.svg").getroot()
    spoken = [picture.find(f"{{*}}{part}") for part in ("title", "desc")]

    assert all(part is not None and part.text for part in spoken)
