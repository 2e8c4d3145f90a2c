"""The form of a running installation: what its owner sees of it, and what they can switch off."""

from pathlib import Path

import httpx
import pytest

from tests.channels.page.hostile import OURS
from tests.channels.page.visit import Page, Visitor
from tests.outside.installation import Installation

CANARY = "zeisig"  # In every word that somebody writes, and in nothing of ours.


async def visits(site: Installation) -> list[Page]:
    """Have everything happen that can, with the canary in all of it."""
    words = {"message": f"{CANARY} sings", "name": CANARY, "subject": CANARY}
    async with httpx.AsyncClient(base_url=site.url, timeout=60) as client:
        visitor = Visitor(client)
        page = await visitor.opens()
        return [
            await visitor.opens(f"/form?topic={CANARY}&lang={CANARY}"),
            await visitor.sends(page, words | {"ticket": CANARY}),
            await visitor.sends(page, words, headers={"Origin": f"http://{CANARY}.example"}),
            await visitor.sends(page, words | {"email": CANARY, "phone": CANARY}),
            await visitor.sends(page, words, [(f"{CANARY}.txt", CANARY.encode())]),
            await visitor.sends(page, words | {"website": CANARY}),
        ]


async def test_nothing_that_visitors_write_is_in_the_logs_or_the_figures(
    site: Installation,
) -> None:
    told = await visits(site)

    assert [page.status for page in told] == [200, 422, 403, 422, 200, 200]
    assert CANARY not in site.logs.read_text().lower()
    figures = site.get("/metrics").text
    assert CANARY not in figures
    assert 'form_posts_total{ending="taken"}' in figures


async def test_who_opens_the_bare_address_is_led_to_the_form(site: Installation) -> None:
    assert Page(site.get("/")).attribute('a[href="form"]', "href") == "form"


def test_the_owner_can_switch_it_off(tmp_path: Path) -> None:
    installation = Installation(tmp_path, form="off", smtp_port="0")
    try:
        installation.start()
        answers = [installation.get("/form"), installation.send("POST", "/form", b"")]
        front = installation.get("/").text
        said = installation.said.read_text()
    finally:
        installation.end()

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "form" not in front
    assert "/form" not in said


@pytest.mark.parametrize("language", OURS)
def test_whatever_stands_in_the_address_is_no_language_and_no_topic(
    site: Installation, language: str
) -> None:
    answer = httpx.get(f"{site.url}/form", params={"lang": language, "topic": language})

    assert answer.status_code == 200
    assert Page(answer).attribute("form", "action") == "form?lang=en"
