"""Letters as a mail program shows them: legible on every screen, and nothing in them runs or is fetched."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Request

from services.cli.bundles import gather
from switchboard.strategy.compile import compile_bundle
from tests.channels.page.hostile import OURS, corpus
from tests.channels.page.window import WIDE, Scheme, window
from tests.notifier.shown import EXAMPLE, LANGUAGES, shown

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.asyncio(loop_scope="session"),
]
LOOKS = (Path(__file__).parents[1] / "channels/page/looks.js").read_text("utf-8")
PROGRAM = compile_bundle(gather(EXAMPLE))
PHONE = (390, 844)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 3
ARABIC = "مريم بنت عبد الله"
SPY = "window.ran = 0; for (const f of ['alert', 'prompt', 'confirm']) window[f] = () => { window.ran += 1; };"
ELEMENTS = "script, img, svg, iframe, object, embed, link, base, form, input, button, textarea, meta[http-equiv]"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_every_letter_can_be_read_on_every_screen(
    browser: Browser, size: tuple[int, int], scheme: Scheme, language: str
) -> None:
    complaints = {}
    async with window(browser, size, scheme=scheme, script=True) as page:
        for called, letter in shown(PROGRAM, language, name=ARABIC, subject=LONG, words=LONG):
            await page.set_content(letter.html or "")
            complaints[called] = await page.evaluate(LOOKS)

    assert {called: found for called, found in complaints.items() if found} == {}


async def test_what_cannot_be_read_is_complained_of(browser: Browser) -> None:
    _, letter = next(shown(PROGRAM, "en"))
    async with window(browser, PHONE, script=True) as page:
        await page.set_content((letter.html or "").replace("#0f172a", "#eeeeee"))

        assert await page.evaluate(LOOKS)


async def test_nothing_that_customers_write_runs_or_is_fetched(browser: Browser) -> None:
    hostile = [*OURS, *corpus()]
    seen: list[str] = []
    async with window(browser, script=True) as page:
        await page.add_init_script(SPY)
        watch(page, seen)
        for start in range(0, len(hostile), 40):
            told = " ".join(hostile[start : start + 40])
            words = "\n".join(hostile[start : start + 40])
            for called, letter in shown(PROGRAM, "en", name=told, subject=told, words=words):
                await page.set_content(letter.html or "")
                seen += [f"{called}: {one}" for one in await strange(page)]

    assert seen == []


async def test_customers_words_lead_nowhere_and_links_of_ours_to_us_alone(
    browser: Browser,
) -> None:
    words = "Pay here:\nhttps://evil.example/pay\n\ue000link\ue001"
    async with window(browser, script=True) as page:
        for called, letter in shown(PROGRAM, "en", name="Eve", subject=words, words=words):
            await page.set_content(letter.html or "")
            leads = await page.evaluate(
                "() => [...document.querySelectorAll('a')].map((a) => a.href)"
            )

            staff = called.startswith(("alert", "assignment", "information"))
            ours = [one for one in leads if one.startswith("https://help.acme.example/")]
            assert leads
            assert leads == ours or not staff, called


def watch(page: Page, seen: list[str]) -> None:
    """Note whatever a letter asks the browser for."""

    def asked(request: Request) -> None:
        if not request.url.startswith("about:"):
            seen.append(f"request {request.url}")

    page.on("request", asked)
    page.on("dialog", lambda dialog: seen.append(f"dialog {dialog.message}"))


async def strange(page: Page) -> list[str]:
    """Return what a letter does not have, and whether anything ran."""
    found: list[str] = await page.evaluate(
        "(all) => [...document.querySelectorAll(all)].map((one) => one.outerHTML)", ELEMENTS
    )
    attributes: list[str] = await page.evaluate(
        "() => [...document.querySelectorAll('*')].flatMap((one) =>"
        " one.getAttributeNames().filter((name) => name.startsWith('on')))"
    )
    return [*found, *attributes, *(["ran"] if await page.evaluate("window.ran") else [])]
