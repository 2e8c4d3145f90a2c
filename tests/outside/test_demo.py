"""`make demo`, as somebody runs it in a second terminal."""

import subprocess
from pathlib import Path

from tests.outside.installation import COMMAND, Installation, environment

ROOT = Path(__file__).parents[2]


def test_the_demo_shows_where_everything_went(own: Installation) -> None:
    own.start()
    demo = [str(COMMAND.parent / "python"), "-m", "deploy.demo", own.url]
    done = subprocess.run(
        demo, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=110, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "faults" in done.stdout
    assert "accepted" not in done.stdout
