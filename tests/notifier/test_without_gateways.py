"""A machine that nothing leaves keeps short messages and faxes to customers, as it keeps mail."""

from pathlib import Path

from msgspec.structs import replace

from services.notifier.answers import Refused, Sent
from services.notifier.means import WaysOut
from services.notifier.shelf import page
from switchboard.contracts.notices import Message
from switchboard.contracts.values import Identity
from tests.notifier.owing import acknowledge, alert, reply
from tests.notifier.street import street

TEL = Identity("tel:+4917012345")
FAX = Identity("fax:+4930901821")


def to(notice: Message, address: Identity) -> Message:
    return replace(notice, to=address)


async def test_where_nothing_leaves_this_machine_it_lies_in_the_outbox(tmp_path: Path) -> None:
    async with street() as here:
        here.town.settings = here.town.settings._replace(relay="", outbox=tmp_path)
        here.out = WaysOut()
        texted = await here.send(to(acknowledge(1), TEL))
        faxed = await here.send(to(acknowledge(2), FAX))
        to_staff = await here.send(alert(to="tel:+4917012345"))

    assert (texted, faxed) == (Sent(), Sent())
    assert isinstance(to_staff, Refused)
    text = (tmp_path / f"{acknowledge(1).notice_id}.sms.txt").read_text()
    assert text.startswith("To: +4917012345\nDate: Sun, 22 Nov 2026 12:00:00 +0000\n\n")
    assert (tmp_path / f"{acknowledge(2).notice_id}.fax.pdf").read_bytes().startswith(b"%PDF-")
    texts, faxes = page(tmp_path, None, 1), page(tmp_path, None, 2).letters
    assert {(one.notice_id, one.to) for one in faxes} == {
        (acknowledge(1).notice_id, "+4917012345"),
        (acknowledge(2).notice_id, "+4930901821"),
    }
    assert {one.file.partition(".")[2] for one in faxes} == {"sms.txt", "fax.pdf"}
    assert texts.following is not None


async def test_a_text_too_long_for_a_short_message_is_refused_without_a_gateway_too(
    tmp_path: Path,
) -> None:
    async with street() as here:
        here.town.settings = here.town.settings._replace(relay="", outbox=tmp_path)
        here.out = WaysOut()
        await here.town.blobs.put("replies/1", b"long " * 1_000)
        answer = await here.send(to(reply(), TEL))

    assert isinstance(answer, Refused)
    assert page(tmp_path, None, 9).letters == ()
