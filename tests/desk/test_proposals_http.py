"""A case shows which others may be the same matter, found among many, and whose they are."""

from typing import Any

from msgspec.structs import replace

from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Channel, Identity
from tests.desk.matter import BEN, case, gone, heard, inquiry, stood
from tests.desk.office import Office, until
from tests.desk.test_kin import FAX, LETTER, OURS, THEIRS

MAILED = replace(OURS, message_id="<1@example.com>")
FAXED = inquiry("fax", text=LETTER, subject="", sender=FAX, channel=Channel.FAX)


async def stand(office: Office, said: InquiryReceived, customer_id: str = "") -> str:
    """Have a case stand; return its reference as it is shown."""
    facts = CustomerFacts(customer_id=customer_id) if customer_id else None
    await office.read(heard(said), stood(case(said, customer=facts)))
    return grouped(said.reference)


async def proposed(office: Office, reference: str) -> list[tuple[str, str]]:
    shown: dict[str, Any] = await office.get(f"/v1/cases/{reference}")
    return [(one["reference"], one["reason"]) for one in shown["proposals"]]


async def test_a_colleagues_answer_is_proposed_from_both_sides(office: Office) -> None:
    first = await stand(office, MAILED)
    answer = replace(
        inquiry("ben", text="I saw it.", sender=BEN, subject="Pump"),
        references=("<0@example.com>", "<1@example.com>"),
        message_id="<2@example.org>",
    )
    second = await stand(office, answer)

    assert await proposed(office, first) == [(second, "answers")]
    assert await proposed(office, second) == [(first, "answers")]


async def test_the_same_text_by_fax_and_mail_is_proposed_where_the_directory_knows_both(
    office: Office,
) -> None:
    by_mail, by_fax = await stand(office, MAILED, "C-7"), await stand(office, FAXED, "C-7")

    assert await proposed(office, by_mail) == [(by_fax, "same_customer")]
    assert await proposed(office, by_fax) == [(by_mail, "same_customer")]


async def test_merged_customers_are_one_here_too(office: Office) -> None:
    for customer_id in ("C-7", "C-8"):
        await office.client.put(f"/v1/customers/{customer_id}", json={})
    by_mail, by_fax = await stand(office, MAILED, "C-7"), await stand(office, FAXED, "C-8")
    assert await proposed(office, by_mail) == []

    await office.client.post("/v1/customers/C-7/merge", json={"into": "C-8"})
    await until(lambda: office.desk.directory.people.winner("C-7") == "C-8")

    assert await proposed(office, by_mail) == [(by_fax, "same_customer")]


async def test_a_case_of_the_customers_own_identity_is_theirs_unless_others_use_it(
    office: Office,
) -> None:
    await office.client.put("/v1/customers/C-7", json={"fax": FAX.removeprefix("fax:")})
    await until(lambda: office.desk.directory.customer("C-7"))
    by_mail, by_fax = await stand(office, MAILED, "C-7"), await stand(office, FAXED)
    assert await proposed(office, by_mail) == [(by_fax, "same_customer")]

    await office.client.put(f"/v1/identities/{FAX}/shared", json={})
    await until(lambda: office.desk.directory.people.shared([Identity(FAX)]))

    assert await proposed(office, by_mail) == []


async def test_what_a_stranger_writes_under_the_same_subject_is_found_among_many(
    office: Office,
) -> None:
    ours = await stand(office, MAILED)
    for number in range(3):
        await stand(office, inquiry(f"other {number}", sender=BEN, subject="Something else"))
    theirs = await stand(office, replace(THEIRS, subject="Re: Pump stops"))

    assert await proposed(office, ours) == [(theirs, "same_subject")]


async def test_a_case_that_is_gone_is_not_proposed(office: Office) -> None:
    ours = await stand(office, MAILED)
    await stand(office, replace(THEIRS, subject="Pump stops"))

    await office.read(gone(THEIRS.reference))

    assert await proposed(office, ours) == []


async def test_of_a_subject_that_everybody_uses_those_nearest_in_time_are_compared(
    office: Office,
) -> None:
    ours = await stand(office, MAILED)
    near = await stand(office, replace(THEIRS, subject="Pump stops"))
    crowd = [
        inquiry(f"{n}", text=f"Something else, number {n}", subject="Pump stops", sender=BEN)
        for n in range(40)
    ]
    for said in crowd:
        office.clock.advance(60)
        await stand(office, said)

    assert await proposed(office, ours) == [(near, "same_subject")]
