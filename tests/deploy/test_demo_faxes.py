"""The demo's faxes are what machines send: pictures that the channel reads as they are meant."""

import pytest

from deploy.demo.calls import number
from deploy.demo.faxes import FAXES, TIFF, Fax
from services.channels.normalize import normalize
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Channel
from tests.channels.doorway import SECRETS
from tests.channels.fax.paper import require_eyes
from tests.harness.clock import SUNDAY_NOON

GERDA, HAROLD, IVO = FAXES


def read(fax: Fax) -> InquiryReceived:
    pages = fax.pages("run")
    return normalize(
        Channel.FAX, pages, secrets=SECRETS, at=SUNDAY_NOON, languages=("en", "de", "id")
    )


def test_one_is_an_invoice_query_with_a_cover() -> None:
    require_eyes()
    inquiry = read(GERDA)

    assert inquiry.subject == "Rechnung RE-88125"
    assert "ist doppelt gekommen" in inquiry.text
    assert inquiry.sender.name == "Stadtwerke Nord, Gerda Lange"


def test_one_lies_upside_down() -> None:
    require_eyes()

    assert "order twelve seals" in read(HAROLD).text


def test_one_is_empty() -> None:
    inquiry = read(IVO)

    assert (inquiry.text, inquiry.quality) == ("", 0.0)


@pytest.mark.parametrize("fax", FAXES, ids=lambda fax: fax.who)
def test_each_run_has_senders_of_its_own(fax: Fax) -> None:
    assert f"fax_id={fax.who}-one" in fax.query("one")
    assert number(fax.who, "one") != number(fax.who, "two")
    assert fax.pages("one").startswith((b"II", b"MM"))
    assert TIFF == "image/tiff"
