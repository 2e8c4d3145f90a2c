"""What a container would get, a process here gets; only places differ."""

from pathlib import Path

import pytest

from tests.faults.compose import ROOT, SERVICES, Place, recipe

OWNER = {"SWITCHBOARD_ID_KEY": "id", "SWITCHBOARD_TOKEN_KEYS": "tokens"}
PLACE = Place("127.0.0.1:19092", Path("/tmp/town"), 18_080)


def test_the_command_is_the_one_in_the_file() -> None:
    assert recipe("router", PLACE, OWNER).command == ("switchboard", "router")
    assert recipe("topics", PLACE, OWNER).command == ("switchboard", "topics", "create")


def test_places_of_the_container_become_places_of_this_machine() -> None:
    environment = recipe("router", PLACE, OWNER, "router-2").environment

    assert environment["SWITCHBOARD_BUS"] == "kafka://127.0.0.1:19092"
    assert environment["SWITCHBOARD_BLOBS"] == "file:///tmp/town/blobs"
    assert environment["SWITCHBOARD_DATA"] == "/tmp/town/router-2"
    assert environment["SWITCHBOARD_HTTP_PORT"] == "18080"
    assert environment["SWITCHBOARD_HTTP_HOST"] == "127.0.0.1"
    assert Path(environment["SWITCHBOARD_STRATEGY"]).is_relative_to(ROOT)


def test_all_share_the_owner_s_secrets_and_the_blobs() -> None:
    recipes = [recipe(name, PLACE, OWNER).environment for name in SERVICES]

    assert {one["SWITCHBOARD_ID_KEY"] for one in recipes} == {"id"}
    assert len({one["SWITCHBOARD_BLOBS"] for one in recipes}) == 1
    assert len({one["SWITCHBOARD_DATA"] for one in recipes}) == len(SERVICES)


def test_a_secret_that_its_owner_does_not_give_stops_the_start() -> None:
    with pytest.raises(AssertionError, match="SWITCHBOARD_ID_KEY is wanted"):
        recipe("router", PLACE, {})


def test_what_has_a_default_takes_it() -> None:
    assert recipe("channels", PLACE, OWNER).environment["SWITCHBOARD_STATUS_URL"] == (
        "http://localhost:8083"
    )
    given = {**OWNER, "SWITCHBOARD_STATUS_URL": "https://acme.example"}
    assert recipe("channels", PLACE, given).environment["SWITCHBOARD_STATUS_URL"] == (
        "https://acme.example"
    )


def test_what_has_no_value_comes_from_the_owner_or_not_at_all() -> None:
    assert "SWITCHBOARD_SMTP_RELAY" not in recipe("notifier", PLACE, OWNER).environment
    given = {**OWNER, "SWITCHBOARD_SMTP_RELAY": "smtp://127.0.0.1:25"}
    assert (
        recipe("notifier", PLACE, given).environment["SWITCHBOARD_SMTP_RELAY"]
        == "smtp://127.0.0.1:25"
    )
