"""Whose name an action bears: that of the person to whom the letter went, or of whoever says so among many."""

import pytest
from msgspec.structs import replace

from services.desk.pages import limits
from switchboard.bus.port import Draft
from switchboard.contracts.customer import Staff
from switchboard.contracts.links import LinkTo
from switchboard.contracts.topics import DIRECTORY
from switchboard.directory import staff_key
from switchboard.strategy.program import Program
from tests.desk.matter import case, heard, inquiry, stood
from tests.desk.office import Office, until
from tests.desk.pages.crew import ALI, EVA, FAR, GONE, MIA, actions, employs
from tests.desk.pages.leaf import Leaf, link, opens, posts, presses

ONLY = inquiry()
STANDS = case(ONLY)
SERVICES = link(LinkTo.TASK, ONLY.reference, "mailto:service@example.com")


def people(page: Leaf) -> list[str]:
    return page.texts(".choice label")


async def test_where_the_letter_went_to_a_department_its_people_say_who_they_are(
    bureau: Office,
) -> None:
    await employs(bureau, MIA, ALI, EVA, GONE, FAR)
    await bureau.read(stood(STANDS))

    page = await opens(bureau.client, SERVICES)
    nobody = await presses(bureau.client, SERVICES, do="claim")
    await presses(bureau.client, SERVICES, do="claim", by="a.meier")

    assert people(page) == ["Ali Meier (a.meier)", "e.kurz", "Mia Hansen (m.hansen)"]
    assert (nobody.status, nobody.text("#notice")) == (422, "Error: Say who you are.")
    assert [one.by for one in await actions(bureau)] == ["a.meier"]


CENTRE = link(LinkTo.TASK, ONLY.reference, "mailto:control@example.com")


@pytest.mark.parametrize(("said", "status"), [("f.ar", 303), ("g.one", 422), ("x.y", 422)])
async def test_where_the_letter_went_to_whoever_watches_all_somebody_else_says_so_by_their_id(
    bureau: Office, said: str, status: int
) -> None:
    await employs(bureau, MIA, GONE, FAR)
    await bureau.read(stood(STANDS))

    page = await posts(bureau.client, CENTRE, do="claim", by="m.hansen", other=f" {said} ")

    assert page.status == status
    assert [one.by for one in await actions(bureau)] == ([said] if status == 303 else [])
    if status == 422:
        assert page.text("#notice") == "Error: There is no member of staff with this id."
        assert page.fields()["other"] == said


@pytest.mark.parametrize(("said", "status"), [("f.ar", 422), ("l.ead", 303), ("e.kurz", 303)])
async def test_by_a_departments_link_act_its_people_its_lead_and_whoever_is_reached_there(
    bureau: Office, program: Program, said: str, status: int
) -> None:
    service = program.strategy.departments["service"].model_copy(update={"lead": "l.ead"})
    departments = program.strategy.departments | {"service": service}
    strategy = program.strategy.model_copy(update={"departments": departments})
    bureau.program = replace(program, strategy=strategy)
    await employs(bureau, MIA, EVA, FAR, Staff(staff_id="l.ead"))
    await bureau.read(stood(STANDS))

    page = await posts(bureau.client, SERVICES, do="claim", other=said)

    assert page.status == status
    assert [one.by for one in await actions(bureau)] == ([said] if status == 303 else [])


async def test_of_a_department_of_which_nobody_is_known_anybody_of_ours_may_be(
    bureau: Office,
) -> None:
    await employs(bureau, FAR)
    await bureau.read(stood(STANDS))

    assert (await posts(bureau.client, SERVICES, do="claim", other="f.ar")).status == 303
    assert (await posts(bureau.client, SERVICES, do="claim", other="x.y")).status == 422


@pytest.mark.parametrize(
    ("length", "status"), [(limits.STAFF_ID, 303), (limits.STAFF_ID + 1, 422), (0, 422)]
)
async def test_while_the_directory_knows_nobody_everybody_is_believed(
    bureau: Office, length: int, status: int
) -> None:
    await bureau.read(stood(STANDS))

    page = await opens(bureau.client, SERVICES)
    sent = await posts(bureau.client, SERVICES, do="claim", other="m" * length)

    assert people(page) == []
    assert sent.status == status


@pytest.mark.parametrize("said", ["customer", "Customer", "m hansen", "<b>", "m\u0430x"])
async def test_what_is_no_staff_id_names_nobody(bureau: Office, said: str) -> None:
    await bureau.read(stood(STANDS))

    sent = await posts(bureau.client, SERVICES, do="claim", other=said)

    assert (sent.status, await actions(bureau)) == (422, [])


async def test_until_the_directory_is_read_nobody_acts(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    bureau.desk.directory.ready = False

    for page in (SERVICES, link(LinkTo.ALERT, ONLY.reference, "staff:m.hansen")):
        looked = await opens(bureau.client, page)
        pressed = await posts(bureau.client, page, do="claim", other="the.boss")
        assert (looked.status, pressed.status) == (503, 503)
        assert looked.answer.headers["retry-after"] == "2"
    assert await actions(bureau) == []


async def test_whoever_was_removed_has_no_links_any_more(bureau: Office) -> None:
    await employs(bureau, ALI, MIA)
    await bureau.read(stood(STANDS))
    await bureau.bus.publish([Draft(DIRECTORY, 0, staff_key("m.hansen"), None)])
    await until(lambda: "m.hansen" not in bureau.desk.directory.staff)
    page = link(LinkTo.TASK, ONLY.reference, "staff:m.hansen")

    pressed = await posts(bureau.client, page, do="claim")

    assert ((await opens(bureau.client, page)).status, pressed.status) == (410, 410)
    assert await actions(bureau) == []


async def test_whose_account_is_closed_has_no_links_any_more(bureau: Office) -> None:
    await employs(bureau, GONE)
    await bureau.read(heard(ONLY), stood(STANDS))
    page = link(LinkTo.TASK, ONLY.reference, "staff:g.one")

    looked = await opens(bureau.client, page)
    pressed = await posts(bureau.client, page, do="claim")

    assert (looked.status, pressed.status) == (410, 410)
    assert "pump" not in looked.words
    assert await actions(bureau) == []
