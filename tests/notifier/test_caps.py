"""How much machines may write: counted per address, per domain and subject, and per survey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notifier.answers import Sent, Unreachable
from services.notifier.attempts import claim, conclude, withheld
from services.notifier.caps import OURS, Caps, span, subject_of
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Acknowledge, Notice, Survey, Thread
from switchboard.contracts.values import Identity, Medium, Seconds, UnixSeconds
from switchboard.strategy.escalation import Suppression
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import acknowledge, alert, reply, survey, update

THREE = Suppression.model_validate({"per_address": {"10m": 3}})
TWO_ALIKE = Suppression.model_validate({"per_domain_and_subject": {"1h": 2}})
KEY = b"a key"


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(SUNDAY_NOON + seconds)


def counted(caps: Caps, notice: Notice, delivery: Delivery) -> Delivery:
    """Return it as it is written, and have it counted."""
    keys = caps.keys(notice)
    written = replace(delivery, to_key=keys.to, subject_key=keys.subject)
    caps.note(written)
    return written


def claimed(caps: Caps, notice: Notice, at: UnixSeconds = SUNDAY_NOON) -> Delivery:
    return counted(caps, notice, claim(notice, None, Medium.EMAIL, "<id>", at))


def about(number: int, to: str, subject: str) -> Acknowledge:
    return replace(acknowledge(number, to=Identity(to)), thread=Thread(subject=subject))


def test_the_fourth_letter_to_one_address_stays_here_and_says_by_which_cap() -> None:
    caps = Caps(KEY)
    for number in range(2):
        claimed(caps, acknowledge(number))

    assert caps.reached(acknowledge(3), THREE, SUNDAY_NOON) == ""
    claimed(caps, acknowledge(3))
    why = caps.reached(acknowledge(4), THREE, later(599))
    assert why == "more than 3 within 10 minutes to this address"
    assert caps.reached(acknowledge(4), THREE, later(600)) == ""


def test_an_address_is_one_however_it_is_spelled() -> None:
    caps = Caps(KEY)

    loud = replace(acknowledge(), to=Identity("mailto:ANA@customer.example"))
    assert caps.keys(loud) == caps.keys(acknowledge())


def test_a_letter_that_goes_again_is_not_in_its_own_way() -> None:
    caps = Caps(KEY)
    for number in range(3):
        claimed(caps, acknowledge(number))

    assert caps.reached(acknowledge(2), THREE, SUNDAY_NOON) == ""


def test_what_stayed_here_is_not_counted_so_that_silence_lasts_no_longer_than_its_cap() -> None:
    caps = Caps(KEY)
    for number in range(3):
        claimed(caps, acknowledge(number))
    for number in range(3, 50):
        kept = withheld(acknowledge(number), None, Medium.EMAIL, "more than 3", later(300))
        counted(caps, acknowledge(number), kept)

    assert caps.reached(acknowledge(99), THREE, later(601)) == ""


def test_what_a_dead_relay_held_back_for_an_hour_counts_from_when_it_goes() -> None:
    caps = Caps(KEY)
    for number in range(3):
        first = claimed(caps, acknowledge(number))
        stuck = conclude(first, Unreachable("refused"), later(1), 0.5)
        caps.note(stuck)
        again = claim(acknowledge(number), stuck, Medium.EMAIL, "<id>", later(3_600))
        caps.note(conclude(again, Sent(), later(3_601), 0.5))

    assert caps.reached(acknowledge(9), THREE, later(4_000)) != ""


def test_machines_that_change_one_byte_a_time_are_met_by_domain_and_subject() -> None:
    caps = Caps(KEY)
    for number in range(2):
        claimed(caps, about(number, f"mailto:loop{number}@bots.example", f"Re: Ticket #{number}"))

    again = about(9, "mailto:loop9@bots.example", "RE: AW: ticket (9)")
    why = caps.reached(again, TWO_ALIKE, SUNDAY_NOON)
    assert why == "more than 2 within 1 hour to this domain about this subject"
    assert caps.reached(about(9, "mailto:a@else.example", "Ticket"), TWO_ALIKE, SUNDAY_NOON) == ""
    assert caps.reached(about(9, "mailto:a@bots.example", "Pump"), TWO_ALIKE, SUNDAY_NOON) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Re: Pump 17 stops", "pump stops!"),
        ("AW: WG: Pumpe steht", "Fwd[2]: pumpe   steht"),
        ("Delivery failed [a8f3-11]", "Delivery failed [b9c4-12]"),
        ("Order x", "Order y"),
    ],
)
def test_what_machines_change_from_letter_to_letter_is_no_other_subject(
    one: str, other: str
) -> None:
    ana = Identity("mailto:ana@Customer.example")

    assert subject_of(ana, Thread(subject=one)) == subject_of(ana, Thread(subject=other)) != ""


@pytest.mark.parametrize(
    ("to", "subject"),
    [("mailto:a@b.example", ""), ("mailto:a@b.example", "Re: 4711"), ("tel:+49309018", "Pump")],
)
def test_what_names_no_subject_or_no_domain_is_counted_by_its_address_alone(
    to: str, subject: str
) -> None:
    assert Caps(KEY).keys(about(1, to, subject)).subject == ""
    assert Caps(KEY).keys(about(1, to, subject)).to != ""


@pytest.mark.parametrize("subject", ["", "12345", "?", "Re: 4711"])
def test_mails_whose_subject_says_nothing_are_about_one_subject_of_their_domain(
    subject: str,
) -> None:
    caps = Caps(KEY)
    for number in range(2):
        mail = about(number, f"mailto:loop{number}@bots.example", str(number))
        claimed(caps, replace(mail, thread=replace(mail.thread, message_id=f"<{number}@b>")))

    again = about(9, "mailto:loop9@bots.example", subject)
    mail = replace(again, thread=replace(again.thread, message_id="<9@b>"))
    assert "about this subject" in caps.reached(mail, TWO_ALIKE, SUNDAY_NOON)
    assert caps.reached(again, TWO_ALIKE, SUNDAY_NOON) == ""


@pytest.mark.parametrize("other", ["mailto:ana+1@d.example", "mailto:Ana+x+y@D.example"])
def test_an_address_with_a_tag_is_the_address_without(other: str) -> None:
    caps = Caps(KEY)

    keys = caps.keys(about(1, "mailto:ana@d.example", "x"))
    assert caps.keys(about(2, other, "x")).to == keys.to
    assert caps.keys(about(3, "mailto:ann@d.example", "x")).to != keys.to
    assert caps.keys(about(4, "tel:+4930", "x")).to != caps.keys(about(5, "tel:+4931", "x")).to


def test_what_people_write_and_what_staff_must_know_is_never_counted() -> None:
    caps = Caps(KEY)
    for number in range(500):
        for notice in (reply(number), alert(number)):
            assert caps.reached(notice, THREE, SUNDAY_NOON) == ""
            claimed(caps, notice)

    assert caps.reached(acknowledge(), THREE, SUNDAY_NOON) == ""


def test_acknowledgements_and_news_are_counted_together() -> None:
    caps = Caps(KEY)
    claimed(caps, acknowledge(1))
    claimed(caps, update(2))
    claimed(caps, update(3))

    assert caps.reached(acknowledge(4), THREE, SUNDAY_NOON) != ""
    assert caps.reached(update(4), THREE, SUNDAY_NOON) != ""


def test_a_strategy_that_says_nothing_of_caps_has_ours() -> None:
    caps, [most, *_] = Caps(KEY), OURS.per_address.values()
    for number in range(most):
        assert caps.reached(acknowledge(number), Suppression(), SUNDAY_NOON) == ""
        claimed(caps, acknowledge(number))

    assert caps.reached(acknowledge(most), Suppression(), SUNDAY_NOON) != ""


def test_whoever_was_asked_lately_is_not_asked_again_and_it_says_when_that_was() -> None:
    caps = Caps(KEY)
    claimed(caps, survey(1), SUNDAY_NOON)

    early = caps.reached(survey(2), Suppression(), later(30 * 86_400 - 1))
    assert early == "this address was asked on 2026-11-22, less than 30 days ago"
    assert caps.reached(survey(2), Suppression(), later(30 * 86_400)) == ""
    assert caps.reached(survey(1), Suppression(), SUNDAY_NOON) == ""


def test_a_claim_that_was_never_written_is_not_counted() -> None:
    caps = Caps(KEY)
    caps.forget(claimed(caps, survey(1)))

    assert caps.reached(survey(2), Suppression(), SUNDAY_NOON) == ""


def test_addresses_can_t_be_told_by_their_hashes_without_the_key() -> None:
    assert Caps(KEY).keys(acknowledge()) != Caps(b"another").keys(acknowledge())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(600, "10 minutes"), (3_600, "1 hour"), (172_800, "2 days"), (90, "90 seconds")],
)
def test_spans_are_told_in_words(seconds: float, words: str) -> None:
    assert span(Seconds(seconds)) == words


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 900)), max_size=40))
def test_caps_let_through_what_a_naive_count_lets_through(story: list[tuple[int, int]]) -> None:
    caps, went, now = Caps(KEY), list[tuple[int, int]](), 0
    for number, (whose, pause) in enumerate(story):
        now += pause
        notice = acknowledge(number, to=Identity(f"mailto:{whose}@customer.example"))
        lately = sum(one == whose and at > now - 600 for one, at in went)

        assert bool(caps.reached(notice, THREE, later(now))) == (lately >= 3)
        if lately < 3:
            claimed(caps, notice, later(now))
            went.append((whose, now))


def test_a_survey_is_counted_apart_from_acknowledgements() -> None:
    caps = Caps(KEY)
    for number in range(5):
        claimed(caps, acknowledge(number))
    asked: Survey = survey(1)

    assert caps.reached(asked, THREE, SUNDAY_NOON) == ""
