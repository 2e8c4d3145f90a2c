"""What could not be decided goes from case to case like anything else, rests in one, and is decided there once it can be."""

from collections import Counter

from msgspec.structs import replace

from services.router.resting import resting
from switchboard.contracts.case import Case, Flag, LinkKind
from switchboard.contracts.codec import decode_case
from switchboard.contracts.events import Event, InquiryReceived
from switchboard.contracts.notices import Forward
from switchboard.contracts.topics import is_partition_key
from switchboard.contracts.values import InquiryId, UnixSeconds
from tests.router.company import BEN, BILL, inquiry, later, merge, opened, split
from tests.router.partition import Partition
from tests.router.test_park import Broken

ODD = inquiry("odd", text=BILL, verified_case=opened().reference)


class Place:
    """A partition whose strategy breaks at will."""

    def __init__(self) -> None:
        self.shelf = Broken()
        self.shelf.mended = True
        self.partition = Partition(self.shelf)
        self.at = 0.0

    def hears(self, event: Event, *, mended: bool = True) -> Case:
        self.shelf.mended, self.at = mended, self.at + 30
        case = self.partition.hears(event, UnixSeconds(later(self.at)))
        assert case is not None
        return case

    def rests(self) -> Counter[InquiryId]:
        """Return in how many cases each inquiry rests."""
        newest = {one.key: one.value for one in self.partition.cases}
        return Counter(
            one.inquiry_id
            for key, raw in newest.items()
            if raw and not is_partition_key(key)
            for one in resting(decode_case(raw))
        )


def sent_on(case: Case, said: InquiryReceived) -> InquiryReceived:
    """Return the inquiry as the notifier publishes it."""
    (notice,) = [
        one
        for one in case.owed
        if isinstance(one, Forward) and one.inquiry.inquiry_id == said.inquiry_id
    ]
    return replace(said, slot=notice.inquiry.slot, forwarded=notice.inquiry.forwarded)


def test_an_inquiry_that_was_parked_and_split_off_is_not_called_back_by_its_retry() -> None:
    place = Place()
    place.hears(inquiry())
    case = place.hears(ODD, mended=False)
    case = place.hears(split(case, ODD.inquiry_id))
    place.hears(sent_on(case, ODD))

    again = place.hears(ODD)

    assert again.repeats == 1
    assert place.rests() == {inquiry().inquiry_id: 1, ODD.inquiry_id: 1}


def test_an_inquiry_that_was_parked_keeps_how_it_came_once_it_is_decided() -> None:
    place = Place()
    loser = place.hears(inquiry())
    winner = place.hears(inquiry("winner", sender=BEN, text=BILL))
    loser = place.hears(merge(loser, winner.reference))
    said = sent_on(loser, inquiry())
    parked = place.hears(said, mended=False)
    assert [one.parked for one in parked.inquiries] == [False, True]

    decided = place.hears(said)

    assert [one.parked for one in decided.inquiries] == [False, False]
    assert decided.inquiries[1].through == (loser.reference,)
    assert decided.inquiries[1].moves == parked.inquiries[1].moves
    assert (LinkKind.MERGED_FROM, loser.reference) in [
        (one.kind, one.reference) for one in decided.links
    ]
    home = place.hears(split(decided, said.inquiry_id))
    assert home.inquiries[1].gone_to == loser.reference


def test_what_begins_a_case_of_its_own_undecided_begins_it_where_it_was_sent() -> None:
    place = Place()
    place.hears(inquiry())
    case = place.hears(ODD)
    case = place.hears(split(case, ODD.inquiry_id))
    said = sent_on(case, ODD)

    parked = place.hears(said, mended=False)
    assert said.forwarded is not None
    assert (parked.reference, parked.inquiries[0].through) == (said.forwarded.to, ())
    assert [one.kind for one in parked.links] == [LinkKind.SPLIT_FROM]
    again = place.hears(said, mended=False)
    decided = place.hears(said)

    assert again.reference == decided.reference == said.forwarded.to
    assert len(decided.decisions) == 1
    assert decided.department == "accounts"
    assert Flag.FAULT not in decided.flags
    assert Flag.REFERENCE_TAKEN not in decided.flags
    assert place.rests() == {inquiry().inquiry_id: 1, ODD.inquiry_id: 1}
