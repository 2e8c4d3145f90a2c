"""docker-compose.yml is what the Compose specification takes, and each service is locked down."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from services.cli.environment import PREFIX
from services.cli.settings import Settings

ROOT = Path(__file__).parents[2]
SPECIFICATION = Path(__file__).parent / "compose-spec" / "compose-spec.json"
OURS = ("topics", "channels", "router", "notifier", "desk")

SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}

Service = dict[str, Any]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.fixture(params=OURS)
def ours(request: pytest.FixtureRequest, compose: dict[str, Any]) -> Service:
    service: Service = compose["services"][request.param]
    return service


def test_the_file_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    validator = Draft202012Validator(json.loads(SPECIFICATION.read_text()))

    assert [error.message for error in validator.iter_errors(compose)] == []


def test_the_vendored_specification_comes_with_its_licence() -> None:
    beside = {file.name for file in SPECIFICATION.parent.iterdir()}

    assert beside >= {"LICENSE", "NOTICE"}


def test_every_service_is_run_by_its_own_command(compose: dict[str, Any]) -> None:
    commands = {name: compose["services"][name]["command"] for name in OURS}

    assert commands == {
        "topics": ["switchboard", "topics", "create"],
        "channels": ["switchboard", "channels"],
        "router": ["switchboard", "router"],
        "notifier": ["switchboard", "notifier"],
        "desk": ["switchboard", "desk"],
    }


def test_nothing_of_ours_can_write_to_its_image_or_gain_rights(ours: Service) -> None:
    assert ours["read_only"] is True
    assert ours["cap_drop"] == ["ALL"]
    assert ours["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in ours
    assert "user" not in ours  # the image says it: 10001


def test_all_of_ours_share_the_bus_the_blobs_and_the_strategy(compose: dict[str, Any]) -> None:
    shared = ("SWITCHBOARD_BUS", "SWITCHBOARD_BLOBS", "SWITCHBOARD_STRATEGY", "SWITCHBOARD_ID_KEY")
    told = {
        tuple(compose["services"][name]["environment"][setting] for setting in shared)
        for name in OURS
    }

    assert len(told) == 1


def test_who_sends_mail_and_who_takes_it_agree_on_who_we_are(compose: dict[str, Any]) -> None:
    for name in ("channels", "notifier"):
        environment = compose["services"][name]["environment"]
        assert {key: environment[key] for key in environment if "MAIL" in key or "OWN" in key} == {
            "SWITCHBOARD_MAIL_FROM": "${SWITCHBOARD_MAIL_FROM:-support@switchboard.example}",
            "SWITCHBOARD_OWN_ADDRESSES": "${SWITCHBOARD_OWN_ADDRESSES:-}",
            "SWITCHBOARD_MAIL_DOMAIN": "${SWITCHBOARD_MAIL_DOMAIN:-}",  # empty: that of MAIL_FROM
        }


def test_the_secrets_stand_in_no_file_and_their_absence_stops_the_start(ours: Service) -> None:
    for secret in ("SWITCHBOARD_ID_KEY", "SWITCHBOARD_TOKEN_KEYS"):
        assert re.fullmatch(rf"\$\{{{secret}:\?.+\}}", ours["environment"][secret])


def test_only_settings_are_set(ours: Service) -> None:
    assert ours["environment"].keys() <= SETTINGS


def test_every_setting_and_no_other_is_explained_in_operations() -> None:
    operations = (ROOT / "docs" / "operations.md").read_text()
    rows = [line.split(" | ")[0] for line in operations.splitlines() if line.startswith("| `SW")]

    assert set(re.findall(r"`(SWITCHBOARD_\w+)`", " ".join(rows))) == SETTINGS


def test_each_service_is_healthy_when_it_says_that_it_is_ready(compose: dict[str, Any]) -> None:
    for name in OURS[1:]:
        service = compose["services"][name]
        port = service["environment"]["SWITCHBOARD_HTTP_PORT"]
        assert service["healthcheck"]["test"] == [
            "CMD",
            "python",
            "/etc/switchboard/ready.py",
            port,
        ]


def test_no_two_services_need_the_same_port(compose: dict[str, Any]) -> None:
    ports = [compose["services"][name]["environment"]["SWITCHBOARD_HTTP_PORT"] for name in OURS[1:]]

    assert len(set(ports)) == len(ports)


def test_ports_are_published_to_this_machine_only(compose: dict[str, Any]) -> None:
    published = [
        port for service in compose["services"].values() for port in service.get("ports", ())
    ]

    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_services_start_after_the_topics_and_topics_after_the_broker(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]

    assert services["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    for name in OURS[1:]:
        after = {"topics": {"condition": "service_completed_successfully"}}
        assert services[name]["depends_on"] == after


def test_a_stop_may_take_longer_than_draining_does(ours: Service) -> None:
    assert int(ours["stop_grace_period"].removesuffix("s")) > 30


def test_each_service_keeps_what_it_writes_in_a_volume(compose: dict[str, Any]) -> None:
    for name in OURS[1:]:
        volumes = compose["services"][name]["volumes"]
        assert volumes == ["blobs:/var/lib/switchboard-blobs", f"{name}:/var/lib/switchboard"]
        assert name in compose["volumes"]


def test_the_strategy_of_the_image_is_a_file_of_this_repository(compose: dict[str, Any]) -> None:
    inside = compose["services"]["router"]["environment"]["SWITCHBOARD_STRATEGY"]

    assert (ROOT / "deploy" / Path(inside).relative_to("/etc/switchboard")).is_file()
