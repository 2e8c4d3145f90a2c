"""The page for those who receive our webhooks: what it shows is what is sent, and its few lines believe us and nobody else."""

import json
import re
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from services.notifier.payload import MOST_SHOWN, announced
from services.notifier.replies import LONGEST_WAIT
from services.notifier.webhook import WITHIN, Hooks
from switchboard.contracts.notices import Announce, Due, Matter
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import (
    Channel,
    Clock,
    Kind,
    Milestone,
    NoticeId,
    Priority,
    Recipient,
    Status,
)
from switchboard.http.outward import Outward
from switchboard.http.standard_webhooks import secret
from switchboard.http.whereabouts import private
from tests.harness.clock import SUNDAY_NOON, HandClock
from tests.notifier.owing import STRATEGY, reference
from tests.notifier.provider import Request, provider
from tests.outside.installation import ROOT

PAGE = (ROOT / "docs/webhooks.md").read_text("utf-8")
SECRET, OLD = "whsec_" + "a2tr" * 8, "whsec_" + "b2xk" * 8
NOTICE = Announce(
    notice_id=NoticeId(f"{reference()}-breached"),
    reference=reference(),
    to=Recipient("destination:crm"),
    milestone=Milestone.BREACHED,
    clock=Clock.FIRST_RESPONSE,
    at=SUNDAY_NOON,
    version=7,
    matter=Matter(
        department="service",
        status=Status.OPEN,
        priority=Priority.URGENT,
        kind=Kind.INCIDENT,
        assignee="r.hartono",
        subject="The pump stops",
        name="Ana Prado",
        language="en",
        channel=Channel.EMAIL,
        dues=(Due(clock=Clock.FIRST_RESPONSE, due_at=SUNDAY_NOON),),
    ),
    strategy_id=STRATEGY,
    owed_at=SUNDAY_NOON,
)


def _example(language: str) -> str:
    [found] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def _verified() -> Callable[..., dict[str, Any]]:
    names: dict[str, Any] = {}
    exec(_example("python"), names)
    made: Callable[..., dict[str, Any]] = names["verified"]
    return made


async def _sent(*secrets: str) -> Request:
    hooks = Hooks(Outward(private("127.0.0.1")), HandClock())
    keys = [secret(one) for one in secrets]
    async with provider() as there:
        await hooks.send(f"{there.url}/hook", keys, NOTICE.notice_id, announced(NOTICE))
    return there.asked[0]


def test_the_page_shows_what_is_sent() -> None:
    shown = json.loads(_example("json"))
    shown["data"]["reference"] = grouped(reference())

    assert orjson.loads(announced(NOTICE)) == shown


def test_the_page_names_each_type() -> None:
    told = set(re.findall(r"^\| `((?:case|staff)\.\w+)` \|", PAGE, re.MULTILINE))

    assert told == {f"case.{one}" for one in Milestone} | {
        "staff.assignment",
        "staff.information",
        "staff.alert",
    }


async def test_its_lines_believe_a_message_of_ours() -> None:
    asked = await _sent(SECRET)

    said = _verified()(SECRET, asked.headers, asked.body, now=SUNDAY_NOON + 300)
    assert said["type"] == "case.breached"


async def test_while_a_secret_is_replaced_both_are_believed() -> None:
    asked = await _sent(SECRET, OLD)

    for one in (SECRET, OLD):
        assert _verified()(one, asked.headers, asked.body, now=SUNDAY_NOON)


async def test_its_lines_believe_nobody_else() -> None:
    asked = await _sent(SECRET)
    verified = _verified()

    with pytest.raises(ValueError, match="not signed with this secret"):
        verified(OLD, asked.headers, asked.body, now=SUNDAY_NOON)
    with pytest.raises(ValueError, match="not signed with this secret"):
        verified(SECRET, asked.headers, asked.body + b" ", now=SUNDAY_NOON)
    with pytest.raises(ValueError, match="more than five minutes"):
        verified(SECRET, asked.headers, asked.body, now=SUNDAY_NOON + 301)


def test_the_numbers_of_the_page_are_ours() -> None:
    assert f"after {WITHIN:.0f} seconds" in PAGE
    assert (LONGEST_WAIT, "heard up to an hour" in PAGE) == (3_600.0, True)
    assert (MOST_SHOWN, "the first hundred" in PAGE) == (100, True)
