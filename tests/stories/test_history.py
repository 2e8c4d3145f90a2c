"""What was decided is exported, and can be asked again under any strategy."""

import asyncio
import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from services.cli.history import exported
from services.cli.settings import Settings
from services.cli.strategy import app
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.moments import show_moment
from tests.harness.town import ALL, EXAMPLE, PARTITIONS, Town

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
BEN = {"phone": "+49 30 5550123"}
BROKEN = "The pump does not start any more, this is an outage."
SPELLED = {"product": "pump"}


def moment(town: Town, after: float) -> str:
    """Return a moment of the town's clock as history tells it."""
    at = UnixSeconds(town.clock.now() + after)
    return show_moment(at, "UTC").replace("+00:00", "Z")


async def history_of(town: Town, file: Path, *, data: Path) -> list[dict[str, Any]]:
    """Return what the export writes, with the desk's archive of a data folder."""
    bus = await town.bus()
    count = await exported(Settings(data=data, partitions=PARTITIONS), bus, file)
    await bus.close()
    written = await asyncio.to_thread(file.read_text, "utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    assert count == len(lines)
    return lines


async def test_every_inquiry_is_exported_once_with_what_was_decided(
    town: Town, tmp_path: Path
) -> None:
    noon, a_minute_later = (moment(town, after) for after in (0, 60))
    await town.opens(*ALL)
    first = await town.receives({"from": ANA, "subject": "Pump", "text": BROKEN, "attributes": SPELLED})  # fmt: skip
    opened = await town.case_of(first)
    town.waits(minutes=1)
    await town.case_of(await town.receives({"from": ANA, "text": "And it leaks."}))
    await town.case_of(await town.receives({"from": BEN, "text": "I would like an invoice."}))
    await town.acts(first["reference"], type="reply", by="k.vogel", text="We are on our way.")

    lines = await history_of(town, tmp_path / "history.jsonl", data=tmp_path / "none")

    assert len({line["id"] for line in lines}) == len(lines) == 3
    told = {line["id"]: line for line in lines}[first["inquiry_id"]]
    decision = opened["decision"]
    assert told | {"answered_at": None} == {
        "id": first["inquiry_id"],
        "text": BROKEN,
        "subject": "Pump",
        "channel": "web",
        "from": "mailto:ana@example.org",
        "at": noon,
        "attributes": SPELLED,
        "case": first["reference"],
        "answered_at": None,
        "decision": {
            **{
                name: decision[name]
                for name in ("kind", "department", "rule", "priority", "sla", "strategy_id")
            },
            "deadlines": told["decision"]["deadlines"],
        },
    }
    assert told["answered_at"] == a_minute_later
    joined = next(line for line in lines if line["text"] == "And it leaks.")
    assert (joined["decision"], joined["case"]) == (None, first["reference"])


async def test_the_archive_tells_what_the_log_has_forgotten(town: Town, tmp_path: Path) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": BROKEN})
    await town.case_of(told)
    await town.closes(*ALL)
    archive = town.folder / "desk"

    both = await history_of(town, tmp_path / "both.jsonl", data=archive)
    log_alone = await history_of(town, tmp_path / "log.jsonl", data=tmp_path)

    assert both == log_alone
    empty = Town(town.ground, tmp_path / "elsewhere")
    await empty.founded()
    (archived,) = await history_of(empty, tmp_path / "archive.jsonl", data=archive)
    assert (archived["id"], archived["decision"]) == (told["inquiry_id"], None)


async def test_history_under_the_strategy_that_made_it_comes_out_the_same(
    town: Town, tmp_path: Path
) -> None:
    await town.opens(*ALL)
    told = [await town.receives({"from": one, "text": BROKEN}) for one in (ANA, BEN)]
    cases = [await town.case_of(one) for one in told]
    file = tmp_path / "history.jsonl"
    lines = await history_of(town, file, data=town.folder / "desk")

    run = CliRunner().invoke(app, ["explain", str(EXAMPLE), "--jsonl", str(file)])
    again = [json.loads(line) for line in run.stdout.splitlines()]
    same = CliRunner().invoke(app, ["diff", str(EXAMPLE), str(EXAMPLE), "--history", str(file)])

    assert [one["id"] for one in again] == [line["id"] for line in lines]
    assert [one["rule"] for one in again] == [line["decision"]["rule"] for line in lines]
    assert {one["department"] for one in again} == {case["department"] for case in cases}
    assert (same.exit_code, same.stdout) == (0, "All of 2 inquiries come out the same.\n")


async def test_a_merged_inquiry_is_told_once_with_what_was_decided_and_what_staff_said(
    town: Town, tmp_path: Path
) -> None:
    await town.opens(*ALL)
    ana = await town.case_of(await town.receives({"from": ANA, "text": BROKEN}))
    told = await town.receives({"from": BEN, "text": "Water runs out of the pump."})
    ben = await town.case_of(told)
    staff: dict[str, Any] = {"by": "k.vogel"}
    await town.acts(ben["reference"], type="reclassify", kind="complaint", **staff)
    await town.acts(ben["reference"], type="merge", into=ana["reference"], **staff)
    await town.finds(f"/v1/cases/{ana['reference']}", lambda it: len(it["messages"]) == 2)

    lines = await history_of(town, tmp_path / "history.jsonl", data=tmp_path / "none")
    archived = await history_of(town, tmp_path / "both.jsonl", data=town.folder / "desk")

    assert len(lines) == len(archived) == 2
    line = next(one for one in lines if one["id"] == told["inquiry_id"])
    assert (line["case"], line["staff_kind"]) == (ana["reference"], "complaint")
    assert line["decision"]["rule"] == ben["decision"]["rule"]
    assert line["text"] == "Water runs out of the pump."
