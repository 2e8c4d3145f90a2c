"""What is wrong is said in one line on standard error: what, where, what instead; the exit code says whose it is."""

from pathlib import Path

import pytest

from tests.outside.installation import ID_KEY, STRATEGY, TOKEN_KEYS, Done, run

USAGE, COULD_NOT = 2, 3
KEYS = {"id_key": ID_KEY, "token_keys": TOKEN_KEYS}


def one_line(done: Done) -> str:
    line, *more = done.stderr.splitlines()
    assert more == []
    assert line.startswith("switchboard: ")
    assert done.stdout == ""
    return line.removeprefix("switchboard: ")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("nonsense", "No such command 'nonsense'; see switchboard --help"),
        ("up --nonsense", "No such option: --nonsense; see switchboard up --help"),
        ("up --port 99999", "Invalid value for '--port'"),
        ("verify --nope", "see switchboard verify --help"),
        ("keys create", "Missing argument 'name'; see switchboard keys create --help"),
        ("keys create x --scope all", "--scope all: there are submit, read, act"),
        ("strategy check", "see switchboard strategy check --help"),
        ("strategy nonsense", "see switchboard strategy --help"),
        ("normalize --channel smoke x", "--channel smoke: there is none; one of email, phone"),
        ("dead-letters retry 42 --twice", "see switchboard dead-letters retry --help"),
        ("up --strategy none.yaml", "none.yaml: No such file or directory; name a strategy file"),
    ],
)
def test_wrong_usage_is_told_in_one_line(words: str, says: str, tmp_path: Path) -> None:
    done = run(*words.split(), cwd=tmp_path)

    assert says in one_line(done)
    assert done.returncode == USAGE


def test_without_words_the_command_says_what_it_can_do(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)

    assert done.returncode == USAGE
    assert "dead-letters" in done.stderr


@pytest.mark.parametrize("service", ["channels", "router", "notifier", "desk"])
def test_a_single_service_refuses_to_start_without_the_shared_secrets(
    service: str, tmp_path: Path
) -> None:
    done = run(service, cwd=tmp_path, strategy=str(STRATEGY))

    assert done.returncode == USAGE
    assert "SWITCHBOARD_ID_KEY must hold a secret of at least 16 characters" in one_line(done)
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_is_too_short_is_none(tmp_path: Path) -> None:
    done = run("notifier", cwd=tmp_path, id_key=ID_KEY, token_keys="short")

    assert done.returncode == USAGE
    assert "SWITCHBOARD_TOKEN_KEYS" in one_line(done)


def test_a_broken_strategy_stops_the_start_with_its_place(tmp_path: Path) -> None:
    broken = tmp_path / "strategy.yaml"
    broken.write_text("organization: [")

    done = run("up", "--strategy", str(broken), cwd=tmp_path)

    assert done.returncode == USAGE
    assert f"{broken}:2:1 E001" in one_line(done)


def test_a_strategy_that_is_not_text_stops_the_start(tmp_path: Path) -> None:
    broken = tmp_path / "strategy.yaml"
    broken.write_bytes(b"\xff\xfe\x00")

    done = run("up", "--strategy", str(broken), cwd=tmp_path)

    assert done.returncode == USAGE
    assert "strategy.yaml" in one_line(done)


@pytest.mark.parametrize("words", ["verify", "topics check", "keys list", "dead-letters list"])
@pytest.mark.parametrize("bus", ["nonsense", "amqp://host"])
def test_a_bus_that_is_none_is_wrong_usage(words: str, bus: str, tmp_path: Path) -> None:
    done = run(*words.split(), cwd=tmp_path, bus=bus)

    assert done.returncode == USAGE
    assert "write kafka://host:9092 or sqlite:///FILE" in one_line(done)


@pytest.mark.parametrize("words", ["verify", "topics check", "keys list", "dead-letters show x"])
def test_a_log_that_is_not_there_is_not_taken_for_an_empty_one(words: str, tmp_path: Path) -> None:
    done = run(*words.split(), cwd=tmp_path)

    assert done.returncode == COULD_NOT
    assert "data/switchboard.db: there is no log" in one_line(done)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["verify", "topics create", "keys create x --scope read"])
def test_a_kafka_that_cannot_be_reached_could_not_do_it(words: str, tmp_path: Path) -> None:
    done = run(*words.split(), cwd=tmp_path, bus="kafka://127.0.0.1:1")

    assert done.returncode == COULD_NOT
    assert "kafka://127.0.0.1:1: the bus does not answer" in one_line(done)


def test_a_service_whose_kafka_cannot_be_reached_says_so_last(tmp_path: Path) -> None:
    done = run("channels", cwd=tmp_path, bus="kafka://127.0.0.1:1", http_port="0", **KEYS)

    assert done.returncode == COULD_NOT
    *logged, last = done.stderr.splitlines()
    assert last.startswith("switchboard: kafka://127.0.0.1:1: the bus does not answer")
    assert all(line.startswith("{") for line in logged)


@pytest.mark.parametrize("blobs", ["ftp://user:secret@host/x", "nonsense"])
@pytest.mark.parametrize("words", ["notifier", "verify"])
def test_a_blob_store_that_is_none_is_wrong_usage(words: str, blobs: str, tmp_path: Path) -> None:
    run("topics", "create", cwd=tmp_path)

    done = run(words, cwd=tmp_path, blobs=blobs, http_port="0", **KEYS)

    assert done.returncode == USAGE
    assert "SWITCHBOARD_BLOBS" in one_line(done)
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    "words", ["up --strategy {}", "topics create", "keys create x --scope act"]
)
def test_a_data_folder_that_cannot_be_made_could_not_do_it(words: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file is in the way")

    done = run(*words.format(STRATEGY).split(), cwd=tmp_path, http_port="0")

    assert done.returncode == COULD_NOT
    assert str(Path("data") / "s") in one_line(done)


def test_a_file_that_is_no_log_could_not_be_opened(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "switchboard.db").write_bytes(b"This is a diary." * 1000)

    done = run("verify", cwd=tmp_path)

    assert done.returncode == COULD_NOT
    assert "data/switchboard.db" in one_line(done)


def test_secrets_that_were_cut_off_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secrets").write_text("only-one\n")

    done = run("up", cwd=tmp_path, strategy=str(STRATEGY), http_port="0")

    assert done.returncode == COULD_NOT
    assert "two lines are wanted" in one_line(done)
