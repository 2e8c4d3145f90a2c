"""What people write who would like a page to run it is shown as they wrote it, and is nothing else."""

from typing import NamedTuple

import httpx
import pytest
from msgspec.structs import replace

from switchboard.contracts.aftercare import Check
from switchboard.contracts.case import Case
from switchboard.contracts.customer import Staff
from switchboard.contracts.events import Sender
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.links import LinkTo
from switchboard.contracts.values import Status
from tests.channels.page.hostile import OURS, corpus
from tests.desk.matter import ANA, acted, asked, case, heard, inquiry, later, stood
from tests.desk.office import Office
from tests.desk.pages.crew import employs
from tests.desk.pages.leaf import Leaf, link, opens, posts

ALL = "\n".join([*OURS, *corpus()])
LINE = " ".join(ALL.split())
ELEMENTS = "script, img, svg, iframe, object, embed, link, base, meta[http-equiv], [onerror]"


def is_tame(page: Leaf) -> bool:
    return not page.all(ELEMENTS) and len(page.all("form")) <= 1 and len(page.all("h1")) == 1


class Siege(NamedTuple):
    """An office whose every word was written by somebody hostile, staff included."""

    office: Office
    stands: Case

    @property
    def client(self) -> httpx.AsyncClient:
        return self.office.client


@pytest.fixture
async def besieged(bureau: Office) -> Siege:
    """A case in which everything is hostile."""
    said = replace(
        inquiry(text=ALL, subject=LINE[:900]), sender=Sender(name=LINE[:200], identities=(ANA,))
    )
    done = f"{said.reference}/{'d' * 64}"
    reply = ReplyWritten(action_id="r", reference=said.reference, by=LINE[:100], body=done)
    await bureau.desk.blobs.put(done, ALL.encode())
    evil = Staff(staff_id="<b>evil", name=LINE[:100], departments=("service",))
    await employs(bureau, evil)
    stands = replace(
        acted(case(said), reply),
        subject=LINE[:200],
        name=LINE[200:400],
        done=done,
        checklist=(Check(task=LINE),),
        silenced_until=later(60),
        silenced_by=LINE[:50],
    )
    await bureau.read(heard(said), asked(reply), stood(stands))
    return Siege(bureau, stands)


async def test_what_the_customer_wrote_is_what_staff_read(besieged: Siege) -> None:
    task = link(LinkTo.TASK, besieged.stands.reference, "mailto:service@example.com")

    page = await opens(besieged.client, task)

    assert is_tame(page)
    assert [one.text() for one in page.all(".words")] == [ALL.replace("\0", ""), ALL]


async def test_an_alert_is_as_tame(besieged: Siege) -> None:
    path = link(LinkTo.ALERT, besieged.stands.reference, f"staff:{LINE[:100]}", LINE[:50])

    assert is_tame(await opens(besieged.client, path))


async def test_what_staff_say_was_done_is_shown_to_the_customer_as_text(besieged: Siege) -> None:
    settled = replace(besieged.stands, version=9, status=Status.RESOLVED)
    await besieged.office.read(stood(settled))

    page = await opens(besieged.client, link(LinkTo.STATUS, settled.reference))

    assert is_tame(page)
    assert page.all("#done")[0].text() == ALL


@pytest.mark.parametrize("to", LinkTo)
async def test_what_is_typed_comes_back_as_it_was(besieged: Siege, to: LinkTo) -> None:
    who = ANA if to in {LinkTo.STATUS, LinkTo.OUTCOME} else "mailto:service@example.com"
    path = link(to, besieged.stands.reference, who)
    long = ALL + "x" * 30_000

    page = await posts(
        besieged.client,
        f"{path}?lang={'%22%3E%3Cscript%3E' * 3}&did=%22%3E%3Cscript%3E",
        words=long if to is LinkTo.STATUS else ALL[:1_000],
        opinion=LINE[:200],
        do=LINE[:200],
        other=LINE[:200],
        seen='"><script>',
    )

    assert page.status == 422
    assert is_tame(page)
