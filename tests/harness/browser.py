"""A real browser: Debian's Chromium, one for the whole session, which never leaves this machine.

Where there is none its tests are skipped, loudly; with `CI=true` that is a failure.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, async_playwright

PATIENCE: Final = 120_000.0
"""Milliseconds for whatever a browser does: machines are slow and shared."""
_ARGUMENTS: Final = (
    "--no-sandbox",  # There is no user namespace in a container; what it opens is ours.
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class NoBrowser(Exception):
    """This machine has none."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Give the browser. Raises NoBrowser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise NoBrowser("install chromium (Debian: apt-get install chromium)")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=path, args=list(_ARGUMENTS), timeout=PATIENCE
        )
        yield browser
        await browser.close()


def is_demanded() -> bool:
    """Tell whether a missing browser is a failure here."""
    return bool(os.environ.get("CI"))
