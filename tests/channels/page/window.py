"""A window of the real browser, and what a visitor does in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Literal

from playwright.async_api import Browser, Page, expect

from tests.harness.browser import PATIENCE

Scheme = Literal["light", "dark"]

WIDE: Final = (1280, 900)
PHONE: Final = (320, 640)
"""What WCAG 1.4.10 asks for."""


@asynccontextmanager
async def window(
    browser: Browser,
    size: tuple[int, int] = WIDE,
    *,
    scheme: Scheme = "light",
    locale: str = "en-GB",
    script: bool = False,
) -> AsyncIterator[Page]:
    """Open a window of its own, with nothing remembered; scripts only where `script`."""
    context = await browser.new_context(
        java_script_enabled=script,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale=locale,
    )
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    try:
        yield page
    finally:
        await context.close()


async def fills(page: Page, **words: str) -> None:
    """Type into fields by their ids."""
    for field, text in words.items():
        await page.locator(f"#{field}").fill(text)


async def sends(page: Page) -> None:
    """Press the one button there is, and wait for the page that comes."""
    async with page.expect_navigation(timeout=PATIENCE):
        await page.locator("button").click()


async def reference(page: Page) -> str:
    """Return what the confirmation shows."""
    return await page.locator("#reference").inner_text()


async def gets_focus(page: Page, field: str) -> None:
    """Wait until something has the focus: browsers give it when they draw the page."""
    await page.locator(f"#{field}:focus").wait_for(state="attached")


async def shows(page: Page, **words: str) -> None:
    """Wait until fields hold these words."""
    for field, text in words.items():
        await expect(page.locator(f"#{field}")).to_have_value(text, timeout=PATIENCE)


async def focused(page: Page) -> str:
    """Return the id of what has the focus; its text where it has none."""
    at = page.locator(":focus")
    return await at.get_attribute("id") or await at.inner_text()
