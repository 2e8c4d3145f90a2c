"""What was claimed goes out by the ways that there are; of several, the first that takes it."""

import orjson
import pytest
from msgspec.structs import replace

from services.notifier.answers import (
    Answer,
    Deferred,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
    Withheld,
)
from services.notifier.envoy import outcome
from services.notifier.means import WaysOut
from services.notifier.receipt import Gateway, read
from services.notifier.sms import MOST_SEGMENTS
from services.notifier.ways import Way
from switchboard.contracts.notices import Message, StaffNotice
from switchboard.contracts.values import Identity, Medium, Seconds
from switchboard.http.multipart import read_form
from switchboard.http.standard_webhooks import Signer, signer_of
from switchboard.http.whereabouts import private
from tests.notifier.owing import acknowledge, alert, announce, assign, reply
from tests.notifier.provider import HANG, HANG_UP, Says
from tests.notifier.relay import closed_port
from tests.notifier.street import street

TEL = Identity("tel:+4917012345")
FAX = Identity("fax:+4930901821")


def to(notice: Message, address: Identity) -> Message:
    return replace(notice, to=address)


async def test_a_customer_who_called_is_told_by_a_short_message() -> None:
    async with street() as here:
        answer = await here.send(to(acknowledge(), TEL))

    assert answer == Sent(provider_id="SM1")
    [asked] = here.provider.asked
    assert asked.form["To"] == "+4917012345"
    assert asked.form["Body"]
    receipt = read((b"newest",), Gateway.TWILIO, asked.form["StatusCallback"].partition("=")[2])
    assert receipt is not None
    assert receipt.notice_id == acknowledge().notice_id


async def test_a_customer_who_sent_a_fax_gets_one() -> None:
    async with street() as here:
        answer = await here.send(to(acknowledge(), FAX))

    assert answer == Sent(provider_id="fax-1")
    [asked] = here.provider.asked
    parts = {part.name: part.data for part in read_form(asked.headers["content-type"], asked.body)}
    assert parts["to"] == b"+4930901821"
    assert parts["file"].startswith(b"%PDF-")
    assert parts["callbackUrl"].startswith(b"https://help.acme.example/v1/fax/receipts/sinch?")


async def test_a_reply_that_no_short_message_holds_is_refused_not_cut() -> None:
    async with street() as here:
        await here.town.blobs.put("replies/1", b"long " * 1_000)
        answer = await here.send(to(reply(), TEL))

    assert isinstance(answer, Refused)
    assert f"at most {MOST_SEGMENTS}" in answer.reason
    assert here.provider.asked == []


async def test_a_reply_that_no_fax_holds_is_refused() -> None:
    async with street() as here:
        await here.town.blobs.put("replies/1", b"long\n" * 2_000)
        answer = await here.send(to(reply(), FAX))

    assert answer == Refused("too long for a fax: it fills more than 10 pages")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (TEL, "no gateway sends short messages: set SWITCHBOARD_SMS"),
        (FAX, "no provider sends faxes: set SWITCHBOARD_FAX"),
    ],
)
async def test_where_there_is_no_gateway_it_is_said(address: Identity, why: str) -> None:
    async with street() as here:
        here.out = WaysOut()

        assert await here.send(to(acknowledge(), address)) == Withheld(why)
        assert await here.send(to(reply(), address)) == Refused(why)


async def test_a_short_message_that_is_not_written_yet_waits() -> None:
    async with street() as here:
        answer = await here.send(to(reply(), TEL))

    assert isinstance(answer, Deferred)


async def test_another_system_is_told_of_a_milestone_under_the_notices_id() -> None:
    async with street() as here:
        answer = await here.send(announce())

    assert answer == Sent(destination="crm", medium=Medium.WEBHOOK)
    [asked] = here.provider.asked
    assert (asked.path, asked.headers["webhook-id"]) == ("/crm", announce().notice_id)
    assert orjson.loads(asked.body)["type"] == "case.opened"
    signer = Signer("us", (b"kkk" * 8,))
    assert signer_of(asked.headers, asked.body, [signer], here.town.clock.now()) is signer


async def test_a_milestone_is_told_to_systems_alone() -> None:
    async with street() as here:
        answers = [
            await here.send(announce(to="destination:boss")),
            await here.send(announce(to="destination:gone")),
        ]

    assert answers == [
        Refused("a milestone is told by a webhook, and this is email"),
        Refused("gone is not among the destinations of the settings"),
    ]


async def test_a_webhook_of_the_strategy_is_on_the_internet_or_is_none() -> None:
    async with street() as here:
        here.out = here.out._replace(private=private(""))
        answer = await here.send(announce(to=f"https://127.0.0.1:{here.provider.port}/x"))

    assert answer == Refused("127.0.0.1 is not an address on the Internet")
    assert here.provider.asked == []


async def test_staff_are_told_by_mail_as_their_entry_says() -> None:
    async with street() as here:
        here.reach = ("mailto:r@acme.example",)
        answer = await here.send(alert(to="staff:r.hartono"))

    assert answer == Sent(medium=Medium.EMAIL)
    [letter] = here.town.sink.letters()
    assert letter["To"] == "r@acme.example"


@pytest.mark.parametrize(
    ("reach", "medium", "destination"),
    [
        (("tel:+4917012345", "mailto:r@acme.example"), Medium.SMS, ""),
        (("destination:duty", "mailto:r@acme.example"), Medium.CHAT, "duty"),
        (("destination:crm", "mailto:r@acme.example"), Medium.WEBHOOK, "crm"),
        (("destination:boss", "tel:+4917012345"), Medium.EMAIL, "boss"),
        (("fax:+4930901821",), Medium.FAX, ""),
    ],
)
async def test_the_first_way_of_somebody_is_tried_first(
    reach: tuple[str, ...], medium: Medium, destination: str
) -> None:
    async with street() as here:
        here.reach = reach
        answer = await here.send(alert(to="staff:r.hartono"))

    assert isinstance(answer, Sent)
    assert (answer.medium, answer.destination) == (medium, destination)
    assert len(here.provider.asked) + len(here.town.sink.taken) == 1


@pytest.mark.parametrize("says", [Says(500), Says(404), Says(410), HANG_UP])
async def test_where_the_first_way_fails_the_second_is_gone(says: Says | str) -> None:
    async with street() as here:
        here.reach = ("destination:crm", "mailto:r@acme.example")
        here.provider.says.append(says)
        answer = await here.send(alert(to="staff:r.hartono"))

    assert answer == Sent(medium=Medium.EMAIL)
    assert (len(here.provider.asked), len(here.town.sink.taken)) == (1, 1)


async def test_where_no_way_takes_it_all_reasons_are_told() -> None:
    async with street() as here:
        here.gateway = f"http://127.0.0.1:{closed_port()}"
        here.out = here.connected()
        here.town.sink.says.append("550 no such mailbox")
        here.reach = ("tel:+4917012345", "mailto:r@acme.example")
        answer = await here.send(alert(to="staff:r.hartono"))

    assert isinstance(answer, Unreachable)
    assert answer.reason == (
        "sms: 127.0.0.1 can't be reached (ConnectError); email: 550 no such mailbox"
    )


async def test_staff_who_cannot_be_reached_are_refused_so_that_another_is_told() -> None:
    async with street() as here:
        assert await here.send(alert(to="staff:nobody")) == Refused("nobody is not among our staff")
        assert await here.send(alert(to="staff:r.hartono")) == Refused(
            "nobody has said how r.hartono is reached"
        )


async def test_several_alerts_are_one_message_of_one_id() -> None:
    alerts: list[StaffNotice] = [alert(number, to="destination:crm") for number in (1, 2, 3)]
    async with street() as here:
        answer = await here.send(*alerts, group="group-7")

    assert isinstance(answer, Sent)
    [asked] = here.provider.asked
    said = orjson.loads(asked.body)
    assert asked.headers["webhook-id"] == "group-7"
    assert (said["type"], said["data"]["count"]) == ("staff.alert", 3)


async def test_many_alerts_fit_a_short_message_to_staff() -> None:
    alerts = [alert(number, to="tel:+4917012345") for number in range(40)]
    async with street() as here:
        answer = await here.send(*alerts)

    assert isinstance(answer, Sent)


async def test_an_assignment_goes_to_the_department_s_own_system() -> None:
    async with street() as here:
        answer = await here.send(assign(to="destination:crm"))

    assert isinstance(answer, Sent)
    assert orjson.loads(here.provider.asked[0].body)["type"] == "staff.assignment"


async def test_a_chat_is_told_in_words() -> None:
    async with street() as here:
        answer = await here.send(alert(to="destination:duty"))

    assert answer == Sent(destination="duty", medium=Medium.CHAT)
    said = orjson.loads(here.provider.asked[0].body)
    assert said["title"]
    assert said["message"]


async def test_a_way_that_hangs_leaves_time_for_the_next() -> None:
    async with street() as here:
        here.out = here.out._replace(within=Seconds(8.0))
        here.reach = ("destination:crm", "tel:+4917012345")
        here.provider.says.append(HANG)
        answer = await here.send(alert(to="staff:r.hartono"))

    assert answer == Sent(medium=Medium.SMS, provider_id="SM1")


WAY = Way(Medium.SMS, "sms", "+49")


@pytest.mark.parametrize(
    ("answers", "means"),
    [
        ([Refused("a")], Refused("a")),
        ([Deferred("a"), Unanswered("b")], Unanswered("sms: a; sms: b")),
        ([Refused("a"), Unreachable("b"), Deferred("c")], Unreachable("sms: a; sms: b; sms: c")),
        ([Refused("a"), Deferred("b")], Deferred("sms: a; sms: b")),
        ([Withheld("a"), Refused("b")], Refused("sms: a; sms: b")),
        ([Withheld("a"), Withheld("b")], Withheld("sms: a; sms: b")),
    ],
)
def test_of_several_failures_the_one_counts_that_leaves_most_open(
    answers: list[Answer], means: Answer
) -> None:
    assert outcome([(WAY, one) for one in answers]) == means
