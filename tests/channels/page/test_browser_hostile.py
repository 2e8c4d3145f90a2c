"""The form in a browser that runs scripts, before people who would like it to run theirs."""

from collections.abc import Iterator, Sequence

import pytest
from playwright.async_api import Browser, ConsoleMessage, FilePayload, Page

from tests.channels.page.hostile import OURS, corpus
from tests.channels.page.outsider import Website
from tests.channels.page.window import fills, reference, sends, shows, window
from tests.outside.installation import Installation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.asyncio(loop_scope="session"),
]
REFUSED = (
    "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
)
LINES = ("subject", "name", "phone", "customer_number")
SPY = "window.ran = 0; for (const f of ['alert', 'prompt', 'confirm']) window[f] = () => { window.ran += 1; };"


def handfuls(strings: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(strings), size):
        yield strings[start : start + size]


class Witness:
    """Sees whether a page runs, fetches or asks for anything that it should not."""

    def __init__(self, page: Page, site: Installation) -> None:
        self._page = page
        self.seen: list[str] = []
        page.on("dialog", lambda dialog: self.seen.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: self.seen.append(f"script {error}"))
        page.on("console", self._hears)
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(f"{site.url}/form")
                else self.seen.append(f"request {request.url}")
            ),
        )

    def _hears(self, said: ConsoleMessage) -> None:
        if said.text != REFUSED:
            self.seen.append(f"console {said.text}")

    async def looks(self) -> None:
        """Look at the page as it is now: what the form has, and not one element more."""
        elements = "script, img, svg, iframe, object, embed, link, base, meta[http-equiv]"
        if await self._page.evaluate("window.ran"):
            self.seen.append("something ran")
        self.seen += [
            f"element {found}"
            for found in await self._page.evaluate(
                "(all) => [...document.querySelectorAll(all)].map((one) => one.outerHTML)", elements
            )
        ]
        if await self._page.locator("form").count() > 1:
            self.seen.append("another form")


async def test_nothing_that_is_typed_runs_and_all_of_it_is_shown_as_it_was_typed(
    browser: Browser, site: Installation
) -> None:
    async with window(browser, script=True) as page:
        await page.add_init_script(SPY)
        witness = Witness(page, site)
        for hostile in handfuls([*OURS, *corpus()], 4 * len(LINES)):
            typed = {field: " ".join(hostile[n::4]) for n, field in enumerate(LINES)}
            await page.goto(f"{site.url}/form")
            await fills(page, message="\n".join(hostile), email="nobody", **typed)
            name = hostile[0].replace("/", "_")
            file = FilePayload(name=name, mimeType=hostile[0], buffer=b"")
            await page.locator("#files").set_input_files([file])
            await sends(page)

            await witness.looks()
            shown = {field: await page.locator(f"#{field}").input_value() for field in typed}
            assert shown == {field: " ".join(text.split()) for field, text in typed.items()}
            assert await page.locator("#message").input_value() == "\n".join(hostile)

    assert witness.seen == []


async def test_not_even_a_script_that_got_in_would_run(
    browser: Browser, site: Installation
) -> None:
    async with window(browser, script=True) as page:
        await page.goto(f"{site.url}/form")
        ran = await page.evaluate(
            """() => new Promise((told) => {
              document.addEventListener("securitypolicyviolation", (event) => told(event.effectiveDirective));
              const script = document.createElement("script");
              script.textContent = "document.title = 'mine'";
              document.body.append(script);
            })"""
        )

        assert ran == "script-src-elem"
        assert await page.title() == "Contact us"


async def test_whom_the_owner_names_can_show_the_form_in_a_frame_and_it_works_there(
    browser: Browser, site: Installation, partner: Website
) -> None:
    partner.page = f'<iframe src="{site.url}/form?lang=en"></iframe>'
    async with window(browser) as page:
        await page.goto(partner.origin)
        frame = page.frame_locator("iframe")
        await frame.locator("#message").fill("From a partner's page")
        await frame.locator("button").click()

        assert "-" in await frame.locator("#reference").inner_text()


async def test_nobody_else_can_show_the_form_in_a_frame(
    browser: Browser, site: Installation, stranger: Website
) -> None:
    stranger.page = f'<iframe src="{site.url}/form?lang=en"></iframe>'
    async with window(browser) as page:
        await page.goto(stranger.origin)
        (_, frame) = page.frames

        assert frame.url.startswith("chrome-error:")
        assert await frame.locator("#message").count() == 0


async def test_a_strangers_page_cannot_send_in_a_visitors_name_and_the_visitor_can(
    browser: Browser, site: Installation, stranger: Website
) -> None:
    ticket = site.get("/form").text.partition('name="ticket" value="')[2].partition('"')[0]
    stranger.page = (
        f'<form action="{site.url}/form" method="post" enctype="multipart/form-data">'
        f'<input name="ticket" value="{ticket}"><input name="message" value="Not mine"><button>Win!</button></form>'
    )
    async with window(browser) as page:
        await page.goto(stranger.origin)
        await sends(page)

        assert await page.title() == "Error: Contact us"
        assert "another website" in await page.locator("#notice").inner_text()
        await shows(page, message="Not mine")
        await sends(page)
        assert "-" in await reference(page)
