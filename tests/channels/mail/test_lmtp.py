"""LMTP, from the mail server of the house: an answer for each recipient, over TCP or a socket file."""

from pathlib import Path

import pytest

from services.channels.door import Door
from services.channels.mail_hall import Talk
from switchboard.bus.sqlite import SqliteBus
from tests.channels.letters import letter
from tests.channels.mail.postman import Postman, office, stuffed, taken


async def handed_over(postman: Postman, mail: bytes, *recipients: str) -> list[str]:
    assert (await postman.says("LHLO mta.acme.example")).startswith("250")
    assert (await postman.says("MAIL FROM:<ana@example.com>")).startswith("250")
    for address in recipients:
        assert (await postman.says(f"RCPT TO:<{address}>")).startswith("250")
    assert (await postman.says("DATA")).startswith("354")
    await postman.sends(stuffed(mail))
    return [await postman.hears() for _ in recipients]


@pytest.mark.parametrize("by_file", [False, True], ids=["tcp", "socket file"])
async def test_each_recipient_has_an_answer_and_all_are_one_inquiry(
    door: Door, bus: SqliteBus, tmp_path: Path, by_file: object
) -> None:
    socket_file = tmp_path / "lmtp" if by_file else None
    async with office(door, socket_file, talk=Talk.LMTP) as here:
        postman = await here.calls()
        told = await handed_over(postman, letter(), "support@acme.example", "sales@acme.example")
        assert (await postman.says("NOOP")).startswith("250")

    [original] = await taken(bus)
    assert told == [f"250 2.0.0 Taken in as inquiry {original.inquiry_id}"] * 2
    assert original.envelope.recipients == ("support@acme.example", "sales@acme.example")


async def test_each_recipient_hears_of_the_trouble(door: Door, bus: SqliteBus) -> None:
    async with office(door, talk=Talk.LMTP) as here:
        postman = await here.calls()
        await bus.close()
        told = await handed_over(postman, letter(), "support@acme.example", "sales@acme.example")

    assert [answer[:9] for answer in told] == ["451 4.3.0", "451 4.3.0"]


@pytest.mark.parametrize("command", ["HELO", "EHLO"])
async def test_smtp_is_not_spoken_where_lmtp_is(door: Door, command: str) -> None:
    async with office(door, talk=Talk.LMTP) as here:
        postman = await here.calls()

        assert (await postman.says(f"{command} mx.example.com")).startswith("502")
        assert (await postman.says("MAIL FROM:<ana@example.com>")).startswith("503")
        assert (await postman.says("DATA")).startswith("503")
