"""A letter that came back is noted once; a mail from the address, or staff, take it back."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.desk.heed import Heed, news
from switchboard.bus.port import Record
from switchboard.contracts.case import Bounced
from switchboard.contracts.customer import Undeliverable
from switchboard.contracts.values import Channel, Identity, Nature, UnixSeconds
from switchboard.people import People
from tests.desk.matter import ANA, BEN, case, heard, inquiry, later, stood
from tests.desk.office import Office, until
from tests.harness.clock import SUNDAY_NOON

LETTER = inquiry("letter")


def came_back(*identities: Identity, at: float = 60) -> Record:
    """Return the record of a case whose letters came back."""
    stands = case(LETTER)
    marks = tuple(
        Bounced(identity=one, at=later(at), inquiry_id=LETTER.inquiry_id) for one in identities
    )
    draft = stood(replace(stands, bounced=marks))
    return Record(draft.topic, draft.partition, 0, later(at), draft.key, draft.value)


def wrote(at: float, sender: Identity = ANA, **more: Any) -> Record:
    """Return the record of a mail."""
    said = replace(inquiry(f"at {at}", sender=sender, channel=Channel.EMAIL), **more)
    draft = heard(said)
    return Record(draft.topic, draft.partition, 0, later(at), draft.key, draft.value)


def mark(at: float = 60, cleared_at: UnixSeconds | None = None) -> Undeliverable:
    return Undeliverable(
        identity=ANA, at=later(at), reference=LETTER.reference, cleared_at=cleared_at
    )


def known(entry: Undeliverable) -> People:
    people = People()
    people.mark(ANA, entry)
    return people


def test_an_address_from_which_a_letter_came_back_is_noted_once() -> None:
    records = [came_back(ANA), came_back(ANA)]

    assert news(records, People()) == [mark()]
    assert news(records, known(mark())) == []


def test_a_later_bounce_is_noted_anew() -> None:
    assert news([came_back(ANA, at=120)], known(mark())) == [mark(120)]


def test_whoever_writes_from_an_address_reads_it() -> None:
    assert news([wrote(61)], known(mark())) == [mark(cleared_at=later(61))]
    for records in ([came_back(ANA), wrote(61)], [wrote(61), came_back(ANA)]):
        assert news(records, People()) == [mark(cleared_at=later(61))]
    assert news([wrote(61, Identity("mailto:ANA@example.com"))], known(mark())) != []


@pytest.mark.parametrize(
    "record",
    [
        wrote(60),
        wrote(61, BEN),
        wrote(61, nature=Nature.OUT_OF_OFFICE),
        wrote(61, channel=Channel.WEB),
        wrote(61, authentication={"dmarc": "fail"}),
    ],
)
def test_what_proves_nothing_takes_nothing_back(record: Record) -> None:
    assert news([record], known(mark())) == []


def test_what_staff_took_back_stays_so_until_the_next_letter_comes_back() -> None:
    cleared = mark(cleared_at=later(90))

    assert news([came_back(ANA), came_back(ANA, at=90)], known(cleared)) == []
    assert news([came_back(ANA, at=91)], known(cleared)) == [mark(91)]


def test_records_of_which_nothing_follows_tell_nothing() -> None:
    unreadable = Record("switchboard.intake", 0, 0, later(0), b"0000", b'{"channel":"email"')
    gone = Record("switchboard.cases", 0, 0, later(0), LETTER.reference.encode(), None)
    plain = stood(case(LETTER))

    records = [unreadable, gone, Record(plain.topic, 0, 0, later(0), plain.key, plain.value)]

    assert news(records, known(mark())) == []


@pytest.mark.parametrize("dead", [False, True], ids=["it wrote since", "it wrote before"])
async def test_whether_an_address_is_dead_does_not_hang_on_which_topic_was_read_first(
    office: Office, *, dead: bool
) -> None:
    heed = Heed(office.desk.directory, office.desk.enrolment, office.desk.store)
    await office.read(heard(inquiry("a mail", channel=Channel.EMAIL)))
    wrote_at = office.clock.now() - SUNDAY_NOON

    await heed([came_back(ANA, at=wrote_at + (1 if dead else -1))])

    people = office.desk.directory.people
    await until(lambda: people.undeliverable(ANA))
    assert people.is_dead(ANA) is dead


async def test_staff_have_letters_sent_to_an_address_again(office: Office) -> None:
    await office.desk.enrolment.mark([mark()])
    await until(office.desk.directory.people.undeliverables)
    listed = await office.get("/v1/identities")
    assert [one["identity"] for one in listed["undeliverable"]] == [ANA]
    await office.client.put("/v1/customers/C-7", json={"email": "ana@example.com"})
    assert (await office.get("/v1/customers/C-7"))["undeliverable"] == [ANA]

    answer = await office.client.delete(f"/v1/identities/{ANA}/undeliverable")
    await until(lambda: not office.desk.directory.people.undeliverables())

    assert answer.json() == {"identity": ANA, "undeliverable": None}
    assert (await office.get(f"/v1/identities/{ANA}"))["undeliverable"] is None
