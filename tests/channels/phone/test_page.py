"""What docs/channels.md shows of the telephone works as it stands there."""

import json
import re
import shlex
from pathlib import Path

import httpx

from services.channels import originals
from services.channels.limits import LIMITS
from services.channels.phone.quality import MARK
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import ORIGINALS
from tests.channels.doorway import HERE, records
from tests.channels.phone.calls import read, read_json

PAGE = (Path(__file__).parents[3] / "docs" / "channels.md").read_text("utf-8")
TELEPHONE = PAGE.partition("\n## Telephone\n")[2].partition("\n## ")[0]


def _block(language: str) -> str:
    [found] = re.findall(rf"^```{language}\n(.*?)^```", TELEPHONE, re.MULTILINE | re.DOTALL)
    return str(found)


async def test_the_example_is_taken_in_and_says_what_it_shows(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    words = shlex.split(_block("sh").replace("\\\n", " ").replace("$'", "'"))
    url = next(word for word in words if word.startswith("http://")).replace(
        "http://127.0.0.1:8080", HERE
    )
    body = words[words.index("--data-binary") + 1].replace("\\n", "\n")

    answer = await client.post(url, content=body, headers={"content-type": "text/plain"})

    assert answer.status_code == 202
    [record] = await records(bus, ORIGINALS)
    assert originals.decode(record.value).envelope.sender == "+49301234567"
    assert read(body).text == "The pump stops."


def test_our_own_form_of_a_call_is_read_to_its_last_field() -> None:
    said = read_json(json.loads(_block("json")))

    assert (said.name, said.sender, said.to) == (
        "Ana Torres",
        ("tel:+49301234567",),
        ("tel:+4989112233",),
    )
    assert (said.text, said.language, said.duration) == ("The pump stops.", "en", 95.0)
    assert said.full_text.splitlines()[1] == f"[00:02] Customer: The pump{MARK} stops."
    assert said.quality == 0.793


def test_the_limits_are_those_of_the_code() -> None:
    assert f"{LIMITS.transcript_bytes // 1_000_000} MB" in TELEPHONE
    assert f"{LIMITS.transcript_turns:,} turns" in TELEPHONE
    assert f"{LIMITS.transcript_lines:,} lines" in TELEPHONE
    assert f"| {LIMITS.call_id} |" in TELEPHONE
