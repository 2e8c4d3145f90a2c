"""The pages behind links in a real browser, without JavaScript: what customers and staff see and press."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from services.cli.clock import WallClock
from switchboard.contracts.links import Link, LinkTo, path_of
from switchboard.contracts.reference import parse_reference
from switchboard.contracts.values import Clock, Opinion, UnixSeconds
from switchboard.strategy.phrases import phrases
from tests.channels.page import window as windows
from tests.channels.page.hostile import OURS, corpus
from tests.channels.page.window import PHONE, WIDE, Scheme, focused, gets_focus, window
from tests.harness.browser import PATIENCE
from tests.outside.installation import ID_KEY, TOKEN_KEYS, Installation, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.asyncio(loop_scope="session"),
]
LOOKS = (Path(windows.__file__).parent / "looks.js").read_text()
KEYS = [sha256(TOKEN_KEYS.encode()).digest()]
BROKEN = "Die Pumpe startet nicht mehr, wir haben einen Ausfall in der ganzen Anlage."
LATIN = {"id": "Pompa kami rusak dan tidak menyala sejak pagi.", "de": BROKEN}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A running installation whose links the tests can sign."""
    installation = Installation(
        tmp_path_factory.mktemp("pages"),
        id_key=ID_KEY,
        token_keys=TOKEN_KEYS,
        form_rate="1000000",
        smtp_port="0",
    )
    try:
        installation.start()
        yield installation
        assert not installation._process_ended(), installation.logs.read_text()[-3_000:]
    finally:
        installation.end()


def opened(site: Installation, name: str, text: str = BROKEN, **more: object) -> dict[str, Any]:
    """Return a new case of somebody."""
    body = {"from": {"email": f"{name}@customer.example", "name": name}, "text": text, **more}
    return site.case(site.post("/v1/inquiries", body).json()["status_url"])


def link(site: Installation, case: dict[str, Any], to: LinkTo, who: str, what: str = "") -> str:
    """Return the address of a page, as it stands in a letter."""
    reference = parse_reference(case["reference"])
    assert reference
    ends = UnixSeconds(WallClock().now() + 3_600)
    return site.url + path_of(KEYS, Link(to, reference, who, ends, what, "n"))


async def presses(page: Page, button: str) -> None:
    """Press a button and wait for the page that comes."""
    async with page.expect_navigation(timeout=PATIENCE):
        await page.get_by_role("button", name=button).click()


def messages(site: Installation, case: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.get(f"/v1/cases/{case['reference']}").json()["messages"]
    return found


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_a_customer_looks_how_their_matter_stands_and_adds_something(
    browser: Browser, site: Installation, size: tuple[int, int]
) -> None:
    case = opened(site, f"ana{size[0]}")
    who = f"mailto:ana{size[0]}@customer.example"
    async with window(browser, size) as page:
        await page.goto(link(site, case, LinkTo.STATUS, who))

        assert await page.title() == "So steht es um Ihr Anliegen · Acme Pumpen"
        assert await page.locator("#reference").inner_text() == case["reference"]
        assert "Technischer Service" in await page.locator("main").inner_text()
        await page.get_by_label("Etwas hinzufügen").fill("Jetzt raucht sie <auch>.\nBitte schnell!")
        await presses(page, "Senden")

        await gets_focus(page, "good")
        assert "Danke." in await page.locator("#good").inner_text()
        await page.reload()
        assert await page.locator("#words").input_value() == ""

    until(lambda: len(messages(site, case)) == 2)
    assert messages(site, case)[1]["text"] == "Jetzt raucht sie <auch>.\nBitte schnell!"
    assert site.get(f"/v1/cases/{case['reference']}").json()["flags"] == []


async def test_a_customer_who_writes_too_much_keeps_every_word(
    browser: Browser, site: Installation
) -> None:
    case = opened(site, "eva")
    async with window(browser) as page:
        await page.goto(link(site, case, LinkTo.STATUS, "mailto:eva@customer.example"))
        await page.locator("#words").fill("w" * 20_001)
        await presses(page, "Senden")

        assert (await page.title()).startswith("Fehler: ")
        assert await page.locator("#words").input_value() == "w" * 20_001
        assert "20.000" in await page.locator("#words-fault").inner_text()


async def test_a_customer_says_how_it_was_by_one_button_and_may_think_again(
    browser: Browser, site: Installation
) -> None:
    case = opened(site, "jan")
    site.post(f"/v1/cases/{case['reference']}/actions?wait=30s", {"type": "resolve", "by": "m"})
    who = "mailto:jan@customer.example"
    path = link(site, case, LinkTo.OUTCOME, who, Opinion.SATISFIED)
    async with window(browser) as page:
        await page.goto(path)
        await page.get_by_label("Möchten Sie uns mehr sagen?").fill("Schnell & freundlich")
        await presses(page, "Senden")
        assert await page.locator("h1").inner_text() == "Danke"
        await page.get_by_role("link", name="Solange dieser Link gilt").click()
        await page.get_by_label(phrases("de").opinion[Opinion.ALIENATED]).check()
        await presses(page, "Senden")

    until(lambda: len(_said(site, case)) == 2)
    assert [one["by"] for one in _said(site, case)] == ["customer", "customer"]


def _said(site: Installation, case: dict[str, Any]) -> list[dict[str, Any]]:
    actions = site.get(f"/v1/cases/{case['reference']}").json()["actions"]
    return [one for one in actions if one["type"] == "opinion.given"]


async def test_staff_read_a_case_and_claim_it_and_a_colleague_comes_too_late(
    browser: Browser, site: Installation
) -> None:
    case = opened(site, "kim", subject="Pumpe <3>")
    async with window(browser) as page, window(browser) as other:
        await page.goto(link(site, case, LinkTo.TASK, "staff:m.hansen"))
        await other.goto(link(site, case, LinkTo.TASK, "mailto:service@example.com"))
        assert await page.locator(".words").inner_text() == BROKEN
        await presses(page, "I take it")
        assert await page.locator("#standing").inner_text() == "You have this case."

        await other.get_by_label("Who are you?").last.fill("a.meier")
        await presses(other, "I take it")
        await gets_focus(other, "notice")
        assert "m.hansen has this case." in await other.locator("#standing").inner_text()

    assert site.get(f"/v1/cases/{case['reference']}").json()["assignee"] == "m.hansen"


async def test_staff_silence_a_case_and_are_told_what_is_not_so(
    browser: Browser, site: Installation
) -> None:
    case = opened(site, "leo")
    path = link(site, case, LinkTo.ALERT, "staff:m.hansen", Clock.FIRST_RESPONSE)
    async with window(browser, PHONE) as page:
        await page.goto(path)
        await presses(page, "Silence for 4 h")
        assert "No alert of this case comes until" in await page.locator("#good").inner_text()
        await presses(page, "I'm on it")
        await gets_focus(page, "notice")
        assert "no alert of first_response" in await page.locator("#notice").inner_text()

    done = site.get(f"/v1/cases/{case['reference']}").json()["outcomes"]
    assert [(one["type"], one["by"], one["accepted"]) for one in done] == [
        ("alerts.silenced", "m.hansen", True),
        ("alert.acknowledged", "m.hansen", False),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_everything_can_be_seen_and_hit_on_every_screen(
    browser: Browser, site: Installation, size: tuple[int, int], scheme: Scheme
) -> None:
    case = opened(site, f"mo{size[0]}{scheme}", LATIN["id"], subject="w" * 180)
    who = f"mailto:mo{size[0]}{scheme}@customer.example"
    service = "mailto:service@example.com"
    complaints = {}
    async with window(browser, size, scheme=scheme, locale="id-ID") as page:
        await page.goto(link(site, case, LinkTo.STATUS, who))
        complaints["status"] = await page.evaluate(LOOKS)
        await presses(page, "Kirim")
        complaints["faulty"] = await page.evaluate(LOOKS)
        await page.locator("#words").fill("w" * 1_000)
        await presses(page, "Kirim")
        complaints["thanks"] = await page.evaluate(LOOKS)
        await page.goto(link(site, case, LinkTo.OUTCOME, who))
        complaints["outcome"] = await page.evaluate(LOOKS)
        await presses(page, "Kirim")
        complaints["unsaid"] = await page.evaluate(LOOKS)
        await page.locator("input[type=radio]").first.check()
        await presses(page, "Kirim")
        complaints["given"] = await page.evaluate(LOOKS)
        await page.goto(link(site, case, LinkTo.ALERT, service))
        complaints["alert"] = await page.evaluate(LOOKS)
        await page.goto(link(site, case, LinkTo.TASK, service))
        complaints["task"] = await page.evaluate(LOOKS)
        await presses(page, "Saya ambil")
        complaints["nobody"] = await page.evaluate(LOOKS)
        await page.goto(f"{site.url}/s/nothing")
        complaints["sorry"] = await page.evaluate(LOOKS)

    assert {name: found for name, found in complaints.items() if found} == {}


async def test_a_keyboard_reaches_everything_in_the_order_of_the_page(
    browser: Browser, site: Installation
) -> None:
    case = opened(site, "tab")
    path = link(site, case, LinkTo.OUTCOME, "mailto:tab@customer.example", Opinion.SATISFIED)
    async with window(browser) as page:
        await page.goto(f"{path}?lang=en")
        way = []
        for _ in range(5):
            await page.keyboard.press("Tab")
            way.append(await focused(page))

    assert way == ["Deutsch", "Bahasa Indonesia", "opinion-2", "words", "Send"]


async def test_a_screen_reader_hears_what_is_asked_and_what_became_of_it(
    browser: Browser, site: Installation
) -> None:
    case = opened(site, "ear")
    async with window(browser) as page:
        await page.goto(
            link(site, case, LinkTo.OUTCOME, "mailto:ear@customer.example") + "?lang=en"
        )
        group = page.get_by_role("group", name="How do you feel about what we did for you?")
        assert await group.get_by_role("radio").count() == len(Opinion)
        await presses(page, "Send")
        heard = await page.locator("body").aria_snapshot()

    assert "alert:" in heard


async def test_nothing_that_people_wrote_runs_on_the_pages_of_staff(
    browser: Browser, site: Installation
) -> None:
    hostile = [*OURS, *corpus()]
    case = opened(
        site,
        "evil",
        "\n".join(hostile),
        subject="".join(OURS)[:900].replace("\u2028", " "),
    )
    async with window(browser, script=True) as page:
        await page.add_init_script(
            "window.ran = 0; for (const f of ['alert', 'prompt', 'confirm']) window[f] = () => { window.ran += 1; };"
        )
        seen: list[str] = []
        page.on("dialog", lambda dialog: seen.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: seen.append(f"script {error}"))
        page.on("console", lambda said: seen.append(f"console {said.text}"))
        for to in (LinkTo.TASK, LinkTo.ALERT):
            await page.goto(link(site, case, to, "staff:m.hansen"))
            elements = "script, img, svg, iframe, object, embed, link, base, meta[http-equiv]"
            assert await page.locator(elements).count() == 0
            assert await page.evaluate("window.ran") == 0
        await page.goto(link(site, case, LinkTo.TASK, "staff:m.hansen"))
        shown = await page.locator(".words").text_content()

    assert shown == messages(site, case)[0]["text"]
    assert seen == []
