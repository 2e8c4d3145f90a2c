"""What goes wrong is seen, costs nobody their inquiry, and stops nothing that it need not stop."""

import asyncio

import pytest
from msgspec.structs import replace

from services.cli.bundles import gather
from switchboard.bus.port import Draft
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Judgement
from switchboard.contracts.reference import parse_reference, slot_of_reference
from switchboard.contracts.topics import CASES, DEAD_LETTERS, INTAKE, partition_of
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.judge import judge
from switchboard.strategy.program import Program
from tests.harness.town import ALL, EXAMPLE, PARTITIONS, Town

ANA = {"email": "ana@example.org", "name": "Ana Prado"}


async def test_a_step_that_fails_parks_its_inquiry_and_the_partition_goes_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:

    def fragile(program: Program, inquiry: InquiryReceived, at: UnixSeconds) -> Judgement:
        if "unlucky" in inquiry.text:
            raise ZeroDivisionError("a fault of ours")
        return judge(program, inquiry, at)

    monkeypatch.setattr("services.router.hear.judge", fragile)
    await town.opens(*ALL)

    unlucky = await town.receives({"from": ANA, "text": "an unlucky inquiry"})
    lucky = await town.receives({"from": ANA, "text": "another one", "new_case": True})

    parked = await town.case_of(unlucky)
    assert (parked["department"], parked["flags"]) == ("front_desk", ["fault"])
    assert (await town.asks(f"/v1/inquiries/{unlucky['inquiry_id']}"))["state"] == "parked"
    assert "fault" not in (await town.case_of(lucky))["flags"]
    (dead,) = await town.all_records(DEAD_LETTERS)
    assert b"an unlucky inquiry" in (dead.value or b"")
    assert ("dead-reason", b"step_failed") in dead.headers


async def test_an_inquiry_that_is_parked_in_a_case_that_was_decided_says_so_to_whoever_asks(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(program: Program, inquiry: InquiryReceived, at: UnixSeconds) -> Judgement:
        if "unlucky" in inquiry.text:
            raise ZeroDivisionError("a fault of ours")
        return judge(program, inquiry, at)

    monkeypatch.setattr("services.router.hear.judge", fragile)
    await town.opens(*ALL)

    first = await town.receives({"from": ANA, "text": "a question about the P-200"})
    decided = await town.case_of(first)
    unlucky = await town.receives({"from": ANA, "text": "an unlucky one"})

    assert (await town.case_of(unlucky))["reference"] == decided["reference"]
    states = [
        (await town.asks(f"/v1/inquiries/{one['inquiry_id']}"))["state"] for one in (first, unlucky)
    ]
    assert states == ["routed", "parked"]


async def test_an_event_of_the_future_stops_its_partition_and_says_so(town: Town) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": "a question about the P-200"})
    await town.case_of(told)
    reference = parse_reference(told["reference"])
    assert reference
    partition = partition_of(slot_of_reference(reference), PARTITIONS)
    bus = await town.bus()

    await bus.publish([Draft(INTAKE, partition, b"0000", b'{"type":"case.dreamt"}')])
    await town.until(lambda: town.troubles("router"))
    await town.receives({"from": ANA, "text": "behind it", "new_case": True})

    (trouble,) = town.troubles("router")
    assert f"partition {partition}" in trouble
    assert "case.dreamt" in trouble
    assert await town.all_records(DEAD_LETTERS) == []


async def test_a_strategy_activated_amid_a_rebalance_leaves_a_log_that_replays_the_same(
    town: Town,
) -> None:
    await town.opens(*ALL)
    old = gather(EXAMPLE)
    changed = {**old.files, "strategy.yaml": old.files["strategy.yaml"] + "\n# Another edition.\n"}

    async def customers() -> list[dict[str, str]]:
        told = []
        for number in range(40):
            body = {"from": {"email": f"c{number}@example.org"}, "text": "The pump is broken."}
            told.append(await town.receives(body))
            town.waits(seconds=1)
        return told

    writing = asyncio.create_task(customers())
    await town.opens("router-2")
    wanted = await town.wants(replace(old, files=changed))
    await town.closes("router")
    told = await writing
    cases = [await town.case_of(one) for one in told]
    # Each partition's owner puts it in force, in its own time.
    await town.finds(
        "/v1/strategy",
        lambda told: {one["strategy_id"] for one in told["partitions"]} == {wanted},
    )
    last = await town.receives({"from": ANA, "text": "Under which strategy am I?"})

    assert len({case["reference"] for case in cases}) == 40
    assert (await town.case_of(last))["decision"]["strategy_id"] == wanted
    await town.closes("router-2")
    report = await town.verified()
    assert report.differences == ()
    assert report.compared == len(await town.all_records(CASES))
