"""A mail server hands a mail over: 250 says that it is durable, and which inquiry it is."""

import pytest

from services.channels.door import Door
from services.channels.limits import Limits
from services.channels.mail_recipients import recipients
from switchboard.bus.sqlite import SqliteBus
from tests.channels.doorway import door_on
from tests.channels.letters import letter
from tests.channels.mail.postman import Postman, office, stuffed, taken
from tests.channels.mail.reading import until
from tests.harness.clock import SUNDAY_NOON, HandClock


async def test_a_mail_that_was_taken_is_stored_as_it_came_with_its_envelope(
    door: Door, bus: SqliteBus
) -> None:
    async with office(door) as here:
        answer = await (await here.calls()).hands_over(
            letter() + b"\r\n", "ana@example.com", "support@acme.example", "sales@acme.example"
        )

    [original] = await taken(bus)
    assert answer == f"250 2.0.0 Taken in as inquiry {original.inquiry_id}"
    assert await door.blobs.get(original.blob) == letter() + b"\r\n"
    assert original.envelope.sender == "ana@example.com"
    assert original.envelope.recipients == ("support@acme.example", "sales@acme.example")


async def test_a_mail_reaches_us_when_its_last_byte_does_whatever_its_trace_says(
    door: Door, bus: SqliteBus
) -> None:
    async with office(door) as here:
        await (await here.calls()).hands_over(letter())

    [original] = await taken(bus)
    assert original.received_at == SUNDAY_NOON


async def test_a_mail_handed_over_twice_is_one_inquiry(door: Door) -> None:
    async with office(door) as here:
        postman = await here.calls()
        first = await postman.hands_over(letter())

        assert await postman.hands_over(letter()) == first


async def test_mails_without_message_id_are_each_their_own(door: Door) -> None:
    async with office(door) as here:
        postman, mail = await here.calls(), letter(without="Message-ID")

        assert await postman.hands_over(mail) != await postman.hands_over(mail)


async def test_the_null_sender_is_told_from_none(door: Door, bus: SqliteBus) -> None:
    async with office(door) as here:
        await (await here.calls()).hands_over(letter(), "")

    assert [one.envelope.sender for one in await taken(bus)] == [""]


async def test_dots_and_long_lines_and_eight_bits_come_through(door: Door, bus: SqliteBus) -> None:
    mail = letter(body=".\r\n..\r\n" + "x" * 100_000 + "\r\nGrüße\r\n.end\r\n")
    async with office(door) as here:
        postman = await here.calls()
        await postman.says("EHLO mx.example.com")
        await postman.says("MAIL FROM:<ana@example.com> BODY=8BITMIME")
        await postman.says("RCPT TO:<support@acme.example>")
        await postman.says("DATA")
        await postman.sends(stuffed(mail))
        assert (await postman.hears()).startswith("250")

    [original] = await taken(bus)
    assert await door.blobs.get(original.blob) == mail


async def test_addresses_in_other_letters_are_taken(door: Door, bus: SqliteBus) -> None:
    async with office(door) as here:
        postman = await here.calls()
        await postman.says("EHLO mx.example.com")
        assert (await postman.says("MAIL FROM:<anä@bücher.example> SMTPUTF8")).startswith("250")
        assert (await postman.says("RCPT TO:<hilfe@büro.example>")).startswith("250")
        await postman.says("DATA")
        await postman.sends(stuffed(letter()))
        await postman.hears()

    [original] = await taken(bus)
    assert original.envelope.sender == "anä@bücher.example"
    assert original.envelope.recipients == ("hilfe@büro.example",)


async def test_what_is_offered_is_what_we_do(door: Door) -> None:
    async with office(door) as here:
        postman = await here.calls()
        await postman.sends(b"EHLO mx.example.com\r\n")

        assert await postman.hears_all() == [
            "250-mail.acme.example",
            "250-SIZE 25000000",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250 PIPELINING",
        ]


async def test_commands_may_come_all_at_once(door: Door, bus: SqliteBus) -> None:
    async with office(door) as here:
        postman = await here.calls()
        await postman.sends(
            b"EHLO mx.example.com\r\nMAIL FROM:<a@example.com>\r\n"
            b"RCPT TO:<support@acme.example>\r\nDATA\r\n"
        )
        assert [(await postman.hears())[:3] for _ in range(4)] == ["250", "250", "250", "354"]
        again = b"MAIL FROM:<b@example.com>\r\nRCPT TO:<support@acme.example>\r\nDATA\r\n"
        await postman.sends(stuffed(letter("Message-ID: <1@b.example>")) + again)
        assert [(await postman.hears())[:3] for _ in range(4)] == ["250", "250", "250", "354"]
        await postman.sends(stuffed(letter("Message-ID: <2@b.example>")) + b"QUIT\r\n")
        assert [(await postman.hears())[:3] for _ in range(2)] == ["250", "221"]

    assert {one.envelope.sender for one in await taken(bus)} == {"a@example.com", "b@example.com"}


async def test_whoever_is_not_ours_is_refused_and_the_others_get_their_mail(
    door: Door, bus: SqliteBus
) -> None:
    ours = recipients(["support@acme.example"], [])
    async with office(door, recipients=ours) as here:
        postman = await here.calls()
        await postman.says("EHLO mx.example.com")
        await postman.says("MAIL FROM:<ana@example.com>")
        refused = await postman.says("RCPT TO:<victim@elsewhere.example>")
        early = await postman.says("DATA")
        assert (await postman.says("RCPT TO:<support+tag@acme.example>")).startswith("250")
        await postman.says("DATA")
        await postman.sends(stuffed(letter()))
        assert (await postman.hears()).startswith("250")
        assert here.refused("recipient") == 1

    assert refused.startswith("550 5.1.1")
    assert early.startswith("503")
    [original] = await taken(bus)
    assert original.envelope.recipients == ("support+tag@acme.example",)


async def test_recipients_are_taken_up_to_their_limit_and_no_more(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with office(door_on(bus, clock, Limits(smtp_recipients=2))) as here:
        postman = await here.calls()
        await postman.says("EHLO mx.example.com")
        await postman.says("MAIL FROM:<ana@example.com>")
        told = [(await postman.says(f"RCPT TO:<a{n}@acme.example>"))[:9] for n in range(3)]

    assert told == ["250 2.1.5", "250 2.1.5", "452 4.5.3"]


async def test_a_mail_takes_what_its_limit_says_and_no_more(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with office(door_on(bus, clock, Limits(mail_bytes=500))) as here:
        postman = await here.calls()
        fits = await postman.hands_over(letter().ljust(498) + b"\r\n")
        larger = await postman.hands_over(letter().ljust(499) + b"\r\n")
        after = await postman.hands_over(letter())
        announced = await postman.says("MAIL FROM:<ana@example.com> SIZE=501")
        assert here.refused("size") == 1

    assert [answer[:3] for answer in (fits, larger, after, announced)] == [
        "250",
        "552",
        "250",
        "552",
    ]
    assert len(await taken(bus)) == 2


async def test_whoever_never_ends_is_sent_away(bus: SqliteBus, clock: HandClock) -> None:
    limits = Limits(mail_bytes=1_000, smtp_drained_bytes=50_000)
    async with office(door_on(bus, clock, limits)) as here:
        postman = await here.calls()
        await postman.begins()
        await postman.sends(b"x" * 51_001)

        assert (await postman.hears()).startswith("421 5.3.4")
        assert await postman.is_alone()

    assert await taken(bus) == []


async def test_all_mails_share_the_room_that_there_is_and_give_it_back(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(smtp_buffered_bytes=1_000))
    async with office(door) as here:
        slow, quick = await here.calls(), await here.calls()
        await slow.begins()
        await slow.sends(letter().ljust(900))
        await quick.begins()
        await until(lambda: len(here.hall.room) >= 900)
        await quick.sends(stuffed(letter()))
        crowded = await quick.hears()
        await slow.sends(b"\r\n.\r\n")
        taken_in = await slow.hears()
        again = await quick.hands_over(letter())

    assert [crowded[:9], taken_in[:3], again[:3]] == ["452 4.3.1", "250", "250"]
    assert len(here.hall.room) == 0


async def test_a_log_that_does_not_answer_has_the_sender_try_again(
    door: Door, bus: SqliteBus
) -> None:
    async with office(door) as here:
        postman = await here.calls()
        await bus.close()

        assert (await postman.hands_over(letter())).startswith("451 4.3.0")
        assert here.refused("unavailable") == 1
        assert (await postman.says("NOOP")).startswith("250")


async def test_the_door_counts_what_came_in(door: Door) -> None:
    async with office(door) as here:
        await (await here.calls()).hands_over(letter())

    count = door.metrics.registry.get_sample_value
    assert count("switchboard_inquiries_received_total", {"channel": "email"}) == 1


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("MAIL FROM:<a\0b@example.com>", "553"),
        ("MAIL FROM:<" + "a" * 400 + "@example.com>", "553"),
        ("MAIL FROM:" + "x" * 2_100, "500"),
        ("MAIL FROM:" + "x" * 200_000, "500"),
        ("MAIL FROM:<a@example.com> SIZE=99999999999999", "552"),
        ("MAIL FROM:<a@example.com> SIZE=x", "501"),
        ("RCPT TO:<support@acme.example>", "503"),
        ("DATA", "503"),
        ("AUTH PLAIN AGEAYg==", "502"),
        ("VRFY support@acme.example", "252"),
        ("EXPN all", "502"),
        ("LHLO mx.example.com", "502"),
        ("STARTTLS", "454"),
        ("\x80\xff", "500"),
        ("", "500"),
        ("GET / HTTP/1.1", "500"),
    ],
)
async def test_whatever_else_is_said_has_its_answer(door: Door, said: str, answered: str) -> None:
    async with office(door) as here:
        postman = await here.calls()
        await postman.says("EHLO mx.example.com")
        await postman.sends(said.encode("latin-1") + b"\r\n")

        assert (await postman.hears()).startswith(answered)
        assert await (await here.calls()).hands_over(letter())


async def test_brackets_without_end_break_nothing(door: Door) -> None:
    async with office(door) as here:
        postman = await here.calls()
        await postman.says("EHLO mx.example.com")

        assert (await postman.says(f"MAIL FROM:<{'(' * 1_900}>"))[:3] in {"553", "421"}
        assert await (await here.calls()).hands_over(letter())


async def test_whoever_talks_without_end_is_sent_away(door: Door) -> None:
    async with office(door) as here:
        postman: Postman = await here.calls()
        await postman.sends(b"NOOP\r\n" * 101)

        told = [await postman.hears() for _ in range(101)]

    assert [told[99][:3], told[100][:3]] == ["250", "421"]
