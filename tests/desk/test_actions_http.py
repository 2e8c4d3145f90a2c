"""What staff do: an event in the log, and the truth on the case."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from switchboard.contracts.case import Case
from switchboard.contracts.codec import decode_event
from switchboard.contracts.course import CaseReopened, CaseResolved
from switchboard.contracts.events import Action
from switchboard.contracts.handling import CaseClaimed, CaseTransferred, Expectation, ReplyWritten
from switchboard.contracts.reference import grouped, slot_of_reference
from switchboard.contracts.topics import PARTITIONS, partition_of, slot_key
from switchboard.contracts.values import How, Status
from tests.desk.matter import acted, case, inquiry, stood
from tests.desk.office import Office, until

ONLY = inquiry()
STANDS = case(ONLY)
PLACE = f"/v1/cases/{grouped(ONLY.reference)}"


async def written(office: Office) -> Action:
    """Return the one action in the log, once it is there."""
    await until(lambda: _any(office))
    (event,) = await office.events()
    assert isinstance(
        event, CaseClaimed | CaseTransferred | ReplyWritten | CaseResolved | CaseReopened
    )
    return event


async def _any(office: Office) -> bool:
    return bool(await office.intake())


async def settle(office: Office, stands: Case, refused_because: str = "") -> None:
    """Do as the router does with the action in the log."""
    await office.read(stood(acted(stands, await written(office), refused_because)))


async def test_an_action_is_taken_and_its_id_told(office: Office) -> None:
    await office.read(stood(STANDS))

    answer = await office.client.post(f"{PLACE}/actions", json={"type": "claim", "by": "mia"})

    assert answer.status_code == 202
    assert answer.headers["location"] == PLACE
    assert answer.json() == {
        "action_id": "action-1",
        "reference": grouped(ONLY.reference),
        "status_url": PLACE,
    }
    assert await written(office) == CaseClaimed(
        action_id="action-1", reference=ONLY.reference, by="mia"
    )


async def test_an_action_stands_in_the_log_where_its_case_lives(office: Office) -> None:
    await office.read(stood(STANDS))
    await office.act(ONLY.reference, type="claim", by="mia")

    (record,) = await office.intake()

    slot = slot_of_reference(ONLY.reference)
    assert (record.partition, record.key) == (partition_of(slot, PARTITIONS), slot_key(slot))
    headers = dict(record.headers)
    assert (headers["ce_source"], headers["ce_type"]) == (b"/desk", b"switchboard.case.claimed")
    assert headers["ce_time"] == b"2026-11-22T12:00:00.000+00:00"


@pytest.mark.parametrize(
    ("order", "event"),
    [
        (
            {"type": "claim", "expect": {"assignee": "", "status": "open", "version": 1}},
            CaseClaimed(
                action_id="action-1",
                reference=ONLY.reference,
                by="mia",
                expect=Expectation(assignee="", status=Status.OPEN, version=1),
            ),
        ),
        (
            {"type": "transfer", "department": "accounts", "why": "it is an invoice"},
            CaseTransferred(
                action_id="action-1",
                reference=ONLY.reference,
                by="mia",
                department="accounts",
                why="it is an invoice",
            ),
        ),
        (
            {"type": "resolve", "why": "pump replaced"},
            CaseResolved(
                action_id="action-1", reference=ONLY.reference, by="mia", why="pump replaced"
            ),
        ),
        (
            {"type": "reopen", "why": "stopped again"},
            CaseReopened(
                action_id="action-1", reference=ONLY.reference, by="mia", why="stopped again"
            ),
        ),
    ],
)
async def test_each_order_becomes_its_event(
    office: Office, order: dict[str, Any], event: Action
) -> None:
    await office.read(stood(STANDS))

    await office.act(ONLY.reference, by="mia", **order)

    assert await written(office) == event


async def test_a_version_is_a_whole_number_however_json_writes_it(office: Office) -> None:
    await office.read(stood(STANDS))

    await office.act(ONLY.reference, type="claim", by="mia", expect={"version": 3.0})

    event = await written(office)
    assert event.expect == Expectation(version=3)


async def test_the_words_of_a_reply_are_kept_before_the_log_speaks_of_them(office: Office) -> None:
    await office.read(stood(STANDS))

    await office.act(ONLY.reference, type="reply", by="mia", text="We come\nat ten.")

    event = await written(office)
    assert isinstance(event, ReplyWritten)
    assert event.body.startswith(f"{ONLY.reference}/")
    assert await office.desk.blobs.get(event.body) == b"We come\nat ten."


async def test_an_accepted_reply_stands_among_the_messages(office: Office) -> None:
    await office.read(stood(STANDS))
    await office.act(ONLY.reference, type="reply", by="mia", text="We come at ten.")
    before = await office.get(PLACE)

    await settle(office, STANDS)

    shown = await office.get(PLACE)
    assert [one["direction"] for one in before["messages"]] == ["in"]
    assert shown["messages"][1]["text"] == "We come at ten."
    assert shown["messages"][1]["by"] == "mia"
    assert [one["accepted"] for one in shown["outcomes"]] == [True]


async def test_an_action_on_a_joined_inquirys_reference_reaches_its_case(office: Office) -> None:
    second = inquiry("second")
    await office.read(stood(case(ONLY, second, how=How.JOINED)))

    told = await office.act(second.reference, type="claim", by="mia")

    assert told["reference"] == grouped(ONLY.reference)
    assert (await written(office)).reference == ONLY.reference


async def test_waiting_gives_the_case_as_it_stands_afterwards(office: Office) -> None:
    await office.read(stood(STANDS))
    asking = asyncio.create_task(
        office.act(ONLY.reference, 200, type="claim", by="mia", wait="20s")
    )

    await settle(office, replace(STANDS, assignee="mia"))

    shown = await asking
    assert (shown["assignee"], shown["version"]) == ("mia", 2)


async def test_waiting_tells_a_refusal_with_its_reason(office: Office) -> None:
    await office.read(stood(STANDS))
    asking = asyncio.create_task(
        office.act(ONLY.reference, 409, type="claim", by="mia", wait="20s")
    )

    await settle(office, STANDS, "the case is with tom")

    problem = await asking
    assert problem["type"] == "urn:switchboard:problem:conflict"
    assert problem["detail"] == "Refused: the case is with tom."
    assert (problem["action_id"], problem["because"]) == ("action-1", "the case is with tom")


async def test_who_has_waited_long_enough_is_told_that_it_is_in_the_log(office: Office) -> None:
    await office.read(stood(STANDS))

    told = await office.act(ONLY.reference, 202, type="claim", by="mia", wait="20ms")

    assert told["action_id"] == "action-1"


async def test_an_action_sent_again_with_its_key_is_done_once(office: Office) -> None:
    await office.read(stood(STANDS))
    first = await office.act(ONLY.reference, key="k-1", type="claim", by="mia")
    await settle(office, replace(STANDS, assignee="mia"))

    again = await office.act(ONLY.reference, key="k-1", type="claim", by="mia")
    waited = await office.act(ONLY.reference, 200, key="k-1", type="claim", by="mia", wait="5s")

    assert again == first
    assert waited["assignee"] == "mia"
    assert len(await office.events()) == 1


async def test_a_key_stands_for_one_action_of_one_case(office: Office) -> None:
    other = inquiry("other")
    await office.read(stood(STANDS), stood(case(other)))
    first = await office.act(ONLY.reference, key="k-1", type="claim", by="mia")
    await settle(office, STANDS)

    problem = await office.act(ONLY.reference, 422, key="k-1", type="claim", by="tom")
    elsewhere = await office.act(other.reference, key="k-1", type="claim", by="mia")

    assert problem["type"] == "urn:switchboard:problem:idempotency-key-reused"
    assert elsewhere["action_id"] != first["action_id"]


async def test_an_action_on_an_unknown_case_is_not_found(office: Office) -> None:
    await office.read(stood(STANDS))

    await office.act(inquiry("unheard").reference, 404, type="claim", by="mia")
    await office.act("nothing", 404, type="claim", by="mia")

    assert await office.intake() == []


async def test_a_department_that_the_strategy_lacks_is_refused(office: Office) -> None:
    await office.read(stood(STANDS))
    office.departments = frozenset({"service", "accounts"})
    order = {"type": "transfer", "by": "mia"}

    problem = await office.act(ONLY.reference, 422, department="acounts", **order)
    await office.act(ONLY.reference, 202, department="accounts", **order)

    assert problem["errors"] == [
        {
            "pointer": "/department",
            "detail": "there is no such department; one of accounts, service",
        }
    ]


async def test_a_log_that_does_not_answer_is_said_so_and_nothing_is_promised(
    office: Office,
) -> None:
    await office.read(stood(STANDS))
    await office.bus.close()

    answer = await office.client.post(f"{PLACE}/actions", json={"type": "claim", "by": "mia"})

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"


async def test_the_trace_of_a_request_goes_with_its_event(office: Office) -> None:
    await office.read(stood(STANDS))
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    await office.client.post(
        f"{PLACE}/actions", json={"type": "claim", "by": "mia"}, headers={"traceparent": trace}
    )

    (record,) = await office.intake()
    assert dict(record.headers)["ce_traceparent"] == trace.encode()
    assert isinstance(decode_event(record.value), CaseClaimed)


async def test_what_is_no_trace_goes_no_further(office: Office) -> None:
    await office.read(stood(STANDS))

    await office.client.post(
        f"{PLACE}/actions", json={"type": "claim", "by": "mia"}, headers={"traceparent": "Ana Sol"}
    )

    (record,) = await office.intake()
    assert "ce_traceparent" not in dict(record.headers)
