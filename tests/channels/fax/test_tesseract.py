"""The program that reads: given little time and no secrets, and never left behind."""

import asyncio
import os
from pathlib import Path

import pytest
from PIL import Image

from services.channels.fax import tesseract
from services.channels.fax.recognition import readable
from services.channels.fax.tesseract import Absent, OutOfTime, turn_of, words_on
from services.channels.limits import Limits
from services.channels.readers import Readers
from services.channels.reading import Job, Unread
from switchboard.contracts.values import Channel, Seconds
from tests.channels.fax.paper import ENGLISH, blank, sheet, tiff

PAGE = Image.new("L", (60, 60), 255)
ASLEEP = """#!/bin/sh
case "$*" in *list-langs*) echo eng; exit;; esac
echo $$ > "{folder}/pid.new" && mv "{folder}/pid.new" "{folder}/pid"
exec sleep 600
"""


@pytest.fixture
def asleep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program by the same name that reads for ever."""
    program = tmp_path / tesseract.PROGRAM
    program.write_text(ASLEEP.format(folder=tmp_path))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def is_running(folder: Path) -> bool:
    try:
        state = Path(f"/proc/{(folder / 'pid').read_text().strip()}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_a_page_that_takes_too_long_is_given_up(asleep: Path) -> None:
    with pytest.raises(OutOfTime):
        words_on(PAGE, "eng", 0.5)

    assert not is_running(asleep)


def test_it_is_told_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    curious = tmp_path / tesseract.PROGRAM
    curious.write_text(f'#!/bin/sh\nenv > "{tmp_path}/environment"\n')
    curious.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("SWITCHBOARD_ID_KEY", "canary")

    assert words_on(PAGE, "eng", 60.0) == []
    told = (tmp_path / "environment").read_text()
    assert "OMP_THREAD_LIMIT=1" in told
    assert "canary" not in told


def test_without_time_it_is_not_started(asleep: Path) -> None:
    with pytest.raises(OutOfTime):
        words_on(PAGE, "eng", 0.0)

    assert not (asleep / "pid").exists()


async def test_it_ends_with_the_process_that_reads(asleep: Path) -> None:
    page = blank((400, 400))
    page.paste(0, (100, 100, 300, 110))
    readers = Readers(1, Limits(read_within=Seconds(3.0)))
    try:
        answer = await readers.read(Job(data=tiff(page), channel=Channel.FAX))
    finally:
        await readers.close()

    assert answer == Unread("reading it took longer than 3 seconds")
    async with asyncio.timeout(60):
        while is_running(asleep):  # noqa: ASYNC110 - another's death rings no bell
            await asyncio.sleep(0.01)


def test_where_it_is_missing_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert not tesseract.is_installed()
    with pytest.raises(Absent):
        words_on(PAGE, "eng", 9.0)
    with pytest.raises(Absent):
        turn_of(PAGE, 9.0)


@pytest.mark.usefixtures("eyes")
def test_languages_are_read_by_the_names_of_the_strategy() -> None:
    assert readable(("de-AT", "id", "xx")) == ("de", "id")
    assert readable(())[0] == "en"
    assert readable(("xx",))[0] == "en"


@pytest.mark.usefixtures("eyes")
def test_it_knows_which_way_a_page_lies_and_does_not_guess() -> None:
    upside_down = sheet(ENGLISH).convert("L").transpose(Image.Transpose.ROTATE_180)

    assert turn_of(upside_down, 60.0) == 180
    assert turn_of(PAGE, 60.0) is None
