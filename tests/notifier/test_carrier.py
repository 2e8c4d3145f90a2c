"""What is owed is paid once: against a real SMTP server and a log in memory."""

from services.notifier.lane import WIDTH
from switchboard.contracts.delivery import Delivery, Outcome
from switchboard.contracts.events import DeliveryReported
from switchboard.contracts.purposes import purpose_of
from tests.notifier.owing import (
    acknowledge,
    case,
    deliveries,
    owe,
    reference,
    reply,
    reports,
    say,
    strangers,
)
from tests.notifier.town import town


def outcomes(written: list[Delivery]) -> list[Outcome]:
    return [one.outcome for one in written]


async def test_an_acknowledgement_is_claimed_sent_recorded_and_reported() -> None:
    async with town() as here, here.notifier():
        notice = acknowledge()
        await owe(here.bus, notice)
        [sent] = await here.settled()

        assert outcomes(await deliveries(here.bus)) == [Outcome.CLAIMED, Outcome.SENT]
        assert await reports(here.bus) == [
            DeliveryReported(
                notice_id=notice.notice_id,
                reference=notice.reference,
                purpose=purpose_of(notice),
                outcome=Outcome.SENT,
                message_id=sent.message_id,
                settled_at=sent.at,
            )
        ]
        [letter] = here.sink.letters()
        assert letter["Message-ID"] == sent.message_id
        text = letter.get_body(("plain",))
        assert text is not None
        assert "Front desk of Acme Pumps" in text.get_content()


async def test_what_staff_wrote_goes_out_as_they_wrote_it() -> None:
    async with town() as here, here.notifier():
        await here.blobs.put("replies/1", "Turn the valve.\nGrüße".encode())
        await owe(here.bus, reply())
        await here.settled()

        text = here.sink.letters()[0].get_body(("plain",))
        assert text is not None
        assert "Turn the valve.\nGrüße" in text.get_content().replace("\r\n", "\n")


async def test_a_notice_is_paid_once_however_often_its_case_is_written() -> None:
    async with town() as here, here.notifier():
        for _ in range(3):
            await owe(here.bus, acknowledge())
        await here.settled()
        await owe(here.bus, acknowledge())
        await say(here.bus, case(2, acknowledge(2)))
        await here.settled(2)

        assert len(here.sink.taken) == 2


async def test_many_notices_share_a_few_commits_and_a_bounded_lane() -> None:
    async with town() as here:
        notices = strangers(3 * WIDTH)
        await owe(here.bus, *notices)
        async with here.notifier():
            settled = await here.settled(len(notices))

        assert len(here.sink.taken) == len(notices) == len({one.notice_id for one in settled})
        written = await deliveries(here.bus)
        assert outcomes(written[:WIDTH]) == [Outcome.CLAIMED] * WIDTH


async def test_a_notifier_that_was_down_for_a_day_loses_nothing_and_repeats_nothing() -> None:
    async with town() as here:
        async with here.notifier():
            await owe(here.bus, acknowledge(1))
            await here.settled()
        await owe(here.bus, acknowledge(2))
        here.clock.advance(86_400)
        async with here.notifier():
            await here.settled(3)  # The first is still owed, and reported again.

        assert len(here.sink.taken) == 2


async def test_what_is_settled_and_still_owed_is_reported_again_and_not_sent_again() -> None:
    async with town() as here:
        async with here.notifier():
            await owe(here.bus, acknowledge())
            await here.settled()
        async with here.notifier():
            await here.settled(2)

        assert len({one.settled_at for one in await reports(here.bus)}) == 1
        assert len(here.sink.taken) == 1


async def test_what_is_no_longer_owed_is_not_reported_again() -> None:
    async with town() as here:
        async with here.notifier():
            await owe(here.bus, acknowledge())
            await here.settled()
        await say(here.bus, case())
        async with here.notifier():
            await owe(here.bus, acknowledge(2))
            await here.settled(2)

        assert [one.reference for one in await reports(here.bus)] == [reference(1), reference(2)]
