"""The front page names what is here, and nothing that isn't."""

import re

import httpx
import pytest

from switchboard.http.access import Entrance
from switchboard.http.app import app
from switchboard.http.front import front
from tests.http.calling import calling, gate


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', page)


def test_it_leads_to_what_is_here_and_to_nothing_else() -> None:
    assert links(front("Switchboard", {"/docs", "/form", "/v1/cases"})) == ["form", "docs"]
    assert links(front("Switchboard", set())) == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_whoever_opens_the_bare_address_finds_it(method: str) -> None:
    async with calling(gate(Entrance.NOBODY)) as client:
        answer = await client.request(method, "/")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def test_every_link_of_an_application_leads_somewhere() -> None:
    transport = httpx.ASGITransport(app(title="Switchboard"))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        found = links((await client.get("/")).text)
        answers = [await client.get(f"/{link}") for link in found]

    assert found == ["docs"]
    assert [answer.status_code for answer in answers] == [200]
