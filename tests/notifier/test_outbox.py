import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from msgspec.structs import replace

from services.notifier.answers import Sent, Unreachable
from services.notifier.http import routes
from services.notifier.mail import Mail
from services.notifier.outbox import Outbox
from services.notifier.shelf import Place, parse_place
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.notices import Thread
from switchboard.directory import Directory
from switchboard.http.access import Entrance, Gate
from switchboard.http.app import app
from tests.notifier.owing import acknowledge, owe
from tests.notifier.test_compose import mail, read
from tests.notifier.town import town


def letter(number: int = 1, subject: str = "The pump stops") -> Mail:
    return mail(replace(acknowledge(number), thread=Thread(subject=subject)))


async def lay(folder: Path, *letters: Mail) -> None:
    """Put letters into the outbox, a second apart."""
    for second, one in enumerate(letters):
        assert await Outbox(folder).send(one) == Sent()
        os.utime(folder / f"{one.notice_id}.eml", (second, second))


def only(folder: Path) -> Path:
    """Return the one file that lies there."""
    [file] = folder.iterdir()
    return file


def client(folder: Path, entrance: Entrance = Entrance.THIS_MACHINE) -> TestClient:
    directory = Directory()
    directory.caught_up()
    made = app(routes(folder, Gate(directory, entrance)))
    return TestClient(made, base_url="http://localhost", client=("127.0.0.1", 50_000))


async def test_a_letter_is_one_file_whole_and_named_after_its_notice(tmp_path: Path) -> None:
    await lay(tmp_path, letter())

    file = only(tmp_path)
    assert file.name == f"{acknowledge().notice_id}.eml"
    assert read(file.read_bytes())["Subject"] == "Re: The pump stops"


async def test_a_letter_sent_twice_is_still_one_file(tmp_path: Path) -> None:
    await lay(tmp_path, letter(), letter(subject="Again"))

    file = only(tmp_path)
    assert read(file.read_bytes())["Subject"] == "Re: Again"


async def test_an_outbox_that_takes_nothing_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file, not a folder")

    assert isinstance(await Outbox(tmp_path / "outbox").send(letter()), Unreachable)


async def test_without_a_relay_acknowledgements_lie_in_the_outbox(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        here.settings = here.settings._replace(relay="")
        async with here.notifier():
            await owe(here.bus, acknowledge())
            [sent] = await here.settled()

    assert sent.outcome is Outcome.SENT
    assert read((tmp_path / f"{sent.notice_id}.eml").read_bytes())["Message-ID"] == sent.message_id


async def test_the_outbox_is_listed_the_newest_first(tmp_path: Path) -> None:
    await lay(tmp_path, letter(1), letter(2, "Zweite Pumpe läuft nicht"))

    answer = client(tmp_path).get("/v1/outbox").json()
    second = acknowledge(2).notice_id
    assert [one["notice_id"] for one in answer["letters"]] == [second, acknowledge(1).notice_id]
    assert answer["next_cursor"] is None
    assert answer["letters"][0] == {
        "notice_id": second,
        "to": "ana@customer.example",
        "subject": "Re: Zweite Pumpe läuft nicht",
        "date": "2026-11-22T12:00:00Z",
        "file": f"{second}.eml",
        "size": (tmp_path / f"{second}.eml").stat().st_size,
    }


async def test_pages_show_each_letter_once_though_new_ones_come_in(tmp_path: Path) -> None:
    await lay(tmp_path, *(letter(number) for number in range(5)))
    web, seen, query = client(tmp_path), list[str](), "?limit=2"
    while query:
        page = web.get(f"/v1/outbox{query}").json()
        seen += [one["notice_id"] for one in page["letters"]]
        query = f"?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
        await Outbox(tmp_path).send(letter(99))

    assert seen == [acknowledge(number).notice_id for number in (4, 3, 2, 1, 0)]


def test_an_outbox_that_nobody_has_used_is_empty(tmp_path: Path) -> None:
    assert client(tmp_path / "none").get("/v1/outbox").json() == {
        "letters": [],
        "next_cursor": None,
    }


async def test_what_is_no_letter_of_ours_is_not_listed(tmp_path: Path) -> None:
    await lay(tmp_path, letter())
    (tmp_path / ".half.eml.3f2a").write_text("half")
    (tmp_path / "notes.txt").write_text("not ours")

    assert len(client(tmp_path).get("/v1/outbox").json()["letters"]) == 1


def test_letters_are_shown_to_nobody_without_a_key(tmp_path: Path) -> None:
    assert client(tmp_path, Entrance.NOBODY).get("/v1/outbox").status_code == 401


@pytest.mark.parametrize(
    "query", ["cursor=../../etc/passwd", "cursor=1-", "limit=0", "limit=201", "limit=x", "page=2"]
)
def test_a_page_that_does_not_exist_is_refused(tmp_path: Path, query: str) -> None:
    answer = client(tmp_path).get(f"/v1/outbox?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_cursor_reads_back_as_the_place_it_was_made_of() -> None:
    place = Place(1_795_348_800_000_000_000, "K7Q2M9XD4RT-ack-email")

    assert parse_place(place.cursor) == place
