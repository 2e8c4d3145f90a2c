"""Two partitions of the router and a notifier between them, without a bus: what is owed from case to case arrives, late, twice or not yet."""

from random import Random

from msgspec.structs import replace

from services.router.book import Book
from services.router.turn import Router, restored
from services.router.windows import WINDOWS
from switchboard.bus.port import Record
from switchboard.contracts.case import Case
from switchboard.contracts.codec import decode_case, encode_event
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import DeliveryReported, Event, InquiryReceived
from switchboard.contracts.notices import Forward
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import CASES, INTAKE, partition_of
from switchboard.contracts.values import InquiryId, Reference, UnixSeconds
from tests.router.company import PROGRAM, STRATEGY, later

PARTITIONS = 2


class Exchange:
    """The log of two partitions, and what is between them."""

    def __init__(self) -> None:
        self.at: UnixSeconds = later(0)
        self.intake: list[list[InquiryReceived | Event]] = [[] for _ in range(PARTITIONS)]
        self.records: list[list[Record]] = [[] for _ in range(PARTITIONS)]
        self.cases: dict[Reference, Case] = {}
        self.books = [self._book(number) for number in range(PARTITIONS)]

    def _book(self, partition: int) -> Book:
        book = Book(partition, PARTITIONS)
        book.initial = STRATEGY
        return book

    def restart(self, partition: int, chance: Random) -> None:
        """Have a router that knows nothing but the newest record of each case, in any order."""
        newest = list({record.key: record for record in self.records[partition]}.values())
        chance.shuffle(newest)
        self.books[partition] = self._book(partition)
        for record in newest:
            restored(self.books[partition], record)

    def hears(self, event: Event) -> Case | None:
        """Take an event where it belongs; return the case that it made a record of."""
        partition = _partition(event)
        offset = len(self.intake[partition])
        self.intake[partition].append(event)
        value, headers = encode_event(event, source="/test", at=self.at)
        router = Router(self.books[partition], {STRATEGY: PROGRAM}, WINDOWS)
        made = router.take(Record(INTAKE, partition, offset, self.at, b"0000", value, headers))
        if made.draft:
            _, _, key, raw, source = made.draft
            at = len(self.records[partition])
            self.records[partition].append(Record(CASES, partition, at, self.at, key, raw, source))
        case = router.change.after if router.change else None
        if case is not None:
            self.cases[case.reference] = case
        return case

    def owed(self) -> list[Forward]:
        """Return what is on its way."""
        return [
            one for case in self.cases.values() for one in case.owed if isinstance(one, Forward)
        ]

    def sends(self, notice: Forward) -> None:
        """Publish an inquiry where it goes, as the notifier does."""
        known, partition = notice.inquiry, _of(notice.reference)
        assert notice.position is not None
        found = self.intake[partition][notice.position]
        assert isinstance(found, InquiryReceived)
        assert found.inquiry_id == known.inquiry_id
        self.hears(
            replace(
                found, slot=known.slot, received_at=known.received_at, forwarded=known.forwarded
            )
        )

    def reports(self, notice: Forward) -> None:
        """Tell the router that it was sent."""
        self.hears(
            DeliveryReported(
                notice_id=notice.notice_id,
                reference=notice.reference,
                purpose=Purpose.FORWARD,
                outcome=Outcome.SENT,
                settled_at=self.at,
            )
        )

    def comes_to_rest(self) -> None:
        """Send and report until nothing is owed."""
        for _ in range(500):
            if not (owed := self.owed()):
                return
            self.sends(owed[0])
            self.reports(owed[0])
        raise AssertionError(f"{len(self.owed())} inquiries go round and round")

    def rests(self) -> dict[InquiryId, list[Reference]]:
        """Return in which cases each inquiry rests."""
        found: dict[InquiryId, list[Reference]] = {}
        for case in self.cases.values():
            for one in case.inquiries:
                places = found.setdefault(one.inquiry_id, [])
                places += [case.reference] if one.gone_to is None else []
        return found


def newest(exchange: Exchange, partition: int) -> dict[bytes, Case]:
    """Return the cases of a partition as its log has them."""
    return {
        record.key: decode_case(record.value)
        for record in exchange.records[partition]
        if record.value and not record.key.startswith(b"partition/")
    }


def _partition(event: Event) -> int:
    if isinstance(event, InquiryReceived):
        return partition_of(event.slot, PARTITIONS)
    return _of(Reference(getattr(event, "reference", "")))


def _of(reference: Reference) -> int:
    return partition_of(slot_of_reference(reference), PARTITIONS)
