"""Faxes by the settings: what is written wrongly stops the start, and a machine that can't read them says so."""

import logging
from collections.abc import AsyncIterator

import pytest

from services.cli.fax_in import fax_routes
from services.cli.say import Wrong
from services.cli.settings import Settings, read_settings
from switchboard.bus.sqlite import SqliteBus
from tests.channels.doorway import door_on
from tests.harness.clock import HandClock


@pytest.fixture
async def bus() -> AsyncIterator[SqliteBus]:
    bus = await SqliteBus.open(":memory:", HandClock())
    yield bus
    await bus.close()


def routes_by(bus: SqliteBus, settings: Settings) -> set[str]:
    router = fax_routes(settings, door_on(bus, HandClock()))
    return {str(getattr(route, "path", "")) for route in router.routes}


async def test_without_any_setting_faxes_come_in(bus: SqliteBus) -> None:
    assert routes_by(bus, Settings()) == {"/v1/fax", "/v1/fax/{provider}"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SWITCHBOARD_FAX_SECRETS", "sinch:5ecret"),
        ("SWITCHBOARD_FAX_SECRETS", "acme=secret"),
        ("SWITCHBOARD_FAX_HOSTS", "media.provider.example"),
    ],
)
async def test_what_is_written_wrongly_stops_the_start_and_is_not_shown(
    bus: SqliteBus, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Wrong, match=name) as fault:
        routes_by(bus, read_settings({name: value}))

    assert value not in str(fault.value)


async def test_a_machine_that_cannot_read_pictures_says_so_once(
    bus: SqliteBus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with caplog.at_level(logging.WARNING):
        routes_by(bus, Settings())

    assert [record.message for record in caplog.records] == [
        "faxes that are pictures will not be read"
    ]
