"""Chats and pagers are told by what Apprise knows, in time, and whether they took it is believed."""

import asyncio
import json

import pytest

from services.notifier.answers import Deferred, Refused, Sent, Unanswered
from services.notifier.chat import Chats, NoSuchChat, chats
from services.notifier.destinations import Chat
from switchboard.contracts.values import Seconds
from tests.notifier.log import until
from tests.notifier.provider import HANG, Provider, Says, provider


async def told(there: Provider) -> list[object]:
    return list(there.asked)


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
        answer = await duty(here, within=3).send("duty", "Late", "x", urgent=False)

    assert answer == Unanswered("duty took longer than 3 seconds")


async def test_what_had_no_turn_in_time_is_put_off_and_goes_out_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.notifier.chat._AT_ONCE", 1)
    async with provider() as here:
        here.says.append(HANG)
        chat = duty(here)
        first = asyncio.create_task(chat.send("duty", "Late", "first", urgent=True))
        await until(lambda: told(here), lambda seen: len(seen) == 1)
        chat.within = Seconds(0.1)
        second = await chat.send("duty", "Late", "second", urgent=True)
        first.cancel()
        await asyncio.wait([first])

    assert second == Deferred("duty has not answered what went before")
    assert "second" not in str([one.body for one in here.asked])


async def test_a_chat_that_hangs_holds_up_no_other_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifier.chat._AT_ONCE", 1)
    async with provider() as slow, provider() as here:
        slow.says.append(HANG)
        made = chats(
            {
                "slow": Chat(f"json://127.0.0.1:{slow.port}/slow"),
                "duty": Chat(f"json://127.0.0.1:{here.port}/duty"),
            }
        )
        hanging = asyncio.create_task(made.send("slow", "Late", "x", urgent=True))
        await until(lambda: told(slow), lambda seen: len(seen) == 1)
        answer = await made.send("duty", "Late", "x", urgent=True)
        assert not hanging.done()
        hanging.cancel()
        await asyncio.wait([hanging])

    assert answer == Sent()


async def test_what_is_no_chat_is_refused() -> None:
    assert await chats({}).send("erp", "x", "x", urgent=False) == Refused("erp is no chat")


@pytest.mark.parametrize(
    "url", ["nonsense://geheim/x", "slack://geheim", "https://a.example/geheim"]
)
def test_what_apprise_does_not_know_stops_the_start_and_is_not_shown(url: str) -> None:
    with pytest.raises(NoSuchChat, match="duty: no service that Apprise knows") as told:
        chats({"duty": Chat(url)})

    assert "geheim" not in str(told.value)
