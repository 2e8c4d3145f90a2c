"""A small application behind the real gate, and somebody who calls it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from switchboard.blobs import NotStored
from switchboard.bus.port import Record, TooLarge, Unavailable
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import ApiKey
from switchboard.contracts.topics import DIRECTORY
from switchboard.contracts.values import Seconds
from switchboard.directory import Directory, api_key_key
from switchboard.http.access import Caller, Entrance, Gate, IssuedKey, Scope, make_key, needs
from switchboard.http.app import app
from switchboard.http.body import Room, require_type
from tests.harness.clock import SUNDAY_NOON


def room(
    *, bytes_: int = 1_000, requests: int = 10, within: float = 5.0, each: int | None = None
) -> Room:
    return Room(bytes_=bytes_, requests=requests, within=Seconds(within), each=each)


def routes(gate: Gate, space: Room) -> APIRouter:
    router = APIRouter()

    @router.get("/read")
    async def read(caller: Caller = Depends(needs(gate, Scope.READ))) -> str:  # noqa: B008, FAST002 - the gate is this call's own
        return caller.key_id

    @router.post("/echo")
    async def echo(request: Request) -> Response:
        require_type(request, "text/plain", "text/csv")
        async with space.body(request, 100) as body:
            return Response(body, media_type="text/plain")

    @router.get("/number/{number}")
    async def number(number: int) -> int:
        return number

    @router.get("/fault/{kind}")
    async def fault(kind: str) -> None:
        faults = {"log": Unavailable("no"), "blobs": NotStored("no"), "size": TooLarge("no")}
        raise faults.get(kind, ValueError("canary"))

    return router


def gate(entrance: Entrance, *keys: ApiKey) -> Gate:
    directory = Directory()
    directory.apply(
        Record(DIRECTORY, 0, n, SUNDAY_NOON, api_key_key(key.key_id), encode_entry(key))
        for n, key in enumerate(keys)
    )
    directory.caught_up()
    return Gate(directory, entrance)


def key(*scopes: Scope, number: int = 1) -> IssuedKey:
    secret = bytes([number]) * 32
    return make_key(
        "shop", scopes, id_bytes=bytes([number]) * 8, secret_bytes=secret, at=SUNDAY_NOON
    )


@asynccontextmanager
async def calling(
    admitted: Gate,
    space: Room | None = None,
    base_url: str = "http://localhost:8080",
    client_address: str = "127.0.0.1",
) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(
        app(routes(admitted, space or room())),
        raise_app_exceptions=False,
        client=(client_address, 4_711),
    )
    async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        yield client
