"""`--help` is quick because it loads nothing heavy, and says all that there is to say."""

import sys
import tomllib
from pathlib import Path
from subprocess import run as run_process

import pytest

from services.cli import environment
from services.cli.settings import Settings
from tests.outside.installation import ROOT, run
from tests.outside.installation import environment as only

HEAVY = (
    "fastapi",
    "aiokafka",
    "pydantic_settings",
    "apsw",
    "httpx",
    "uvicorn",
    "msgspec",
    "jinja2",
    "obstore",
)
SERVICES = ("up", "channels", "router", "notifier", "desk")
COMMANDS = (
    *SERVICES,
    "normalize",
    "verify",
    "strategy",
    "topics",
    "dead-letters",
    "keys",
    "customers",
    "users",
    "drill",
)
ASK = """
import sys
from services.cli import main
try:
    main()
except SystemExit as end:
    print(*(name for name in {heavy} if name in sys.modules), end.code, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "--version",
        "up --help",
        "customers import --help",
        "keys --help",
        "keys create --help",
    ],
)
def test_help_waits_for_no_heavy_library(words: str, tmp_path: Path) -> None:
    asked = [sys.executable, "-c", ASK.format(heavy=HEAVY), *words.split()]
    done = run_process(asked, env=only(), cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.stderr == "0\n"


def test_the_help_lists_every_command(tmp_path: Path) -> None:
    done = run("--help", cwd=tmp_path)

    assert done.returncode == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in done.stdout] == []


def test_every_setting_says_what_it_is_for() -> None:
    assert environment.SAYS.keys() == Settings.model_fields.keys()
    assert set(environment.SECRETS) == {
        name for name, says in environment.SAYS.items() if says.startswith("secret")
    }


@pytest.mark.parametrize("service", SERVICES)
def test_the_help_of_a_service_lists_every_setting(service: str, tmp_path: Path) -> None:
    lines = [line.split() for line in run(service, "--help", cwd=tmp_path).stdout.splitlines()]
    told = {words[0]: words[1:] for words in lines if words}

    assert all(told[environment.variable(name)] for name in Settings.model_fields)


@pytest.mark.parametrize("service", SERVICES)
def test_no_line_of_the_help_is_longer_than_a_page_is_wide(service: str, tmp_path: Path) -> None:
    lines = run(service, "--help", cwd=tmp_path).stdout.splitlines()

    assert [line for line in lines if len(line) > 100] == []


def test_the_command_tells_its_version(tmp_path: Path) -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert run("--version", cwd=tmp_path).stdout == f"switchboard {stated}\n"


def test_the_help_names_every_channel_that_is_read(tmp_path: Path) -> None:
    assert "email, phone, fax or web" in run("normalize", "--help", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    "words", ["strategy", "strategy check", "strategy explain", "topics", "dead-letters retry"]
)
def test_every_level_has_its_help(words: str, tmp_path: Path) -> None:
    done = run(*words.split(), "--help", cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: switchboard {words} ")
