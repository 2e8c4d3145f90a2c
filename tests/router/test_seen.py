"""What staff may say of alerts, and what is refused with its reason."""

import pytest

from services.router.seen import MAX_SILENCE
from switchboard.contracts.case import ActionOutcome
from switchboard.contracts.keeping import AlertAcknowledged, AlertsSilenced
from switchboard.contracts.values import Clock, Seconds, UnixSeconds
from tests.router.company import later
from tests.router.matter import HOUR, Matter


def acknowledged(matter: Matter, clock: Clock | None = None) -> ActionOutcome:
    event = AlertAcknowledged(
        action_id="seen", reference=matter.case.reference, by="k.vogel", clock=clock
    )
    return matter.does(event).actions[-1]


def silenced(matter: Matter, until: UnixSeconds) -> ActionOutcome:
    event = AlertsSilenced(
        action_id="hush", reference=matter.case.reference, by="k.vogel", until=until
    )
    return matter.does(event).actions[-1]


def test_where_no_alert_was_given_there_is_none_to_see() -> None:
    outcome = acknowledged(Matter())

    assert outcome.refused_because == "no alert has been given that is still open"


def test_an_alert_of_another_promise_is_none_of_this() -> None:
    matter = Matter()
    matter.waits(hours=5)

    why = "no alert of resolve has been given that is still open"
    assert acknowledged(matter, Clock.RESOLVE).refused_because == why


def test_what_has_been_answered_needs_no_acknowledgement_any_more() -> None:
    matter = Matter()
    matter.waits(hours=5)
    matter.replies()

    assert not acknowledged(matter).accepted


def test_all_that_was_told_is_seen_where_no_promise_is_named() -> None:
    matter = Matter()
    matter.waits(hours=33)
    assert acknowledged(matter).accepted

    seen = {run.clock for run in matter.case.clocks if run.acknowledged_at == matter.at}
    assert seen == {Clock.FIRST_RESPONSE, Clock.RESOLVE}


@pytest.mark.parametrize(
    ("more", "why"), [(0.0, ""), (0.001, "a case can be silenced for at most 30 days")]
)
def test_nobody_silences_a_case_for_ever(more: float, why: str) -> None:
    matter = Matter()

    assert silenced(matter, later(MAX_SILENCE + more)).refused_because == why


def test_a_moment_that_has_passed_ends_a_silence() -> None:
    matter = Matter()
    assert silenced(matter, later(HOUR)).accepted
    ends = AlertsSilenced(
        action_id="speak", reference=matter.case.reference, by="a.meier", until=later(0)
    )

    case = matter.does(ends)
    assert case.actions[-1].accepted
    assert (case.silenced_until, case.silenced_by) == (None, "")


def test_where_there_is_no_silence_none_can_be_ended() -> None:
    outcome = silenced(Matter(), later(0))

    assert outcome.refused_because.startswith("the moment has passed")


def test_a_length_of_silence_counts_from_when_the_log_took_it() -> None:
    matter = Matter()
    asked = AlertsSilenced(
        action_id="hush",
        reference=matter.case.reference,
        by="k.vogel",
        until=later(-60),
        span=Seconds(HOUR),
    )

    assert matter.does(asked).silenced_until == later(HOUR)
