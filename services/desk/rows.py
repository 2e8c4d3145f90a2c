"""Changes of the board as rows of SQLite: every statement that writes. Plain calls within an open transaction."""

from collections.abc import Iterable, Mapping
from typing import Final, assert_never

import apsw
import msgspec

from services.desk.board import (
    ActionAsked,
    CaseGone,
    CaseStands,
    Change,
    DeliveryGone,
    DeliveryStands,
    InquiryHeard,
    PartitionStands,
    judgement,
)
from services.desk.kin import traces
from switchboard.bus.port import Spot
from switchboard.contracts.case import Flag
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Reference

_PROJECTION: Final = (
    *("cases", "placements", "people", "outcomes", "deliveries", "partitions", "drills"),
)

_encoder: Final = msgspec.json.Encoder()


def write(db: apsw.Connection, changes: Iterable[Change]) -> None:
    """Apply the changes in their order."""
    for change in changes:
        _write(db, change)


def _write(db: apsw.Connection, change: Change) -> None:
    match change:
        case CaseStands():
            _stand(db, change)
        case CaseGone():
            _go(db, change.reference)
        case PartitionStands(state):
            db.execute(
                "REPLACE INTO partitions (partition, strategy_id, activated_at) VALUES (?, ?, ?)",
                (state.partition, state.strategy_id, state.activated_at),
            )
        case InquiryHeard():
            _hear(db, change)
        case ActionAsked():
            db.execute(  # Sent twice: the first counts.
                "INSERT OR IGNORE INTO actions (action_id, case_reference, at, body) VALUES (?, ?, ?, ?)",
                (change.action.action_id, change.action.reference, change.at, change.body),
            )
        case DeliveryStands(delivery, body):
            db.execute(
                "REPLACE INTO deliveries (notice_id, case_reference, body) VALUES (?, ?, ?)",
                (delivery.notice_id, delivery.reference, body),
            )
        case DeliveryGone(notice_id):
            db.execute("DELETE FROM deliveries WHERE notice_id = ?", (notice_id,))
        case _:
            assert_never(change)


def _stand(db: apsw.Connection, change: CaseStands) -> None:
    case, judged = change.case, judgement(change.case)
    db.execute(
        "REPLACE INTO cases (reference, department, assignee, status, kind, priority, due_at, opened_at,"
        " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            case.reference,
            case.department,
            case.assignee or "",
            case.status,
            judged.kind if judged else None,
            case.priority,
            change.due_at,
            case.opened_at,
            change.body,
        ),
    )
    if Flag.DRILL in case.flags:
        db.execute("INSERT OR IGNORE INTO drills (case_reference) VALUES (?)", (case.reference,))
    _place(db, change)
    _outcomes(db, change)
    _people(db, change)


def _place(db: apsw.Connection, change: CaseStands) -> None:
    reference = change.case.reference
    listed = _encoder.encode([placement.inquiry_id for placement in change.placements]).decode()
    db.execute(
        "DELETE FROM placements WHERE case_reference = ?"
        " AND inquiry_id NOT IN (SELECT value FROM json_each(?))",
        (reference, listed),
    )
    db.executemany(
        "INSERT INTO placements (case_reference, inquiry_id, reference, how) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET how = excluded.how",
        [
            (reference, placement.inquiry_id, placement.reference, placement.how)
            for placement in change.placements
        ],
    )


def _outcomes(db: apsw.Connection, change: CaseStands) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO outcomes (action_id, case_reference, body) VALUES (?, ?, ?)",
        [
            (outcome.action_id, change.case.reference, _encoder.encode(outcome))
            for outcome in change.outcomes
        ],
    )


def _people(db: apsw.Connection, change: CaseStands) -> None:
    reference = change.case.reference
    db.execute("DELETE FROM people WHERE case_reference = ?", (reference,))
    db.executemany(
        "INSERT INTO people (case_reference, identity) VALUES (?, ?)",
        [(reference, identity) for identity in change.people],
    )


def _go(db: apsw.Connection, reference: Reference) -> None:
    db.execute("DELETE FROM cases WHERE reference = ?", (reference,))
    db.execute("DELETE FROM drills WHERE case_reference = ?", (reference,))
    db.execute("DELETE FROM placements WHERE case_reference = ?", (reference,))
    db.execute("DELETE FROM people WHERE case_reference = ?", (reference,))
    db.execute("DELETE FROM outcomes WHERE case_reference = ?", (reference,))


def _hear(db: apsw.Connection, change: InquiryHeard) -> None:
    heard: InquiryReceived = change.inquiry
    db.execute(  # A resend says the same again: the first copy is kept.
        "INSERT OR IGNORE INTO messages (inquiry_id, at, body) VALUES (?, ?, ?)",
        (heard.inquiry_id, change.at, change.body),
    )
    if db.changes():
        db.execute(
            "INSERT INTO words (rowid, subject, text, name) VALUES (?, ?, ?, ?)",
            (
                db.last_insert_rowid(),
                heard.subject,
                heard.full_text or heard.text,
                heard.sender.name,
            ),
        )
        db.executemany(
            "INSERT OR IGNORE INTO kin (trace, at, inquiry_id) VALUES (?, ?, ?)",
            [(trace, change.at, heard.inquiry_id) for trace in traces(heard)],
        )


def positions(db: apsw.Connection) -> dict[Spot, int]:
    """Return the next offset of each partition that was ever read."""
    return {
        Spot(topic, partition): following
        for topic, partition, following in db.execute(
            "SELECT topic, partition, next FROM positions"
        )
    }


def note(db: apsw.Connection, reached: Mapping[Spot, int]) -> None:
    """Write down how far the partitions have been read."""
    db.executemany(
        "REPLACE INTO positions (topic, partition, next) VALUES (?, ?, ?)",
        [(*spot, following) for spot, following in reached.items()],
    )


def forget(db: apsw.Connection) -> None:
    """Empty the projection, so that it is built again from the log; the archive stays."""
    for table in (*_PROJECTION, "positions"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are our own constants
