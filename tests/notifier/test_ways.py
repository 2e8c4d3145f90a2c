"""By which ways somebody is reached: as the directory and the settings say, the first first."""

import pytest

from services.notifier.answers import Refused
from services.notifier.destinations import Chat, Destinations, Hook, Mailto
from services.notifier.ways import Way, astray, lane_to, medium_to, ways
from switchboard.contracts.customer import Staff
from switchboard.contracts.values import Medium, Recipient, UnixSeconds

KNOWN: Destinations = {
    "erp": Hook("https://erp.example/hook", (b"k" * 24,)),
    "duty": Chat("ntfy://ntfy.example/duty"),
    "boss": Mailto("boss@acme.example"),
}
MAIL = Way(Medium.EMAIL, "email", "r@acme.example")
SMS = Way(Medium.SMS, "sms", "+4917012345")
DUTY = Way(Medium.CHAT, "destination:duty", "duty", "duty")


def hartono(*reach: str, disabled_at: UnixSeconds | None = None) -> Staff:
    return Staff(staff_id="r.hartono", reach=tuple(map(Recipient, reach)), disabled_at=disabled_at)


def found(to: str, one: Staff | None = None) -> tuple[Way, ...] | Refused:
    return ways(to, {"r.hartono": one}.get, KNOWN)


@pytest.mark.parametrize(
    ("to", "way"),
    [
        ("mailto:r@acme.example", MAIL),
        ("tel:+4917012345", SMS),
        ("fax:+4930901820", Way(Medium.FAX, "fax", "+4930901820")),
        (
            "https://hooks.example/a/b",
            Way(Medium.WEBHOOK, "https://hooks.example", "https://hooks.example/a/b"),
        ),
        ("destination:erp", Way(Medium.WEBHOOK, "destination:erp", "erp", "erp")),
        ("destination:duty", DUTY),
        ("destination:boss", Way(Medium.EMAIL, "email", "boss@acme.example", "boss")),
    ],
)
def test_an_address_is_its_own_way(to: str, way: Way) -> None:
    assert found(to) == (way,)
    assert lane_to(to, lambda _: None, KNOWN) == way.lane
    assert medium_to(to, lambda _: None, KNOWN) is way.medium


def test_one_of_ours_is_reached_as_the_directory_says_in_that_order() -> None:
    one = hartono("destination:duty", "tel:+4917012345", "mailto:r@acme.example")

    assert found("staff:r.hartono", one) == (DUTY, SMS, MAIL)


def test_a_way_that_leads_nowhere_is_passed_over() -> None:
    one = hartono("destination:gone", "staff:r.hartono", "carrier:pigeon", "mailto:r@acme.example")

    assert found("staff:r.hartono", one) == (MAIL,)


@pytest.mark.parametrize(("ways_given", "tried"), [(4, 4), (5, 4)])
def test_only_so_many_ways_are_tried(ways_given: int, tried: int) -> None:
    one = hartono(*(f"tel:+4917012345{number}" for number in range(ways_given)))
    there = found("staff:r.hartono", one)

    assert isinstance(there, tuple)
    assert len(there) == tried


@pytest.mark.parametrize(
    ("to", "one", "why"),
    [
        ("staff:r.hartono", None, "r.hartono is not among our staff"),
        (
            "staff:r.hartono",
            hartono("mailto:r@acme.example", disabled_at=UnixSeconds(1.0)),
            "r.hartono is with us no more",
        ),
        ("staff:r.hartono", hartono(), "nobody has said how r.hartono is reached"),
        (
            "staff:r.hartono",
            hartono("destination:gone"),
            "no way to r.hartono leads anywhere: destination:gone",
        ),
        ("destination:gone", None, "gone is not among the destinations of the settings"),
        ("customer:K-7", None, "there is no way to a customer: address"),
        ("", None, "there is no way to a : address"),
    ],
)
def test_where_there_is_no_way_it_is_said_why(to: str, one: Staff | None, why: str) -> None:
    assert found(to, one) == Refused(why)
    lane = to if to.startswith(("staff:", "destination:")) else "none"
    assert lane_to(to, {"r.hartono": one}.get, KNOWN) == lane
    assert astray(to, {"r.hartono": one}.get, KNOWN) == why


def test_whoever_has_a_way_is_not_out_of_reach() -> None:
    assert astray("tel:+4917012345", lambda _: None, KNOWN) == ""


def test_who_has_several_ways_waits_in_a_lane_of_their_own() -> None:
    several = hartono("tel:+4917012345", "mailto:r@acme.example")
    one = hartono("mailto:r@acme.example")

    assert lane_to("staff:r.hartono", lambda _: several, KNOWN) == "staff:r.hartono"
    assert medium_to("staff:r.hartono", lambda _: several, KNOWN) is Medium.SMS
    assert lane_to("staff:r.hartono", lambda _: one, KNOWN) == "email"
