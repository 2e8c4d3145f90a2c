"""What is measured is what was asked for: 1.3 KB, thirty rules, the language given, and an open case for each sender."""

from switchboard.contracts.case import ClockState
from switchboard.contracts.codec import decode_case
from tests.bench.inquiries import RULES, draft, inquiry, program
from tests.bench.judging import records, router


def test_an_inquiry_takes_about_1300_bytes() -> None:
    sizes = [len(draft(number, "crowd", 4).value or b"") for number in range(60)]

    assert 1_250 <= sum(sizes) / len(sizes) <= 1_350


def test_the_strategy_has_thirty_rules() -> None:
    assert len(program().rules) == RULES == 30


def test_no_classifier_is_asked() -> None:
    assert program().strategy.understand.classifier is None


def test_the_language_is_given() -> None:
    assert inquiry(1, "crowd").language == "en"


def test_every_inquiry_is_routed_and_every_tenth_joins_its_senders_case() -> None:
    made = [
        router_.take(record).draft for router_ in [router()] for record in records(100, "crowd")
    ]
    cases = [decode_case(draft.value) for draft in made if draft and draft.value]

    assert len(cases) == 100
    assert len({case.reference for case in cases}) == 90
    assert all(run.state is ClockState.RUNNING for case in cases for run in case.clocks)


def test_inquiries_are_of_several_kinds() -> None:
    made = (router().take(record).draft for record in records(6, "crowd"))
    cases = [decode_case(draft.value) for draft in made if draft and draft.value]

    assert len({case.decisions[0].judgement.rule for case in cases}) >= 4
