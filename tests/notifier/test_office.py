"""What goes wrong in a sending is an answer, and what is counted of it."""

from msgspec.structs import replace

from services.notifier.answers import Refused, Sent
from services.notifier.attempts import claim, conclude
from services.notifier.dispatch import Claimed
from services.notifier.office import count_answer
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import Medium, StrategyId, UnixSeconds
from switchboard.metrics import Metrics
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import acknowledge, alert
from tests.notifier.town import town

SENT_AT = UnixSeconds(SUNDAY_NOON + 3)


def counted(*notices: Notice) -> Metrics:
    metrics = Metrics()
    claimed = [Claimed(one, claim(one, None, Medium.EMAIL, "<id>", SUNDAY_NOON)) for one in notices]
    done = [conclude(one.delivery, Sent(), SENT_AT, 0.5) for one in claimed]
    count_answer(metrics, claimed, done)
    return metrics


def figure(metrics: Metrics, name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(f"switchboard_{name}", labels) or 0.0


def test_a_message_of_three_cases_is_three_deliveries_that_took_its_time_once() -> None:
    metrics = counted(alert(1), alert(2), alert(3))

    labels = {"purpose": "alert", "medium": "email", "outcome": "sent"}
    assert figure(metrics, "deliveries_total", **labels) == 3
    assert figure(metrics, "delivery_seconds_count", medium="email") == 1
    assert figure(metrics, "delivery_seconds_sum", medium="email") == 3


def test_an_exercise_counts_for_nothing() -> None:
    drill = replace(acknowledge(), drill=True)
    alarm = replace(alert(), matter=replace(alert().matter, drill=True))

    for one in (drill, alarm):
        metrics = counted(one)
        purpose = "alert" if one is alarm else "acknowledgement"
        labels = {"purpose": purpose, "medium": "email", "outcome": "sent"}
        assert figure(metrics, "deliveries_total", **labels) == 0
        assert figure(metrics, "delivery_seconds_count", medium="email") == 0
        assert figure(metrics, "acknowledgement_delay_seconds_count") == 0


def test_an_acknowledgement_counts_from_when_it_came_to_be_owed() -> None:
    metrics = counted(replace(acknowledge(), owed_at=UnixSeconds(SUNDAY_NOON - 5)))

    assert figure(metrics, "acknowledgement_delay_seconds_sum") == 8


async def test_a_fault_of_ours_fails_its_message_and_names_no_customer() -> None:
    async with town() as here:
        office = here.office()
        await here.blobs.put("strategies/" + "e" * 64, b"\xff no strategy of ana@customer.example")
        odd = replace(acknowledge(), strategy_id=StrategyId("e" * 64))
        claimed = claim(odd, None, Medium.EMAIL, "<id@x>", SUNDAY_NOON)
        answer = await office.hand_over([odd], [claimed])

        assert isinstance(answer, Refused)
        assert "ana" not in answer.reason
