"""Processes die of kill -9 while customers write: nothing accepted is lost, nothing is doubled, no order is broken."""

import json
from collections import Counter
from collections.abc import Sequence

import pytest

from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.values import Channel, How
from tests.faults.aftermath import Aftermath
from tests.faults.books import Rest, due
from tests.faults.letters import Letter
from tests.faults.trouble import LEAST

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

OPEN_AT_ONCE = 20
"""Letters that may be between claim and record when a notifier dies: the width of a lane."""


def test_every_accepted_inquiry_is_in_exactly_one_case(aftermath: Aftermath) -> None:
    places = Counter(
        one.inquiry_id for case in aftermath.books.cases.values() for one in case.inquiries
    )

    assert len(aftermath.crowd.given) >= LEAST
    assert aftermath.crowd.given.keys() - places.keys() == set()
    assert {inquiry: count for inquiry, count in places.items() if count > 1} == {}


def test_no_case_comes_from_nowhere(aftermath: Aftermath) -> None:
    heard = {one.inquiry_id for case in aftermath.books.cases.values() for one in case.inquiries}

    assert heard - aftermath.crowd.given.keys() == set()
    assert all(case.inquiries for case in aftermath.books.cases.values())


def test_what_a_customer_said_first_stands_first_in_the_log(aftermath: Aftermath) -> None:
    log = dict.fromkeys(one.inquiry_id for one in aftermath.books.inquiries)
    places: dict[str, int] = {inquiry: place for place, inquiry in enumerate(log)}

    for who, spoken in aftermath.crowd.spoken.items():
        assert spoken == sorted(spoken, key=lambda one: places[one]), who


def test_a_case_keeps_the_order_in_which_its_customer_spoke(aftermath: Aftermath) -> None:
    order = {
        inquiry: turn
        for spoken in aftermath.crowd.spoken.values()
        for turn, inquiry in enumerate(spoken)
    }

    for case in aftermath.books.cases.values():
        turns = [order[one.inquiry_id] for one in case.inquiries if one.inquiry_id in order]
        assert turns == sorted(turns), case.reference


def test_a_case_holds_the_words_of_one_customer(aftermath: Aftermath) -> None:
    given = aftermath.crowd.given

    for case in aftermath.books.cases.values():
        assert len({given[one.inquiry_id].who for one in case.inquiries}) == 1


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.EMAIL])
def test_received_is_opened_and_joined_and_repeated_and_parked(
    aftermath: Aftermath, channel: Channel
) -> None:
    received = sum(one.channel is channel for one in aftermath.books.inquiries)
    rested = {how: aftermath.books.rested[Rest(channel, how)] for how in How}

    assert received == sum(rested.values()) > 0


def test_only_repetitions_are_more_than_was_accepted(aftermath: Aftermath) -> None:
    hows = Counter(rest.how for rest in aftermath.books.rested.elements())

    assert hows[How.OPENED] + hows[How.PARKED] == len(aftermath.books.cases)
    assert hows.total() - hows[How.REPEATED] == len(aftermath.crowd.given)
    assert hows.total() == len(aftermath.books.inquiries)
    assert hows[How.REPEATED] >= aftermath.crowd.repeated > 0


def test_each_case_was_acknowledged_once(aftermath: Aftermath) -> None:
    settled = {
        reference: [
            one.outcome for one in case.deliveries if one.purpose is Purpose.ACKNOWLEDGEMENT
        ]
        for reference, case in aftermath.books.cases.items()
    }

    once = [Outcome.SENT]
    assert {reference: all_ for reference, all_ in settled.items() if all_ != once} == {}


def test_each_case_told_staff_or_waits_for_its_time(aftermath: Aftermath) -> None:
    assert [one for case in aftermath.books.cases.values() for one in due(case)] == []


def test_each_acknowledgement_arrived_under_its_own_message_id(aftermath: Aftermath) -> None:
    sent = [one for one in aftermath.books.deliveries if one.outcome is Outcome.SENT]
    recorded = [one.message_id for one in sent if one.purpose is Purpose.ACKNOWLEDGEMENT]

    assert len(recorded) == len(set(recorded)) == len(aftermath.books.cases)
    assert {letter.message_id for letter in aftermath.letters} == {one.message_id for one in sent}


def test_a_letter_arrives_twice_only_where_the_notifier_died_between_sending_and_recording(
    aftermath: Aftermath,
) -> None:
    marked = {one.message_id for one in aftermath.books.deliveries if one.repeated}
    deaths = [one for one in aftermath.deaths if one.who.startswith(("notifier", "up"))]

    copies = _copies(aftermath.letters)
    for message_id, times in copies.items():
        assert message_id in marked
        assert any(times[0] < one.reborn_at and one.died_at < times[-1] for one in deaths)
    assert sum(len(times) - 1 for times in copies.values()) <= OPEN_AT_ONCE * len(deaths)


def _copies(letters: Sequence[Letter]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {}
    for letter in letters:
        times.setdefault(letter.message_id, []).append(letter.at)
    return {message_id: at for message_id, at in times.items() if len(at) > 1}


def test_cases_computed_again_from_intake_are_the_same(aftermath: Aftermath) -> None:
    assert aftermath.verified.code == 0, aftermath.verified
    told = json.loads(aftermath.verified.out)

    assert (told["ok"], told["differences"], told["not_compared"]) == (True, [], {})
    assert told["compared"] >= len(aftermath.books.inquiries)


def test_nothing_went_to_the_dead_letters(aftermath: Aftermath) -> None:
    assert aftermath.books.dead == 0


def test_the_desk_shows_each_inquiry_where_the_log_has_it(aftermath: Aftermath) -> None:
    places = {
        one.inquiry_id: reference
        for reference, case in aftermath.books.cases.items()
        for one in case.inquiries
    }

    assert aftermath.desk == places


@pytest.mark.kafka
def test_blows_fell_inside_transactions_and_what_they_held_is_visible_to_nobody(
    over_kafka: Aftermath,
) -> None:
    inside = [one for one in over_kafka.deaths if one.point == "transaction.sent"]

    assert {one.who.partition("-")[0] for one in inside} == {"router", "notifier"}
    assert over_kafka.aborted >= len(inside)


def test_blows_fell_while_the_embedded_log_was_being_written(in_one_process: Aftermath) -> None:
    assert "log.written" in {one.point for one in in_one_process.deaths}
