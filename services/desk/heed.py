"""Letters that came back: what the desk notes of it in the directory, so that no more go to a dead address.

A mail from the address itself shows that it is alive, and so does a member of staff who says so: letters go there
again, until the next one comes back. Which was later counts, not which was read first.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from msgspec.structs import replace

from services.desk import questions
from services.desk.enrol import Enrolment
from services.desk.kin import writers
from services.desk.store import Store
from switchboard.bus.port import Record
from switchboard.contracts.case import Bounced
from switchboard.contracts.codec import Unreadable, decode_case, decode_event
from switchboard.contracts.customer import Undeliverable
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import identity_key
from switchboard.contracts.topics import CASES, INTAKE, is_partition_key
from switchboard.contracts.values import Reference, UnixSeconds
from switchboard.directory import Directory
from switchboard.people import People

_TELLS_OF_ONE: Final = b'"bounced":'
_BY_MAIL: Final = b'"channel":"email"'


class Heed:
    """Writes into the directory what records tell of addresses; to hear of them twice changes nothing."""

    def __init__(self, directory: Directory, enrolment: Enrolment, store: Store) -> None:
        self._directory = directory
        self._enrolment = enrolment
        self._store = store

    async def __call__(self, records: Iterable[Record]) -> None:
        """Return once all is durable that the records tell. Raises Unavailable, FromTheFuture."""
        await self._directory.until_ready()
        if fresh := news(records, self._directory.people):
            keys = [identity_key(one.identity) for one in fresh]
            last = await self._store.ask(partial(questions.last_mails, keys=keys))
            await self._enrolment.mark([lived(one, last) for one in fresh])


def lived(mark: Undeliverable, last: Mapping[str, UnixSeconds]) -> Undeliverable:
    """Return the mark, taken back where its address has written since; `last` says when each last did."""
    wrote_at = last.get(identity_key(mark.identity))
    since = mark.at if mark.cleared_at is None else mark.cleared_at
    return replace(mark, cleared_at=wrote_at) if wrote_at and wrote_at > since else mark


def news(records: Iterable[Record], people: People) -> list[Undeliverable]:
    """Return the marks that follow from the records, and differ from those that stand."""
    records = sorted(records, key=lambda one: one.topic == INTAKE)  # First what is taken back.
    known: dict[str, Undeliverable] = {
        identity_key(mark.identity): mark for mark in people.undeliverables()
    }
    fresh: dict[str, Undeliverable] = {}
    for record in records:
        for mark in _told(record, people, known):
            key = identity_key(mark.identity)
            known[key] = fresh[key] = mark
    return list(fresh.values())


def _told(
    record: Record, people: People, known: dict[str, Undeliverable]
) -> Iterable[Undeliverable]:
    value = record.value or b""
    if record.topic == CASES and _TELLS_OF_ONE in value and not is_partition_key(record.key):
        case = decode_case(value)
        marks = (_marked(one, case.reference, people, known) for one in case.bounced)
        return [mark for mark in marks if mark]
    if record.topic == INTAKE and known and _BY_MAIL in value:
        return _cleared(record, known)
    return []


def _marked(
    one: Bounced, reference: Reference, people: People, known: dict[str, Undeliverable]
) -> Undeliverable | None:
    before = known.get(identity_key(one.identity)) or people.undeliverable(one.identity)
    if before and one.at <= max(before.at, before.cleared_at or before.at):
        return None
    return Undeliverable(identity=one.identity, at=one.at, reference=reference)


def _cleared(record: Record, known: dict[str, Undeliverable]) -> list[Undeliverable]:
    """Return the marks that a mail takes back: whoever writes from an address reads it."""
    marks = [known[key] for key in _writers(record) if key in known]
    return [
        replace(mark, cleared_at=record.at)
        for mark in marks
        if mark.cleared_at is None and record.at > mark.at
    ]


def _writers(record: Record) -> list[str]:
    try:
        event = decode_event(record.value)
    except Unreadable:  # The router lays it with the dead letters.
        return []
    return list(writers(event)) if isinstance(event, InquiryReceived) else []
