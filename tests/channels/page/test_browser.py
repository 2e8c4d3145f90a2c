"""The form in a real browser, without JavaScript: what a customer sees and does."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.channels.page.window import (
    PHONE,
    WIDE,
    Scheme,
    fills,
    focused,
    gets_focus,
    reference,
    sends,
    shows,
    window,
)
from tests.outside.installation import Installation, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.asyncio(loop_scope="session"),
]
LOOKS = (Path(__file__).parent / "looks.js").read_text()
FIELDS = ["subject", "message", "files", "name", "email", "phone", "customer_number"]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_a_customer_mends_what_was_wrong_and_is_told_a_reference(
    browser: Browser, site: Installation, size: tuple[int, int], tmp_path: Path
) -> None:
    async with window(browser, size, locale="de-DE") as page:
        await page.goto(f"{site.url}/form")
        await fills(page, subject="Pumpe", email="ana at example", name="Ana Prado")
        await page.locator("#files").set_input_files(_file(tmp_path, 3))
        await sends(page)

        assert await page.title() == "Fehler: Kontakt"
        await gets_focus(page, "notice")
        await page.get_by_role("link", name="Das ist keine E-Mail-Adresse").click()
        await gets_focus(page, "email")
        await shows(page, name="Ana Prado")
        assert "foto.png" in await page.locator("#files-note").inner_text()

        words = "\n  Die Pumpe steht <still>.\n\nBitte helfen!\n"
        await fills(page, email=f"ana-{size[0]}@customer.example", message=words)
        await page.locator("#files").set_input_files(_file(tmp_path, 3))
        await sends(page)

        assert await page.title() == "Wir haben Ihre Nachricht"
        await gets_focus(page, "sent")
        told = await reference(page)

    case = _case(site, told)
    (message,) = case["messages"]
    assert (message["channel"], case["subject"], case["language"]) == ("web", "Pumpe", "de")
    until(lambda: _letters_about(site, told))


async def test_a_customer_who_goes_back_and_sends_again_has_written_once(
    browser: Browser, site: Installation
) -> None:
    async with window(browser) as page:
        await page.goto(f"{site.url}/form")
        await fills(page, message="Please call me about my order.", phone="+49 30 901820")
        await sends(page)
        first = await reference(page)
        await page.go_back()

        await shows(page, phone="+49 30 901820")
        await sends(page)
        assert await reference(page) == first

        await page.reload()  # The browser sends it once more.
        assert await reference(page) == first

    assert len(_case(site, first)["messages"]) == 1


async def test_files_that_are_too_large_are_told_so_and_the_words_are_still_there(
    browser: Browser, site: Installation, tmp_path: Path
) -> None:
    async with window(browser) as page:
        await page.goto(f"{site.url}/form")
        await fills(page, name="Ana", email="no address")
        await sends(page)
        await fills(page, message="See the film.", email="")
        await page.locator("#files").set_input_files(_file(tmp_path, 26_000_000))
        await sends(page)

        assert await page.title() == "Error: Your message has not been sent"
        await gets_focus(page, "notice")
        assert "24 MB" in await page.locator("#notice").inner_text()
        await page.go_back()
        await shows(page, message="See the film.", name="Ana")
        await page.locator("#files").set_input_files([])
        await sends(page)
        assert await page.title() == "We have your message"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_everything_can_be_seen_and_hit_on_every_screen(
    browser: Browser, site: Installation, size: tuple[int, int], scheme: Scheme
) -> None:
    complaints = {}
    async with window(browser, size, scheme=scheme, locale="id-ID") as page:
        await page.goto(f"{site.url}/form")
        complaints["empty"] = await page.evaluate(LOOKS)
        await fills(page, email="x" * 300, phone="y")
        await sends(page)
        complaints["faulty"] = await page.evaluate(LOOKS)
        await fills(page, message="w" * 1_000, email="", phone="")
        await sends(page)
        complaints["sent"] = await page.evaluate(LOOKS)

    assert complaints == {"empty": [], "faulty": [], "sent": []}


async def test_what_cannot_be_seen_is_complained_of(browser: Browser, site: Installation) -> None:
    async with window(browser, PHONE) as page:
        await page.goto(f"{site.url}/form")
        style = "h1 {color: #999} #name {border-color: #ddd} #email {width: 400px} nav a {font-size: 8px; padding: 0}"
        await page.evaluate(
            "(style) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style);"
            " document.adoptedStyleSheets = [sheet]; }",
            style,
        )
        found = "\n".join(await page.evaluate(LOOKS))

    for complaint in ("h1#.: text", "input#name.: frame", "wider than the window", "a#.: "):
        assert complaint in found


async def test_a_keyboard_reaches_everything_in_the_order_of_the_page_and_nothing_hidden(
    browser: Browser, site: Installation
) -> None:
    async with window(browser) as page:
        await page.goto(f"{site.url}/form?lang=en")
        way = []
        for _ in range(10):
            await page.keyboard.press("Tab")
            way.append(await focused(page))

    assert way == ["Deutsch", "Bahasa Indonesia", *FIELDS, "Send message"]


async def test_a_screen_reader_hears_each_field_with_its_name_its_hint_and_its_fault(
    browser: Browser, site: Installation
) -> None:
    async with window(browser) as page:
        await page.goto(f"{site.url}/form?lang=en")
        await fills(page, email="nonsense")
        await sends(page)
        heard = await page.locator("body").aria_snapshot()
        email = page.get_by_role("textbox", name="Email address")
        described = [
            await page.locator(f"#{one}").inner_text()
            for one in (await email.get_attribute("aria-describedby") or "").split()
        ]

        assert described[0].startswith("Error: This is not an email address")
        assert described[1] == "For example name@example.com"
        assert await page.get_by_role("group", name="How we can answer you").count() == 1
        assert await page.get_by_role("textbox", name="Message (required)").count() == 1
    assert "alert" in heard
    assert "Leave this field empty" not in heard


async def test_every_language_stands_in_its_own_words(browser: Browser, site: Installation) -> None:
    async with window(browser, locale="id-ID") as page:
        await page.goto(f"{site.url}/form?topic=returns")
        languages = [await page.locator("html").get_attribute("lang")]
        for name in ("Deutsch", "English"):
            await page.get_by_role("link", name=name).click()
            languages.append(await page.locator("html").get_attribute("lang"))
        await fills(page, message="I send it back")
        await sends(page)
        told = await reference(page)

    assert languages == ["id", "de", "en"]
    (message,) = _case(site, told)["messages"]
    assert message["attributes"] == {"topic": "returns"}


def _file(folder: Path, size: int) -> Path:
    file = folder / "foto.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n".ljust(size, b"\0"))
    return file


def _case(site: Installation, told: str) -> dict[str, Any]:
    until(lambda: site.get(f"/v1/cases/{told}").json().get("messages"))
    case: dict[str, Any] = site.get(f"/v1/cases/{told}").json()
    return case


def _letters_about(site: Installation, told: str) -> list[object]:
    letters = site.get("/v1/outbox").json()["letters"]
    plain = told.replace("-", "")
    return [letter for letter in letters if letter["notice_id"].startswith(plain)]
