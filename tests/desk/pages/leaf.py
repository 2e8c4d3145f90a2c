"""A page behind a link as its visitor reads it, and what they press on it."""

from typing import Final

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

from switchboard.contracts.links import Link, LinkTo, path_of
from switchboard.contracts.values import Reference
from tests.desk.matter import ANA, TOKEN_KEYS, later

_WEEK: Final = 7 * 86_400


def link(
    to: LinkTo, reference: Reference, who: str = ANA, what: str = "", *, expires: float = _WEEK
) -> str:
    """Return the path of a link as it stands in a letter."""
    return path_of(TOKEN_KEYS, Link(to, reference, who, later(expires), what, "a-notice"))


class Leaf:
    """One page."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self._tree = LexborHTMLParser(answer.text)

    def all(self, selector: str) -> list[LexborNode]:
        return self._tree.css(selector)

    def texts(self, selector: str) -> list[str]:
        return [" ".join(node.text().split()) for node in self._tree.css(selector)]

    def text(self, selector: str) -> str:
        (found,) = self.texts(selector)
        return found

    @property
    def words(self) -> str:
        """All that can be read."""
        return self.text("body")

    @property
    def language(self) -> str:
        (html,) = self._tree.css("html")
        return html.attributes["lang"] or ""

    @property
    def title(self) -> str:
        return self.text("title")

    def fields(self) -> dict[str, str]:
        """What a browser would send of the form as it stands, without a button."""
        hidden = self._tree.css("form input[type=hidden], form input[type=text], [checked]")
        found = {one.attributes["name"] or "": one.attributes.get("value") or "" for one in hidden}
        areas = self._tree.css("form textarea")
        return found | {one.attributes["name"] or "": one.text() for one in areas}


async def opens(client: httpx.AsyncClient, path: str, **headers: str) -> Leaf:
    """Open a link."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Leaf(await client.get(path, headers=named))


async def presses(
    client: httpx.AsyncClient, path: str, headers: dict[str, str] | None = None, **typed: str
) -> Leaf:
    """Open a link, fill in what is given, press the button and go where the browser is sent."""
    page = await opens(client, path)
    sent = await posts(client, path, headers, **(page.fields() | typed))
    if sent.status != 303:
        return sent
    return await opens(client, path + sent.answer.headers["location"])


async def posts(
    client: httpx.AsyncClient, path: str, headers: dict[str, str] | None = None, **typed: str
) -> Leaf:
    """Send a form as it is."""
    return Leaf(await client.post(path, data=typed, headers=headers))
