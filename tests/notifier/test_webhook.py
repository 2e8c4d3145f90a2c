"""Whoever has the secret of a webhook knows that a message is ours; and a message holds what its receiver needs."""

import asyncio
import json
from pathlib import Path

import orjson
import pytest

from services.notifier.answers import Refused, Sent, Unanswered, Unreachable
from services.notifier.links import Links
from services.notifier.payload import MOST_SHOWN, announced, told
from services.notifier.webhook import Hooks
from switchboard.contracts.notices import Alert, Announce, Assign, Due, Inform, Matter
from switchboard.contracts.values import (
    Channel,
    Clock,
    Kind,
    Milestone,
    NoticeId,
    Occasion,
    Priority,
    Recipient,
    Status,
    UnixSeconds,
)
from switchboard.http.outward import Outward
from switchboard.http.problems import Problem
from switchboard.http.standard_webhooks import Signer, headers_of, secret, signer_of
from switchboard.http.whereabouts import private
from tests.harness.clock import SUNDAY_NOON, HandClock
from tests.notifier.owing import STRATEGY, reference
from tests.notifier.provider import HANG, HANG_UP, Says, provider
from tests.notifier.relay import closed_port

KEY, OLD = b"k" * 24, b"o" * 24
DEPARTMENT = Recipient("destination:erp")
MATTER = Matter(
    department="technical",
    status=Status.OPEN,
    priority=Priority.URGENT,
    kind=Kind.INCIDENT,
    assignee="r.hartono",
    subject="The pump stops",
    name="Ana",
    language="en",
    channel=Channel.EMAIL,
    dues=(Due(clock=Clock.FIRST_RESPONSE, due_at=SUNDAY_NOON),),
)
BARE = Matter(department="technical", status=Status.OPEN, priority=Priority.LOW)
VECTORS = Path(__file__).parents[2].parent / "shared/testdata/security/standard_webhooks.json"


def hooks(clock: HandClock | None = None) -> Hooks:
    return Hooks(Outward(private("127.0.0.1")), clock or HandClock())


def milestone(matter: Matter = MATTER) -> Announce:
    return Announce(
        notice_id=NoticeId("n-1"),
        reference=reference(),
        to=DEPARTMENT,
        milestone=Milestone.BREACHED,
        clock=Clock.RESOLVE,
        at=SUNDAY_NOON,
        version=7,
        matter=matter,
        strategy_id=STRATEGY,
        owed_at=SUNDAY_NOON,
    )


def alert(number: int = 1, matter: Matter = MATTER) -> Alert:
    return Alert(
        notice_id=NoticeId(f"n-{number}"),
        reference=reference(number),
        to=DEPARTMENT,
        clock=Clock.FIRST_RESPONSE,
        stage="breach",
        stage_at=SUNDAY_NOON,
        due_at=SUNDAY_NOON,
        matter=matter,
        late=True,
        again=2,
        instead_of="r.hartono: nobody has said how",
        strategy_id=STRATEGY,
        owed_at=SUNDAY_NOON,
    )


async def test_a_message_is_signed_just_now_under_the_id_of_its_notice() -> None:
    clock, body = HandClock(), announced(milestone())
    async with provider() as here:
        answer = await hooks(clock).send(f"{here.url}/hook?a=b", (KEY, OLD), "n-1", body)

    assert answer == Sent()
    [asked] = here.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/hook?a=b", body)
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["webhook-id"] == "n-1"
    for key in (KEY, OLD):
        signer = Signer("us", (key,))
        assert signer_of(asked.headers, asked.body, [signer], clock.now()) is signer


async def test_whoever_has_another_secret_does_not_believe_it() -> None:
    headers = headers_of("n-1", b"{}", (KEY,), SUNDAY_NOON)

    for body, key in ((b"{}", OLD), (b"{ }", KEY)):
        with pytest.raises(Problem):
            signer_of(headers, body, [Signer("us", (key,))], SUNDAY_NOON)


@pytest.mark.skipif(not VECTORS.exists(), reason="needs the vectors of the standard")
def test_signatures_are_those_of_the_standard() -> None:
    right = [one for one in json.loads(VECTORS.read_text()) if one.get("ok")]

    for one in right:
        given = one["headers"]
        at = UnixSeconds(float(given["webhook-timestamp"]))
        made = headers_of(given["webhook-id"], one["body"].encode(), (secret(one["secret"]),), at)
        assert made["webhook-signature"] in given["webhook-signature"].split(" ")
    assert right


async def test_what_cannot_be_signed_is_not_sent() -> None:
    async with provider() as here:
        answer = await hooks().send(here.url, (), "n-1", b"{}")

    assert answer == Refused("no secret signs it: set SWITCHBOARD_HOOK_SECRET")
    assert here.asked == []


async def test_a_system_that_takes_it_and_drops_the_line_may_have_it() -> None:
    async with provider() as here:
        here.says.append(HANG_UP)
        answer = await hooks().send(here.url, (KEY,), "n-1", b"{}")

    assert isinstance(answer, Unanswered)
    assert len(here.asked) == 1


async def test_a_system_that_is_not_there_has_nothing() -> None:
    answer = await hooks().send(f"http://127.0.0.1:{closed_port()}/", (KEY,), "n-1", b"{}")

    assert isinstance(answer, Unreachable)


async def test_a_webhook_that_is_gone_says_so() -> None:
    async with provider() as here:
        here.says.append(Says(410))
        answer = await hooks().send(here.url, (KEY,), "n-1", b"{}")

    assert answer == Refused("127.0.0.1 answered 410: this webhook is gone")


async def test_who_is_told_to_stop_leaves_nobody_on_the_line() -> None:
    async with provider() as here:
        here.says.append(HANG)
        taken = asyncio.Event()
        here.when_taken = taken.set
        sending = asyncio.create_task(hooks().send(here.url, (KEY,), "n-1", b"{}"))
        await taken.wait()
        sending.cancel()
        await asyncio.wait([sending])

    assert sending.cancelled()


def test_a_milestone_tells_where_the_case_stood() -> None:
    assert orjson.loads(announced(milestone())) == {
        "type": "case.breached",
        "timestamp": "2026-11-22T12:00:00.000Z",
        "data": {
            "reference": f"{reference()[:4]}-{reference()[4:8]}-{reference()[8:]}",
            "department": "technical",
            "status": "open",
            "priority": "urgent",
            "kind": "incident",
            "assignee": "r.hartono",
            "subject": "The pump stops",
            "customer": "Ana",
            "language": "en",
            "channel": "email",
            "dues": [{"clock": "first_response", "due_at": "2026-11-22T12:00:00.000Z"}],
            "version": 7,
            "clock": "resolve",
        },
    }


def test_what_is_not_known_is_left_out() -> None:
    data = orjson.loads(announced(milestone(BARE)))["data"]

    assert set(data) == {"reference", "department", "status", "priority", "version", "clock"}


def test_an_alert_tells_which_promise_and_how_late_it_is() -> None:
    links = Links("https://help.acme.example", (KEY,))
    said = orjson.loads(told([alert()], links, repeated=True))
    [case] = said["data"]["cases"]

    assert said["type"] == "staff.alert"
    assert said["data"]["possibly_repeated"] is True
    assert case["link"].startswith("https://help.acme.example/a/")
    assert {name: case[name] for name in ("clock", "stage", "late", "again", "instead_of")} == {
        "clock": "first_response",
        "stage": "breach",
        "late": True,
        "again": 2,
        "instead_of": "r.hartono: nobody has said how",
    }


def test_many_alerts_at_once_are_counted_and_the_first_are_shown() -> None:
    said = orjson.loads(told([alert(number) for number in range(MOST_SHOWN + 1)]))

    assert said["data"]["count"] == MOST_SHOWN + 1
    assert len(said["data"]["cases"]) == MOST_SHOWN


def test_an_assignment_and_an_information_tell_why() -> None:
    shared = {
        "notice_id": NoticeId("n-1"),
        "reference": reference(),
        "to": DEPARTMENT,
        "matter": MATTER,
        "because": "rule pumps",
        "strategy_id": STRATEGY,
        "owed_at": SUNDAY_NOON,
    }
    assigned = orjson.loads(told([Assign(occasion=Occasion.ROUTED, **shared)]))  # type: ignore[arg-type]  # (fields of many types)
    informed = orjson.loads(told([Inform(occasion=Occasion.SHOULD_KNOW, **shared)]))  # type: ignore[arg-type]  # (likewise)

    assert (assigned["type"], informed["type"]) == ("staff.assignment", "staff.information")
    assert assigned["data"]["cases"][0]["occasion"] == "routed"
    assert informed["data"]["cases"][0]["because"] == "rule pumps"


def test_an_exercise_is_marked_as_one() -> None:
    drill = Matter(department="d", status=Status.OPEN, priority=Priority.LOW, drill=True)

    assert orjson.loads(announced(milestone(drill)))["data"]["drill"] is True
