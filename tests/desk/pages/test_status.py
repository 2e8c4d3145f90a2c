"""How a customer's matter stands: what this one person was told, and nothing else of the case."""


from switchboard.contracts.links import LinkTo
from switchboard.contracts.reference import grouped
from tests.desk.matter import case, inquiry, stood
from tests.desk.office import Office
from tests.desk.pages.leaf import link, opens

ONLY = inquiry(text="My secret words")
STANDS = case(ONLY)
PAGE = link(LinkTo.STATUS, ONLY.reference)


async def test_a_customer_sees_where_their_matter_is_and_by_when_they_hear_of_it(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))

    page = await opens(bureau.client, PAGE)

    assert page.status == 200
    assert page.title == "How your matter stands · Acme Pumps"
    assert page.text("#stands") == "We have your message, and are taking care of it."
    assert page.text("#promise") == (
        "You hear from us by Sunday, 22 November, 14:00 (Central European Standard Time)."
    )
    assert page.text("#reference") == grouped(ONLY.reference)
    assert "Technical service" in page.words
    assert page.texts(".history li") == [
        "We received a message from you Sunday, 22 November, 13:00"
    ]
