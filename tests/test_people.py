"""Who is who: merged customers count as one, shared identities name nobody, and the order of the log's past is no matter."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from switchboard.bus.port import Record
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import (
    Customer,
    CustomerFacts,
    Entry,
    Merged,
    Shared,
    Undeliverable,
)
from switchboard.contracts.topics import DIRECTORY
from switchboard.contracts.values import Identity, Reference, UnixSeconds
from switchboard.directory import Directory, customer_key, shared_key, undeliverable_key
from switchboard.people import People
from tests.harness.clock import SUNDAY_NOON

ANA = Identity("mailto:ana@example.com")
FAX = Identity("fax:+4930901821")
OFFICE = Identity("tel:+4930901820")


def customer(customer_id: str, *identities: Identity, into: str = "") -> Customer:
    merged = Merged(into=into) if into else None
    facts = CustomerFacts(customer_id=customer_id)
    return Customer(facts=facts, identities=identities, merged=merged)


def people(*entries: Customer) -> People:
    found = People()
    for entry in entries:
        found.stand(entry)
    return found


def named(those: People, *identities: Identity) -> str:
    facts = those.facts(identities)
    return facts.customer_id if facts else ""


def test_who_was_merged_counts_as_the_other_by_every_name() -> None:
    those = people(customer("A", ANA, into="B"), customer("B", FAX))

    for one in (ANA, FAX, Identity("customer:A"), Identity("customer:B")):
        assert named(those, one) == "B"
    assert named(those, ANA, FAX) == "B"
    assert those.merged_into("B") == [customer("A", ANA, into="B")]


def test_a_split_gives_back_what_came_by_the_merge_and_nothing_else() -> None:
    those = people(customer("A", ANA, into="B"), customer("B", FAX))

    those.stand(customer("B", FAX, OFFICE))
    those.stand(customer("A", ANA))

    assert [named(those, one) for one in (ANA, FAX, OFFICE)] == ["A", "B", "B"]
    assert those.merged_into("B") == []


def test_merges_lead_on_and_a_split_takes_along_who_was_merged_before() -> None:
    chain = [customer("A", ANA, into="B"), customer("B", FAX, into="C"), customer("C")]
    those = people(*chain)
    assert (those.chain("A"), those.depth("C")) == (["A", "B", "C"], 2)

    those.stand(customer("B", FAX))

    assert [named(those, one) for one in (ANA, FAX)] == ["B", "B"]


def test_a_circle_merges_nobody() -> None:
    those = people(customer("A", ANA, into="B"), customer("B", FAX, into="A"))

    assert [named(those, one) for one in (ANA, FAX)] == ["A", "B"]
    assert (those.merged_into("A"), those.depth("A")) == ([], 0)


def test_who_was_merged_into_somebody_gone_is_themselves_again() -> None:
    those = people(customer("A", ANA, into="B"), customer("B"))

    those.leave("B")

    assert named(those, ANA) == "A"


def test_an_identity_of_two_customers_names_somebody_once_they_are_one() -> None:
    those = people(customer("A", OFFICE), customer("B", OFFICE))
    assert (named(those, OFFICE), those.shared([ANA, OFFICE])) == ("", (OFFICE,))

    those.stand(customer("A", OFFICE, into="B"))

    assert (named(those, OFFICE), those.shared([OFFICE])) == ("B", ())


def test_a_shared_identity_names_nobody_until_the_mark_is_taken_back() -> None:
    those = people(customer("A", ANA, OFFICE))
    those.share("tel:+4930901820", Shared(identity=OFFICE))

    assert (named(those, OFFICE), named(those, OFFICE, ANA)) == ("", "A")
    assert (those.shared([OFFICE, ANA]), those.shares()) == ((OFFICE,), [Shared(identity=OFFICE)])
    those.share("tel:+4930901820", None)
    assert named(those, OFFICE) == "A"


def test_a_mark_counts_for_every_spelling_of_an_address() -> None:
    directory = Directory()
    upper = Identity("mailto:ANA@example.com")
    directory.apply([record(0, shared_key(upper), Shared(identity=upper))])

    assert directory.people.shared([ANA]) == (ANA,)


def test_an_address_to_which_letters_go_again_is_not_among_those_they_cannot_reach() -> None:
    those = People()
    mark = Undeliverable(identity=ANA, at=SUNDAY_NOON, reference=Reference("K7Q2M9XD4RT"))
    those.mark(ANA, mark)
    assert those.undeliverables() == [mark]

    cleared = replace(mark, cleared_at=UnixSeconds(SUNDAY_NOON + 1))
    those.mark(ANA, cleared)

    assert (those.undeliverables(), those.undeliverable(ANA)) == ([], cleared)


def test_customers_are_listed_page_by_page_in_the_order_of_their_ids() -> None:
    those = people(*(customer(one) for one in "CABD"))

    pages = [[one.facts.customer_id for one in those.customers(after, 2)] for after in ("", "B")]
    assert pages == [["A", "B"], ["C", "D"]]


def record(offset: int, key: bytes, entry: Entry | None) -> Record:
    value = None if entry is None else encode_entry(entry)
    return Record(DIRECTORY, 0, offset, SUNDAY_NOON, key, value)


IDS = st.sampled_from(["A", "B", "C", "D"])
IDENTITIES = st.sampled_from([ANA, FAX, OFFICE, Identity("customer:B")])
STANDING = st.builds(
    lambda one, some, into: (customer_key(one), customer(one, *some, into=into)),
    IDS,
    st.lists(IDENTITIES, max_size=3, unique=True),
    st.just("") | IDS,
)
GONE = IDS.map(lambda one: (customer_key(one), None))
SHARED = IDENTITIES.map(lambda one: (shared_key(one), Shared(identity=one)))
UNSHARED = IDENTITIES.map(lambda one: (shared_key(one), None))
MARK = Undeliverable(identity=ANA, at=SUNDAY_NOON, reference=Reference("K7Q2M9XD4RT"))
MARKED = st.sampled_from([MARK, replace(MARK, cleared_at=SUNDAY_NOON), None]).map(
    lambda mark: (undeliverable_key(ANA), mark)
)
WRITTEN = STANDING | GONE | SHARED | UNSHARED | MARKED


def told(records: Sequence[Record]) -> list[object]:
    """Return all that a directory answers after these records."""
    directory = Directory()
    directory.apply(records)
    those = directory.people
    asked = [ANA, FAX, OFFICE, *(Identity(f"customer:{one}") for one in "ABCD")]
    return [
        those.customers("", 10),
        [those.facts([one]) for one in asked],
        [those.facts([one, ANA]) for one in asked],
        those.shared(asked),
        [those.merged_into(one) for one in "ABCD"],
        those.undeliverables(),
    ]


@given(st.lists(WRITTEN, max_size=25), st.data())
def test_whatever_compaction_has_left_out_the_directory_answers_the_same(
    written: list[tuple[bytes, Entry | None]], data: st.DataObject
) -> None:
    records = [record(offset, *one) for offset, one in enumerate(written)]
    newest = {one.key: one.offset for one in records}
    kept = [
        one
        for one in records
        if newest[one.key] == one.offset or data.draw(st.booleans(), label="kept")
    ]
    without_tombstones = [one for one in kept if one.value or newest[one.key] != one.offset]

    assert told(kept) == told(records)
    if not any(one.value is None for one in kept):
        assert told(without_tombstones) == told(records)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_keys_may_come_in_any_order(order: tuple[int, ...]) -> None:
    entries = [customer("A", ANA, into="B"), customer("B", into="C"), customer("C", FAX)]

    assert named(people(*(entries[one] for one in order)), ANA) == "C"
