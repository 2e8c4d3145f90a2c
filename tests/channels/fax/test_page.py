"""What docs/channels.md shows of faxes works as it stands there."""

import re
import shlex
from pathlib import Path

import httpx

from services.channels.door import Door
from services.channels.fax.providers import PROVIDERS
from services.channels.limits import LIMITS
from tests.channels.doorway import HERE
from tests.channels.fax.counter import counter, originals
from tests.channels.fax.paper import written_pdf

PAGE = (Path(__file__).parents[3] / "docs" / "channels.md").read_text("utf-8")
FAX = PAGE.partition("\n## Fax\n")[2].partition("\n## ")[0]


async def test_the_example_is_taken_in(door: Door) -> None:
    [block] = re.findall(r"^```sh\n(.*?)^```", FAX, re.MULTILINE | re.DOTALL)
    words = shlex.split(block.replace("\\\n", " "))
    address = next(word for word in words if word.startswith("http://"))
    headers = dict([words[words.index("-H") + 1].split(": ", 1)])
    assert words[words.index("--data-binary") + 1] == "@fax.pdf"

    async with counter(door) as client:
        url = httpx.URL(address.replace("http://127.0.0.1:8080", HERE))
        answer = await client.post(url, content=written_pdf(["Hello."]), headers=headers)

    assert answer.status_code == 202
    [original] = await originals(door)
    assert original.envelope.sender == "+4930901820"
    assert original.envelope.recipients == ("+4930555010",)


def test_every_provider_is_named() -> None:
    assert [name for name in PROVIDERS if f"`{name}`" not in FAX] == []


def test_the_limits_are_those_of_the_code() -> None:
    for limit in (LIMITS.fax_bytes, LIMITS.fax_webhook_bytes):
        assert f"{limit // 1_000_000} MB" in FAX
    assert f"{LIMITS.fax_pages} pages" in FAX
    assert f"{LIMITS.fax_recognized_within:.0f} seconds together" in FAX
    assert f"{LIMITS.fax_page_pixels // 1_000_000} million" in FAX
    assert f"Up to {LIMITS.fax_documents} documents" in FAX
    assert f"two tries of {LIMITS.fax_fetch_within:.0f} seconds" in FAX
