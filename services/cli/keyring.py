"""API keys: created, listed, revoked, as entries of the directory, so that every instance knows them."""

import secrets
from collections.abc import Sequence
from typing import Final

import orjson
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from services.cli.clock import WallClock
from services.cli.logbook import all_of, enter, visit
from services.cli.say import NO, Wrong, stop, tell
from services.cli.settings import Settings
from switchboard.bus.port import Bus, Draft
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import ApiKey
from switchboard.contracts.topics import DIRECTORY
from switchboard.directory import Directory, api_key_key
from switchboard.http.access import Scope, make_key

_CLOSED: Final = """

It is the first key: from now on nobody is let in without a key, this machine included. Commands
and `make demo` take it from SWITCHBOARD_API_KEY."""


def create(name: str, scopes: Sequence[str], *, as_json: bool) -> None:
    """Create a key and show it: only its hash is kept."""
    issued = make_key(
        name,
        _scopes(scopes),
        id_bytes=secrets.token_bytes(8),
        secret_bytes=secrets.token_bytes(32),
        at=WallClock().now(),
    )
    closed = enter(lambda settings, bus: _added(settings, bus, issued.entry))
    if as_json:
        tell(orjson.dumps({"key_id": issued.entry.key_id, "key": issued.shown}).decode())
    else:
        tell(
            f"{issued.shown}\n\nKeep it: it is shown this once. Send it as Authorization: Bearer <key>."
            f"{_CLOSED if closed else ''}"
        )


def _scopes(given: Sequence[str]) -> list[Scope]:
    known = [scope.value for scope in Scope]
    for scope in given:
        if scope not in known:
            raise Wrong(f"--scope {scope}: there are {', '.join(known)}")
    return [Scope(scope) for scope in dict.fromkeys(given)]


async def _added(settings: Settings, bus: Bus, entry: ApiKey) -> bool:
    """Write the key down. Return whether it is the one that ends letting this machine in without any."""
    opened = settings.bus_url.startswith("sqlite:") and not await _keys(settings, bus)
    await _write(bus, entry)
    return opened


async def _write(bus: Bus, entry: ApiKey) -> None:
    await bus.publish([Draft(DIRECTORY, 0, api_key_key(entry.key_id), encode_entry(entry))])


async def _keys(_settings: Settings, bus: Bus) -> list[ApiKey]:
    directory = Directory()
    directory.apply(await all_of(bus, DIRECTORY))
    return sorted(directory.api_keys(), key=lambda entry: entry.created_at)


def show_all(*, as_json: bool) -> None:
    """List the keys."""
    entries = visit(_keys)
    if as_json:
        for entry in entries:
            shown = {
                "key_id": entry.key_id,
                "name": entry.name,
                "scopes": entry.scopes,
                "created_at": entry.created_at,
                "revoked_at": entry.revoked_at,
            }
            tell(orjson.dumps(shown).decode())
        return
    if not entries:
        tell("No keys.")
        return
    table = Table("Key id", "Name", "Scopes", "State")
    for entry in entries:
        state = "in force" if entry.revoked_at is None else "revoked"
        table.add_row(entry.key_id, entry.name, " ".join(entry.scopes), state)
    Console().print(table)


def revoke(key_id: str) -> None:
    """Revoke a key."""
    entry = next((entry for entry in visit(_keys) if entry.key_id == key_id), None)
    if entry is None:
        stop(NO, f"no key {key_id}; `switchboard keys list` shows what there is")
    if entry.revoked_at is None:
        revoked = replace(entry, revoked_at=WallClock().now())
        visit(lambda _settings, bus: _write(bus, revoked))
    tell(f"{key_id} is revoked.")
