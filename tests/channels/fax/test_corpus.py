"""Documents that other projects collected to break readers: each has an answer, within the limits of a worker."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from services.channels.limits import LIMITS
from services.channels.readers import Readers
from services.channels.reading import Job, Unread
from services.channels.said import Said
from switchboard.contracts.values import Channel
from tests.channels.fax.paper import require_eyes

CORPUS = Path(__file__).parents[4] / "shared" / "testdata" / "fax"
FOLDERS = [CORPUS / "pillow", CORPUS / "pdf_qpdf"]
_OUT_OF_LIMITS = ("took longer", "too much memory", "broke the reader", "reading it failed")

pytestmark = pytest.mark.skipif(
    not all(folder.is_dir() for folder in FOLDERS),
    reason="the corpora lie beside the working tree, not in it",
)


def listed(folder: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((folder / "manifest.json").read_text())
    return {name: one for name, one in found.items() if (folder / name).is_file()}


async def answers(folder: Path) -> dict[str, Said | Unread]:
    readers = Readers(2, LIMITS)
    try:
        jobs = {
            name: readers.read(Job(data=(folder / name).read_bytes(), channel=Channel.FAX))
            for name in listed(folder)
        }
        return dict(zip(jobs, await asyncio.gather(*jobs.values()), strict=True))
    finally:
        await readers.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
async def test_each_is_read_or_refused_with_its_reason(folder: Path) -> None:
    require_eyes()
    manifest = listed(folder)
    found = await answers(folder)

    whys = {name: one.why for name, one in found.items() if isinstance(one, Unread)}
    assert not {name: why for name, why in whys.items() if any(w in why for w in _OUT_OF_LIMITS)}
    pages = {name: one.pages for name, one in found.items() if isinstance(one, Said)}
    known = {name: one["pages"] for name, one in manifest.items() if one["pages"] is not None}
    assert {name: pages[name] for name in known if name in pages} == {
        name: count for name, count in known.items() if name in pages
    }
    assert not {name for name, one in manifest.items() if one.get("cls") == "encrypted"} & set(
        pages
    )
