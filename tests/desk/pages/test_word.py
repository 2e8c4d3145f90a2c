"""A customer adds something to their matter: durable when they are thanked, heard once, and lost never."""

import pytest
from msgspec.structs import replace

from services.desk.pages import limits
from switchboard.bus.port import Draft
from switchboard.contracts.case import Case
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Customer, CustomerFacts, Shared
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.links import LinkTo
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import DIRECTORY, PARTITIONS, partition_of, slot_key
from switchboard.contracts.values import Channel, Identity, Nature, Status
from switchboard.directory import customer_key, shared_key
from tests.desk.matter import ANA, case, gone, inquiry, stood
from tests.desk.office import Office, until
from tests.desk.pages.leaf import link, opens, posts, presses

ONLY = inquiry()
STANDS = case(ONLY)
PAGE = link(LinkTo.STATUS, ONLY.reference)


async def words(office: Office) -> list[InquiryReceived]:
    """Return what customers have added."""
    events = await office.events()
    assert all(isinstance(event, InquiryReceived) for event in events)
    return [event for event in events if isinstance(event, InquiryReceived)]


async def test_what_a_customer_adds_goes_to_their_case_and_they_are_thanked(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))

    page = await presses(bureau.client, PAGE, words="It smokes now.\r\nPlease hurry!")

    (said,) = await words(bureau)
    assert page.text("#good") == ("Thank you. We have what you wrote, and it is with your matter.")
    assert said == InquiryReceived(
        inquiry_id=said.inquiry_id,
        reference=said.reference,
        slot=slot_of_reference(ONLY.reference),
        channel=Channel.WEB,
        received_at=bureau.clock.now(),
        sender=Sender(identities=(ANA,)),
        text="It smokes now.\nPlease hurry!",
        nature=Nature.INQUIRY,
        verified_case=ONLY.reference,
        attributes={"page": "status"},
    )


async def test_it_stands_in_the_log_where_its_case_lives_and_is_counted_at_the_door(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))

    await presses(bureau.client, PAGE, words="It smokes.")

    (record,) = await bureau.intake()
    slot = slot_of_reference(ONLY.reference)
    assert (record.partition, record.key) == (partition_of(slot, PARTITIONS), slot_key(slot))
    figure = bureau.metrics.registry.get_sample_value
    assert figure("switchboard_inquiries_received_total", {"channel": "web"}) == 1
    posts_taken = {"page": "status", "ending": "taken"}
    assert figure("switchboard_link_posts_total", posts_taken) == 1


async def test_pressed_twice_on_one_page_it_is_said_once_and_later_on_again(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))
    await posts(bureau.client, PAGE, words="Any news?", seen="1")
    await posts(bureau.client, PAGE, words="Any news?", seen="1")
    await posts(bureau.client, PAGE, words="Any news? Please!", seen="1")
    await posts(bureau.client, PAGE, words="Any news?", seen="2")

    first, again, other, later_on = [one.inquiry_id for one in await words(bureau)]

    assert first == again
    assert len({first, other, later_on}) == 3


async def test_nothing_at_all_is_asked_for_again(bureau: Office) -> None:
    await bureau.read(stood(STANDS))

    page = await presses(bureau.client, PAGE, words=" \r\n\x00\t ")

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.text("#words-fault") == "Error: Write what you want to tell us."
    assert await words(bureau) == []


@pytest.mark.parametrize(("length", "status"), [(limits.WORD, 303), (limits.WORD + 1, 422)])
async def test_so_much_can_be_said_at_once_and_no_more_and_what_was_typed_is_kept(
    bureau: Office, length: int, status: int
) -> None:
    await bureau.read(stood(STANDS))
    long = "\N{CJK UNIFIED IDEOGRAPH-4E00}" * length

    page = await posts(bureau.client, PAGE, words=long)

    assert page.status == status
    if status == 422:
        assert page.text("#words-fault") == "Error: That is too long: at most 20,000 characters."
        assert page.fields()["words"] == long
        assert await words(bureau) == []


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.WAITING])
async def test_something_can_be_added_to_a_matter_of_any_status(
    bureau: Office, status: Status
) -> None:
    await bureau.read(stood(replace(STANDS, status=status)))

    page = await presses(bureau.client, PAGE, words="It is not settled.")

    assert len(await words(bureau)) == 1
    assert len(page.all("#good")) == 1


@pytest.mark.parametrize("stands", [None, replace(STANDS, participants=(), inquiries=())])
async def test_what_was_written_is_heard_even_where_the_matter_is_gone_meanwhile(
    bureau: Office, stands: Case | None
) -> None:
    await bureau.read(stood(STANDS))
    await bureau.read(stood(replace(stands, version=2)) if stands else gone(ONLY.reference))

    sent = await posts(bureau.client, PAGE, words="And my invoice?", seen="1")
    page = await opens(bureau.client, PAGE + sent.answer.headers["location"])

    assert [said.text for said in await words(bureau)] == ["And my invoice?"]
    assert page.status == 200
    assert "Thank you. We have what you wrote" in page.words


async def test_nothing_said_to_a_matter_that_is_gone_is_nothing(bureau: Office) -> None:
    page = await posts(bureau.client, PAGE, words="")

    assert page.status == 410
    assert await words(bureau) == []


@pytest.mark.parametrize("did", ["", "x" * 30, "0" * 30, "<script>", "a" * 10_000])
async def test_nobody_is_thanked_for_what_an_address_only_claims(bureau: Office, did: str) -> None:
    await bureau.read(stood(STANDS))

    page = await opens(bureau.client, f"{PAGE}?did={did}")

    assert (page.status, page.all("#good")) == (200, [])


async def test_it_says_what_the_directory_knows_of_its_sender(bureau: Office) -> None:
    facts = CustomerFacts(customer_id="C-7", tier="gold")
    entry = Customer(facts=facts, identities=(ANA,))
    await bureau.bus.publish([Draft(DIRECTORY, 0, customer_key("C-7"), encode_entry(entry))])
    await until(lambda: bureau.desk.directory.facts([ANA]))
    await posts(bureau.client, PAGE, words="One")
    mark = Draft(DIRECTORY, 0, shared_key(ANA), encode_entry(Shared(identity=ANA)))
    await bureau.bus.publish([mark])
    await until(lambda: bureau.desk.directory.people.shared([ANA]))
    await posts(bureau.client, PAGE, words="Two")

    one, two = await words(bureau)

    assert (one.customer, one.sender.shared) == (facts, ())
    assert (two.customer, two.sender.shared) == (None, (ANA,))


async def test_before_the_directory_is_read_nobody_is_taken_for_a_stranger(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    bureau.desk.directory.ready = False

    page = await posts(bureau.client, PAGE, words="It smokes.")

    assert (page.status, page.answer.headers["retry-after"]) == (503, "2")
    assert page.title == "Just a moment, please"
    assert await words(bureau) == []


async def test_who_wants_answers_elsewhere_writes_as_the_person_that_we_know(
    bureau: Office,
) -> None:
    office = Identity("mailto:office@example.com")
    (contact,) = STANDS.inquiries
    await bureau.read(stood(replace(STANDS, inquiries=(replace(contact, reply_to=office),))))

    await posts(bureau.client, link(LinkTo.STATUS, ONLY.reference, office), words="It smokes.")

    (said,) = await words(bureau)
    assert (said.sender.identities, said.reply_to) == ((ANA,), office)


async def test_a_word_to_a_merged_matter_goes_the_way_that_all_goes_that_reaches_it(
    bureau: Office,
) -> None:
    winner = replace(case(inquiry("second")), participants=(ANA,))
    loser = replace(STANDS, status=Status.MERGED, merged_into=winner.reference)
    await bureau.read(stood(loser), stood(winner))

    await presses(bureau.client, PAGE, words="It smokes.")

    (said,) = await words(bureau)
    assert said.verified_case == ONLY.reference
