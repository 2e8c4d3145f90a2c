"""Whose name an action bears: that of the person to whom the letter went, or of whoever says so among many."""

import pytest

from services.desk.pages import limits
from switchboard.contracts.links import LinkTo
from tests.desk.matter import case, heard, inquiry, stood
from tests.desk.office import Office
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


@pytest.mark.parametrize(("said", "status"), [("f.ar", 303), ("g.one", 422), ("x.y", 422)])
async def test_somebody_else_says_so_by_their_id_if_the_directory_knows_them(
    bureau: Office, said: str, status: int
) -> None:
    await employs(bureau, MIA, GONE, FAR)
    await bureau.read(stood(STANDS))

    page = await posts(bureau.client, SERVICES, do="claim", by="m.hansen", other=f" {said} ")

    assert page.status == status
    assert [one.by for one in await actions(bureau)] == ([said] if status == 303 else [])
    if status == 422:
        assert page.text("#notice") == "Error: There is no member of staff with this id."
        assert page.fields()["other"] == said


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


async def test_whose_account_is_closed_has_no_links_any_more(bureau: Office) -> None:
    await employs(bureau, GONE)
    await bureau.read(heard(ONLY), stood(STANDS))
    page = link(LinkTo.TASK, ONLY.reference, "staff:g.one")

    looked = await opens(bureau.client, page)
    pressed = await posts(bureau.client, page, do="claim")

    assert (looked.status, pressed.status) == (410, 410)
    assert "pump" not in looked.words
    assert await actions(bureau) == []
