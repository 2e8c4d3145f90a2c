"""A failpoint kills where it is told to, says so, and is nothing at all otherwise."""

import signal
import subprocess
import sys

import pytest

from services.cli.failpoint import NAME, STRUCK, failpoint
from services.cli.say import Wrong
from tests.faults.compose import ROOT

PASSES = """
import sys
from services.cli.failpoint import failpoint
reached = failpoint({"SWITCHBOARD_FAILPOINT": sys.argv[1]})
for turn in range(3):
    for point in ("transaction.ready", "transaction.sent"):
        reached(point)
        print(point, turn, flush=True)
"""


def passing(said: str) -> "subprocess.CompletedProcess[str]":
    """Run a process that reaches two points three times, with a failpoint."""
    return subprocess.run(
        [sys.executable, "-c", PASSES, said], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_process_dies_at_the_turn_that_was_named() -> None:
    ended = passing("transaction.sent:2")

    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout.splitlines()[-1] == "transaction.ready 1"
    assert f"{STRUCK}transaction.sent\n" in ended.stderr


def test_a_point_that_is_not_reached_so_often_harms_nobody() -> None:
    ended = passing("transaction.sent:4")

    assert (ended.returncode, len(ended.stdout.splitlines())) == (0, 6)
    assert STRUCK not in ended.stderr


def test_without_a_failpoint_everything_passes() -> None:
    reached = failpoint({})

    for _ in range(1_000):
        reached("transaction.sent")


@pytest.mark.parametrize(
    "said", ["transaction.sent", "transaction.sent:", ":3", "a:0", "a:-1", "a:x"]
)
def test_a_failpoint_that_is_none_stops_the_start(said: str) -> None:
    with pytest.raises(Wrong, match=NAME):
        failpoint({NAME: said})
