"""A visitor without a browser: opens the form, reads what it asks, fills it in and sends it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.channels.door import Door
from services.channels.page.http import routes
from services.channels.page.manners import Manners
from switchboard.http.app import app

HERE: Final = "http://localhost"
FIRST_OF_ADDRESS: Final = "198.51.100.7"

File = tuple[str, bytes]


class Page:
    """An answer as the visitor reads it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self._tree = LexborHTMLParser(answer.text)

    def all(self, selector: str) -> list[LexborNode]:
        return self._tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        (found,) = self._tree.css(selector)
        return found

    def text(self, selector: str) -> str:
        return self.one(selector).text(strip=True)

    def attribute(self, selector: str, name: str) -> str:
        return self.one(selector).attributes[name] or ""

    @property
    def language(self) -> str:
        return self.attribute("html", "lang")

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def reference(self) -> str:
        return self.text("#reference")

    @property
    def notice(self) -> str:
        return self.text("#notice")

    @property
    def faulty(self) -> list[str]:
        """The fields that have to be mended."""
        return [node.attributes["id"] or "" for node in self.all("[aria-invalid=true]")]

    def kept(self) -> dict[str, str]:
        """What stands in the fields, hidden ones included."""
        inputs = {
            node.attributes["name"] or "": node.attributes.get("value") or ""
            for node in self.all("form input:not([type=file])")
        }
        # The parser drops the line break after the tag, as a browser does.
        return inputs | {"message": self.one("textarea").text()}


class Visitor:
    """Somebody at the form."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def opens(self, address: str = "/form", headers: Mapping[str, str] | None = None) -> Page:
        return Page(await self.client.get(address, headers=headers))

    async def sends(
        self,
        page: Page,
        words: Mapping[str, str],
        files: Sequence[File] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Fill in the form of a page and send it, as a browser would."""
        action = page.attribute("form", "action")
        fields = page.kept() | dict(words)
        parts = [(name, (None, text.encode())) for name, text in fields.items()]
        chosen = [("files", file) for file in files] or [("files", ("", b""))]
        answer = await self.client.post(f"/{action}", files=[*parts, *chosen], headers=headers)
        return Page(answer)

    async def writes(self, words: str | Mapping[str, str], files: Sequence[File] = ()) -> Page:
        """Open the form, fill it in (or only its message) and send it."""
        filled = {"message": words} if isinstance(words, str) else words
        return await self.sends(await self.opens(), filled, files)


@asynccontextmanager
async def visiting(
    door: Door, manners: Manners | None = None, address: str = FIRST_OF_ADDRESS
) -> AsyncIterator[Visitor]:
    """Somebody who comes from an address of the Internet."""
    transport = httpx.ASGITransport(app(routes(door, manners)), client=(address, 4_711))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield Visitor(client)
