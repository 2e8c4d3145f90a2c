"""A link in a letter opens one door, to one person, for its time."""

from msgspec.structs import replace

from services.notifier.links import (
    NO_LINKS,
    STAFF_FOR,
    STATUS_FOR,
    Links,
    opinion_link,
    staff_link,
    status_link,
)
from switchboard.contracts.links import MAX_LINK, Expired, Link, LinkTo, read
from switchboard.contracts.notices import Survey
from switchboard.contracts.values import Clock, Identity, Opinion, UnixSeconds
from tests.notifier.shown import LINKS, NOW, alert, assign, inform, notices

DAY = 86_400.0


def opened(address: str, to: LinkTo, at: float = NOW) -> Link | Expired | None:
    start = f"{LINKS.base}/{to}/"
    assert address.startswith(start)
    return read(LINKS.keys, to, address.removeprefix(start), UnixSeconds(at))


def asked() -> Survey:
    survey = notices()["survey"]
    assert isinstance(survey, Survey)
    return survey


def test_a_customer_sees_how_it_stands_for_ninety_days() -> None:
    notice = notices()["reply"]

    link = opened(status_link(LINKS, notice), LinkTo.STATUS, NOW + STATUS_FOR)
    assert isinstance(link, Link)
    assert (link.reference, link.who) == (notice.reference, notice.to)
    assert isinstance(
        opened(status_link(LINKS, notice), LinkTo.STATUS, NOW + STATUS_FOR + 1), Expired
    )
    assert STATUS_FOR == 90 * DAY


def test_each_opinion_has_its_link_and_all_expire_with_the_survey() -> None:
    told = {
        opinion: opened(opinion_link(LINKS, asked(), opinion), LinkTo.OUTCOME)
        for opinion in Opinion
    }

    for opinion, link in told.items():
        assert isinstance(link, Link)
        assert (link.what, link.notice) == (opinion, asked().notice_id)
        assert link.expires_at == asked().expires_at


def test_who_chooses_on_the_page_has_chosen_nothing_yet() -> None:
    link = opened(opinion_link(LINKS, asked(), None), LinkTo.OUTCOME)

    assert isinstance(link, Link)
    assert link.what == ""


def test_staff_reach_the_case_or_the_alert_for_fourteen_days() -> None:
    for notice in (assign(), inform()):
        task = opened(staff_link(LINKS, notice), LinkTo.TASK, NOW + STAFF_FOR)
        assert isinstance(task, Link)
        assert (task.who, task.notice) == (notice.to, notice.notice_id)
    seen = opened(staff_link(LINKS, alert()), LinkTo.ALERT)
    assert isinstance(seen, Link)
    assert seen.what == Clock.FIRST_RESPONSE
    assert STAFF_FOR == 14 * DAY


def test_what_a_customer_thinks_is_an_alert_of_no_promise() -> None:
    link = opened(staff_link(LINKS, replace(alert(), clock=None)), LinkTo.ALERT)

    assert isinstance(link, Link)
    assert link.what == ""


def test_a_letter_sent_again_has_the_same_links() -> None:
    assert status_link(LINKS, asked()) == status_link(LINKS, asked())
    assert staff_link(LINKS, alert()) == staff_link(LINKS, alert())


def test_without_an_address_of_ours_there_are_none() -> None:
    assert status_link(NO_LINKS, asked()) == ""
    assert opinion_link(NO_LINKS, asked(), Opinion.SATISFIED) == ""
    assert staff_link(NO_LINKS, alert()) == ""


def test_an_address_may_end_in_a_slash_or_go_on() -> None:
    notice = asked()
    there = Links("https://acme.example/help/", LINKS.keys)

    assert status_link(there, notice).startswith("https://acme.example/help/s/")


def test_the_longest_address_of_a_customer_still_makes_a_link_that_we_read() -> None:
    longest = Identity(f"mailto:{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 61}")
    survey = replace(asked(), to=longest)
    address = opinion_link(LINKS, survey, Opinion.DISSATISFIED)

    assert len(address.rpartition("/")[2]) <= MAX_LINK
    assert isinstance(opened(address, LinkTo.OUTCOME), Link)
