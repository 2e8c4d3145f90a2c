"""Letters to staff: one for one notice or for several, with the customer's words, and safe to reply to by mistake."""

import re
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notifier.address import Mailbox, own
from services.notifier.answers import Refused, Sent
from services.notifier.attempts import claim
from services.notifier.compose import House, compose_staff, staff_message_id
from services.notifier.library import Library
from services.notifier.links import Links
from services.notifier.post import CameBack, Post, nothing_came_back
from services.notifier.scribe import Scribe
from services.notifier.shell import house_of, relay_of
from switchboard.bus.port import Draft
from switchboard.contracts.codec import encode_event
from switchboard.contracts.customer import Staff, Undeliverable
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.notices import Assign, StaffNotice
from switchboard.contracts.reference import grouped, slot_of_reference, token, verify_token
from switchboard.contracts.topics import INTAKE, slot_key
from switchboard.contracts.values import Channel, Identity, InquiryId, Medium, Recipient
from switchboard.strategy.letters import Letter
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import ANA, PARTITIONS, STRATEGY, partition
from tests.notifier.shown import alert, assign
from tests.notifier.test_compose import ANYTHING, read
from tests.notifier.town import Town, town

KARIN = Staff(staff_id="k.vogel", name="Karin Vogel", languages=("de",))
DESK = Recipient("mailto:desk@acme.example")
WORDS = "The pump stops.\nIt smokes."


def ours(notice: Assign, position: int | None = None) -> Assign:
    return replace(notice, strategy_id=STRATEGY, position=position, to=DESK)


def scribe_of(here: Town) -> Scribe:
    links = Links("https://help.acme.example", here.settings.token_keys)
    return Scribe(
        Library(here.blobs), here.bus, PARTITIONS, here.clock, links, {"k.vogel": KARIN}.get
    )


def post_of(here: Town, came_back: CameBack = nothing_came_back) -> Post:
    relay = relay_of(here.settings)
    return Post(house_of(here.settings), scribe_of(here), relay, here.clock, came_back)


def claimed(here: Town, notice: StaffNotice, group: str = "") -> Delivery:
    own_id = staff_message_id(house_of(here.settings), group or notice.notice_id)
    return claim(notice, None, Medium.EMAIL, own_id, SUNDAY_NOON)


async def heard(here: Town, notice: Assign, text: str = WORDS) -> None:
    """Have the inquiry of `notice` in the log, as the first of its partition."""
    slot = slot_of_reference(notice.reference)
    said = InquiryReceived(
        inquiry_id=notice.inquiry_id or InquiryId(""),
        reference=notice.reference,
        slot=slot,
        channel=Channel.WEB,
        received_at=SUNDAY_NOON,
        sender=Sender(identities=(ANA,)),
        text=text,
    )
    value, headers = encode_event(said, source="/test", at=SUNDAY_NOON)
    place = partition(notice.reference)
    await here.bus.publish([Draft(INTAKE, place, slot_key(slot), value, headers)])


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace(" \r\n", " ").replace("\r\n", "\n")


async def test_an_assignment_goes_out_with_the_words_that_stand_in_the_log() -> None:
    async with town() as here:
        notice = ours(assign(), 0)
        await heard(here, notice)

        assert (
            await post_of(here).send_staff([notice], [claimed(here, notice)], DESK, None) == Sent()
        )
        [letter] = here.sink.letters()
        assert letter["To"] == "desk@acme.example"
        assert str(letter["Subject"]).startswith("[new] fault, urgent: ")
        assert "> The pump stops.\n> It smokes." in text_of(letter)
        assert "https://help.acme.example/t/" in text_of(letter)


async def test_words_that_the_log_has_forgotten_stop_no_letter() -> None:
    async with town() as here:
        notice = ours(assign(), 7)
        await heard(here, notice)

        await post_of(here).send_staff([notice], [claimed(here, notice)], DESK, None)
        assert "not at hand any more" in text_of(here.sink.letters()[0])


async def test_the_reader_is_written_to_in_their_language_and_names_are_those_of_the_directory() -> (
    None
):
    async with town() as here:
        notice = ours(assign())

        await post_of(here).send_staff([notice], [claimed(here, notice)], DESK, KARIN)
        assert "Zugewiesen an: Karin Vogel" in text_of(here.sink.letters()[0])


async def test_a_reply_to_it_proves_no_case_and_comes_from_a_machine() -> None:
    async with town() as here:
        notice = ours(assign())
        await post_of(here).send_staff([notice], [claimed(here, notice)], DESK, None)

        [letter] = here.sink.letters()
        raw = letter.as_string()
        keys = here.settings.token_keys
        assert "Reply-To" not in letter
        assert "References" not in letter
        assert token(keys, notice.reference) not in raw
        found = re.findall(r"[\w.]+(?=@)", str(letter["Message-ID"]))
        assert [verify_token(keys, one) for one in found] == [None]
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter["X-Auto-Response-Suppress"] == "All"


async def test_what_comes_back_unread_names_its_case_by_the_envelope() -> None:
    async with town() as here:
        notice = ours(assign())
        await post_of(here).send_staff([notice], [claimed(here, notice)], DESK, None)

        [envelope] = here.sink.taken
        tag = str(envelope.mail_from).partition("+")[2].partition("@")[0]
        assert verify_token(here.settings.token_keys, tag) == notice.reference


async def test_several_cases_are_one_letter_under_one_message_id_however_often_it_is_sent() -> None:
    async with town() as here:
        notices = [replace(alert(number), strategy_id=STRATEGY) for number in (1, 2, 3)]
        claims = [claimed(here, one, "group-1") for one in notices]
        for _ in range(2):
            assert await post_of(here).send_staff(notices, claims, DESK, None) == Sent()

        first, second = here.sink.letters()
        assert first["Message-ID"] == second["Message-ID"] == claims[0].message_id
        assert all(grouped(one.reference) in text_of(first) for one in notices)


async def test_one_that_may_be_there_twice_says_so() -> None:
    async with town() as here:
        notice = ours(assign())
        again = replace(claimed(here, notice), repeated=True)

        await post_of(here).send_staff([notice], [again], DESK, None)
        assert "Possible repeat" in text_of(here.sink.letters()[0])


async def test_nothing_is_sent_to_addresses_of_our_own_or_from_which_letters_came_back() -> None:
    async with town() as here:
        notice = ours(assign())
        mark = Undeliverable(identity=Identity(DESK), at=SUNDAY_NOON, reference=notice.reference)
        claims = [claimed(here, notice)]

        dead = await post_of(here, lambda _: mark).send_staff([notice], claims, DESK, None)
        mine = Recipient("mailto:support@acme.example")
        loop = await post_of(here).send_staff([notice], claims, mine, None)
        assert isinstance(dead, Refused)
        assert "came back" in dead.reason
        assert not isinstance(loop, Sent)
        assert here.sink.taken == []


async def test_a_strategy_that_is_not_there_yet_is_waited_for() -> None:
    async with town() as here:
        notice = replace(ours(assign()), strategy_id=alert().strategy_id)

        answer = await post_of(here).send_staff([notice], [claimed(here, notice)], DESK, None)
        assert "cannot be written yet" in getattr(answer, "reason", "")


async def test_a_log_that_does_not_answer_is_waited_for() -> None:
    async with town() as here:
        notice = ours(assign(), 0)
        scribe = scribe_of(here)
        await here.bus.close()

        answer = await scribe.staff_letter([notice], None)
        assert "the bus does not answer" in getattr(answer, "reason", "")


async def test_a_short_message_to_staff_is_a_line() -> None:
    async with town() as here:
        said = await scribe_of(here).staff_short([ours(assign())], KARIN)

        assert isinstance(said, str)
        assert said.startswith("[neu] Störung, dringend: ")


@given(ANYTHING, ANYTHING, ANYTHING, st.sampled_from([1, 3]))
def test_whatever_is_written_each_header_is_one_and_one_recipient_gets_it(
    subject: str, sender: str, body: str, number: int
) -> None:
    house = House(
        Mailbox("support", "acme.example"),
        Mailbox("support", "mail.acme.example"),
        (b"k",),
        own([]),
    )
    letter = Letter(subject, body, body, sender)

    mail = compose_staff(
        alert(number), letter, Mailbox("desk", "acme.example"), house, "<staff.1@x.example>", SUNDAY_NOON
    )  # fmt: skip
    message = read(mail.raw)
    names = [name.lower() for name, _ in message.items()]
    assert len(names) == len(set(names))
    assert set(names) <= {
        *("from", "to", "date", "message-id", "subject", "auto-submitted", "mime-version"),
        *("x-auto-response-suppress", "x-switchboard-notice", "content-type"),
    }
    assert [one.addr_spec for one in message["To"].addresses] == ["desk@acme.example"]
    assert [one.addr_spec for one in message["From"].addresses] == ["support@acme.example"]
    assert mail.recipient == "desk@acme.example"
    assert all(len(line) <= 998 for line in mail.raw.split(b"\r\n"))
