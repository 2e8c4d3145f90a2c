"""Chats and pagers are told by what Apprise knows, in time, and whether they took it is believed."""

import json

import pytest

from services.notifier.answers import Deferred, Refused, Sent, Unanswered
from services.notifier.chat import Chats, NoSuchChat, chats
from services.notifier.destinations import Chat
from switchboard.contracts.values import Seconds
from tests.notifier.provider import HANG, Provider, Says, provider


def duty(here: Provider, within: float = 60.0) -> Chats:
    made = chats({"duty": Chat(f"json://127.0.0.1:{here.port}/duty")})
    made.within = Seconds(within)
    return made


async def test_a_chat_gets_title_and_text() -> None:
    async with provider() as here:
        answer = await duty(here).send("duty", "Late: K7Q2", "The pump stops", urgent=True)

    assert answer == Sent()
    [asked] = here.asked
    said = json.loads(asked.body)
    assert (said["title"], said["message"], said["type"]) == (
        "Late: K7Q2",
        "The pump stops",
        "warning",
    )


async def test_a_chat_that_does_not_take_it_is_asked_again_later() -> None:
    async with provider() as here:
        here.says.append(Says(500))
        answer = await duty(here).send("duty", "Late", "x", urgent=False)

    assert answer == Deferred("duty did not take it; Apprise does not tell why")


async def test_a_chat_that_sends_us_elsewhere_is_not_followed() -> None:
    async with provider() as elsewhere, provider() as here:
        here.says.append(Says(307, b"", {"Location": f"{elsewhere.url}/"}))
        answer = await duty(here).send("duty", "Late", "x", urgent=False)

    assert isinstance(answer, Deferred)
    assert elsewhere.asked == []


async def test_a_chat_that_hangs_holds_up_nobody() -> None:
    async with provider() as here:
        here.says.append(HANG)
        answer = await duty(here, within=0.3).send("duty", "Late", "x", urgent=False)

    assert answer == Unanswered("duty took longer than 0.3 seconds")


async def test_what_is_no_chat_is_refused() -> None:
    assert await chats({}).send("erp", "x", "x", urgent=False) == Refused("erp is no chat")


@pytest.mark.parametrize(
    "url", ["nonsense://geheim/x", "slack://geheim", "https://a.example/geheim"]
)
def test_what_apprise_does_not_know_stops_the_start_and_is_not_shown(url: str) -> None:
    with pytest.raises(NoSuchChat, match="duty: no service that Apprise knows") as told:
        chats({"duty": Chat(url)})

    assert "geheim" not in str(told.value)
