"""A fuzzer that follows what the loader does finds nothing that breaks it. Takes a minute: only with `make long`."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

LONG: Final = bool(os.environ.get("SWITCHBOARD_LONG"))
SECONDS: Final = 60


@pytest.mark.skipif(not LONG, reason="guided fuzzing takes a minute: make long")
@pytest.mark.skipif(
    find_spec("atheris") is None, reason="NO ATHERIS HERE, the loader isn't fuzzed by what it does"
)
def test_a_fuzzer_that_follows_the_loader_breaks_nothing(tmp_path: Path) -> None:
    words = [f"-max_total_time={SECONDS}", "-timeout=20", f"-artifact_prefix={tmp_path}/"]

    ran = subprocess.run(
        [sys.executable, "-m", "tests.strategy.fuzz_loader", *words],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr[-4_000:]
    assert "Done" in ran.stderr
