"""Settings: read once; each from its variable, a secret also from a file; nothing unknown is passed over."""

from pathlib import Path

import pytest

from services.cli.say import Wrong
from services.cli.settings import read_settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SWITCHBOARD_LONG", raising=False)


def test_nothing_must_be_set() -> None:
    settings = read_settings({})

    assert settings.bus_url == "sqlite:///data/switchboard.db"
    assert settings.blobs_url == (Path("data").absolute() / "blobs").as_uri()
    assert settings.domain == "switchboard.example"


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHBOARD_HTTP_PORT", "9000")

    assert read_settings({}).http_port == 9000
    assert read_settings({}, http_port=9001, http_host=None).http_port == 9001


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("SWITCHBOARD_HTTP_PRT", "did you mean SWITCHBOARD_HTTP_PORT?"),
        ("SWITCHBOARD_SMTP_RELAY_FIL", "did you mean SWITCHBOARD_SMTP_RELAY_FILE?"),
        ("SWITCHBOARD_QQQQQQQQQQQQQQQQQQQQ", "see switchboard up --help"),
        ("SWITCHBOARD_SERVICE_HOST", "set enableServiceLinks: false"),
        ("SWITCHBOARD_PORT", "set enableServiceLinks: false"),
        ("SWITCHBOARD_PORT_8080_TCP_ADDR", "set enableServiceLinks: false"),
        ("SWITCHBOARD_DESK_SERVICE_PORT_HTTP", "set enableServiceLinks: false"),
    ],
)
def test_an_unknown_name_stops_the_start_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(Wrong, match="is not a setting") as stopped:
        read_settings({name: "x", "HOME": "/"})

    assert str(stopped.value).startswith(f"{name} is not a setting; ")
    assert hint in str(stopped.value)


def test_other_peoples_names_are_none_of_our_business() -> None:
    settings = read_settings({"SWITCHBOARDING": "1", "PATH": "/bin", "switchboard_x": "1"})

    assert settings == read_settings({})


@pytest.mark.parametrize("name", ["ID_KEY", "TOKEN_KEYS", "SMTP_RELAY"])
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("smtp://relay.example\n")

    settings = read_settings({f"SWITCHBOARD_{name}_FILE": str(tmp_path / "secret")})

    assert getattr(settings, name.lower()).get_secret_value() == "smtp://relay.example"


def test_a_secret_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Wrong, match=r"SWITCHBOARD_ID_KEY_FILE: .*nowhere: No such file"):
        read_settings({"SWITCHBOARD_ID_KEY_FILE": str(tmp_path / "nowhere")})


def test_a_secret_file_that_is_no_text_is_named_without_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xff\xfe")

    with pytest.raises(Wrong, match="not UTF-8") as stopped:
        read_settings({"SWITCHBOARD_ID_KEY_FILE": str(tmp_path / "secret")})

    assert "xff" not in str(stopped.value)


def test_what_is_no_setting_in_a_file_is_unknown_as_a_file_too() -> None:
    with pytest.raises(Wrong, match="SWITCHBOARD_REGION_FILE is not a setting"):
        read_settings({"SWITCHBOARD_REGION_FILE": "/x"})


def test_all_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHBOARD_HTTP_PORT", "many")
    monkeypatch.setenv("SWITCHBOARD_WORKERS", "0")
    monkeypatch.setenv("SWITCHBOARD_LOG_LEVEL", "loud")

    with pytest.raises(Wrong) as stopped:
        read_settings({})

    told = str(stopped.value).split("; ")
    assert [one.partition(":")[0] for one in told] == [
        "SWITCHBOARD_HTTP_PORT", "SWITCHBOARD_WORKERS", "SWITCHBOARD_LOG_LEVEL",
    ]  # fmt: skip


def test_settings_are_shown_without_their_secrets() -> None:
    settings = read_settings({}, id_key="canary" * 6, smtp_relay="smtp://u:canary@relay")

    assert "canary" not in f"{settings!r} {settings}"


def test_our_own_addresses_are_the_sender_and_all_that_are_named() -> None:
    settings = read_settings({}, own_addresses="a@b.example, ,c@d.example", mail_from="x@y.example")

    assert settings.addresses == ("x@y.example", "a@b.example", "c@d.example")
    assert settings.domain == "y.example"
