"""The explanation for programs has every key that users rely on, also where there is nothing to say."""

from switchboard.contracts.customer import CustomerFacts
from switchboard.strategy.explain import as_json
from switchboard.strategy.judge import judge
from tests.strategy.small import MONDAY_NINE, inquiry, program

RELIED_ON = {
    *("kind", "kind_confidence", "language", "stage", "priority", "department", "assignee", "rule", "sla"),
    *("deadlines", "acknowledge", "signals", "matched", "nearest_misses", "strategy_id", "triage", "reason"),
}  # fmt: skip
SMALL_PROGRAM = program()


def test_every_key_is_there_even_where_there_is_nothing_to_say() -> None:
    told = as_json(SMALL_PROGRAM, judge(SMALL_PROGRAM, inquiry("hm"), MONDAY_NINE))

    assert told.keys() >= RELIED_ON
    assert (told["assignee"], told["signals"], told["matched"], told["triage"]) == (
        None,
        [],
        [],
        True,
    )
    assert told["reason"] == "weak_evidence"


def test_deadlines_are_told_in_the_organizations_time_with_their_arithmetic() -> None:
    told = as_json(SMALL_PROGRAM, judge(SMALL_PROGRAM, inquiry("broken"), MONDAY_NINE))

    assert told["deadlines"] == [
        {
            "promise": "first_response",
            "starts_at": "2026-11-23T09:00:00+01:00",
            "due_at": "2026-11-23T10:00:00+01:00",
            "seconds": 3600.0,
            "ledger": [
                {
                    "start_at": "2026-11-23T09:00:00+01:00",
                    "end_at": "2026-11-23T10:00:00+01:00",
                    "counted": 3600.0,
                    "why": "counted",
                }
            ],
        }
    ]


def test_grounds_and_near_misses_are_told() -> None:
    told = as_json(SMALL_PROGRAM, judge(SMALL_PROGRAM, inquiry("It is broken"), MONDAY_NINE))

    assert told["matched"] == [{"rule": "faults", "because": ["kind = incident"]}]
    assert told["nearest_misses"] == [{"rule": "gold-faults", "missing": ["tier = gold"]}]
    assert told["evidence"] == [
        {"id": "fault", "fact": "kind=incident", "weight": 3.0, "start": 7, "end": 13}
    ]


def test_a_person_is_told_by_name_of_the_directory() -> None:
    served = CustomerFacts(customer_id="c", relationship="dedicated", dedicated="k.vogel")

    told = as_json(
        SMALL_PROGRAM, judge(SMALL_PROGRAM, inquiry("broken", customer=served), MONDAY_NINE)
    )

    assert (told["assignee"], told["reason"]) == ("k.vogel", "dedicated_person")


def test_an_acknowledgement_that_is_not_due_says_why() -> None:
    told = as_json(SMALL_PROGRAM, judge(SMALL_PROGRAM, inquiry("broken", sender=()), MONDAY_NINE))

    assert (told["acknowledge"], told["acknowledge_reason"]) == (False, "no_address")
    assert told["acknowledge_by"] is None


def test_an_acknowledgement_that_is_due_says_by_what() -> None:
    told = as_json(SMALL_PROGRAM, judge(SMALL_PROGRAM, inquiry("broken"), MONDAY_NINE))

    assert (told["acknowledge"], told["acknowledge_by"]) == (True, "email")
