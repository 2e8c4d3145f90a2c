"""A judgement says what, where to, until when, and why; and where it doesn't know, it says that."""

import timeit
from collections.abc import Callable

import msgspec
import pytest

from switchboard.contracts.customer import CustomerFacts, Deal
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Evidence, Judgement, Match, NearMiss, Reason, Say
from switchboard.contracts.values import (
    Channel,
    Clock,
    Kind,
    Medium,
    Nature,
    Priority,
    Signal,
    Stage,
)
from switchboard.strategy.judge import judge
from switchboard.strategy.program import Program
from tests.strategy.small import MONDAY_NINE, inquiry, program

SMALL_PROGRAM = program()
GOLD = CustomerFacts(customer_id="c", tier="gold", deal=Deal.DELIVERED)


def judged(
    text: str,
    *,
    subject: str = "",
    language: str = "en",
    sender: tuple[str, ...] = ("mailto:ana@example.org",),
    customer: CustomerFacts | None = None,
) -> Judgement:
    asked = inquiry(text, subject=subject, language=language, sender=sender, customer=customer)
    return judge(SMALL_PROGRAM, asked, MONDAY_NINE)


def test_the_first_rule_that_holds_decides() -> None:
    gold = judged("The pump is broken", customer=GOLD)
    other = judged("The pump is broken")

    assert (gold.rule, gold.department, gold.priority, gold.sla) == (
        "gold-faults", "service", Priority.URGENT, "standard",
    )  # fmt: skip
    assert (other.rule, other.department, other.priority, other.sla) == (
        "faults",
        "service",
        Priority.NORMAL,
        "fast",
    )
    assert gold.reason is other.reason is Reason.RULE_MATCHED


def test_a_judgement_explains_itself() -> None:
    found = judged("The pump is broken", subject="Help")

    assert found.evidence == (
        Evidence(id="fault", fact="kind=incident", weight=3.0, start=17, end=23),
    )
    assert found.matched == (Match(rule="faults", because=("kind = incident",)),)
    assert found.nearest_misses == (NearMiss(rule="gold-faults", missing=("tier = gold",)),)
    assert "Help\nThe pump is broken"[17:23] == "broken"


def test_what_would_have_held_otherwise_stands_behind_the_rule_that_decided() -> None:
    assert [match.rule for match in judged("broken", customer=GOLD).matched] == [
        "gold-faults",
        "faults",
    ]


def test_without_a_rule_the_default_department_is_sure_of_it() -> None:
    found = judged("I want to order a pump")

    assert (found.kind, found.department, found.rule) == (Kind.ORDER, "desk", "default")
    assert (found.reason, found.triage) == (Reason.DEFAULT, False)


def test_weak_evidence_goes_to_triage_with_the_best_guess() -> None:
    found = judged("About INV-77")

    assert (found.kind, found.department, found.triage) == (Kind.INVOICE_QUERY, "desk", True)
    assert found.reason is Reason.WEAK_EVIDENCE
    assert found.captured == {"invoice": "INV-77"}


def test_conflicting_evidence_goes_to_triage_and_names_what_lacked() -> None:
    found = judged("My order is broken", customer=GOLD)

    assert (found.department, found.rule, found.triage) == ("desk", "default", True)
    assert found.reason is Reason.CONFLICTING_EVIDENCE
    assert [miss.rule for miss in found.nearest_misses] == ["gold-faults", "faults"]


def test_no_evidence_at_all_is_a_question_for_triage() -> None:
    found = judged("Good morning")

    assert (found.kind, found.kind_confidence, found.triage) == (Kind.QUESTION, 0.0, True)


def test_a_rule_that_does_not_need_the_kind_decides_in_spite_of_doubt() -> None:
    by_tier = program(("when: {kind: incident, tier: gold}", "when: {tier: gold}"))

    found = judge(by_tier, inquiry("Good morning", customer=GOLD), MONDAY_NINE)

    assert (found.rule, found.department, found.triage) == ("gold-faults", "service", False)


def test_more_of_the_same_evidence_makes_surer_and_of_another_less_sure() -> None:
    alone, with_number, both = (
        judged(text).kind_confidence for text in ("broken", "broken INV-1", "broken order")
    )

    assert alone > with_number > both > 0


def test_signals_come_beside_the_kind() -> None:
    assert judged("It is broken and on fire").signals == (Signal.SAFETY,)


def test_the_language_is_the_sources_else_read_else_the_customers_else_the_default() -> None:
    german = CustomerFacts(customer_id="c", language="de")

    assert judged("kaputt", language="de-AT").language == "de"
    assert judged("Die Pumpe ist kaputt, bitte helfen Sie uns", language="").language == "de"
    assert judged("12345", language="", customer=german).language == "de"
    assert judged("12345", language="").language == "en"
    assert judged("La pompe est cassée", language="fr").language == "en"


def test_words_count_in_whatever_language_the_letter_is() -> None:
    assert judged("Sorry, die Pumpe ist kaputt", language="en").kind is Kind.INCIDENT


def test_the_stage_follows_the_deal() -> None:
    stages = [
        judged("x", customer=CustomerFacts(customer_id="c", deal=deal)).stage
        for deal in (Deal.EXPLORING, Deal.IN_PROGRESS, Deal.DELIVERED, None)
    ]

    assert stages == [Stage.PRE_DEAL, Stage.OPERATIONAL, Stage.POST_DEAL, Stage.PRE_DEAL]


def test_promises_are_those_of_the_sla_with_their_arithmetic() -> None:
    found = judged("I want to order a pump")

    assert [(one.clock, one.due_at - MONDAY_NINE) for one in found.promises] == [
        (Clock.ACKNOWLEDGE, 300.0),
        (Clock.FIRST_RESPONSE, 8 * 3600.0),
    ]
    assert [entry.why for entry in found.promises[1].ledger] == ["counted"]
    assert [one.clock for one in judged("broken").promises] == [Clock.FIRST_RESPONSE]


def test_the_clock_of_an_sla_goes_before_the_departments() -> None:
    by_night = program(
        ("calendars:\n", "calendars:\n  always: {weekly: {mon-sun: ['00:00-24:00']}}\n"),
        ("fast: {first_response: 1h}", "fast: {first_response: 12h, clock: always}"),
    )

    found = judge(by_night, inquiry("broken"), MONDAY_NINE)

    assert found.promises[0].due_at == MONDAY_NINE + 12 * 3600


def test_a_dedicated_person_is_chosen_after_the_rule() -> None:
    served = CustomerFacts(customer_id="c", relationship="dedicated", dedicated="k.vogel")
    plain = msgspec.structs.replace(served, relationship="plain")

    found = judged("broken", customer=served)

    assert (found.assignee, found.reason, found.rule, found.sla) == (
        "k.vogel", Reason.DEDICATED_PERSON, "faults", "fast",
    )  # fmt: skip
    assert judged("broken", customer=plain).assignee is None


def test_attributes_of_an_inquiry_can_decide() -> None:
    by_product = program(("tier: gold}", "attribute: {product: [pump, valve]}}"))

    valve, hose = (
        judge(by_product, inquiry("broken", attributes={"product": product}), MONDAY_NINE)
        for product in ("valve", "hose")
    )

    assert valve.rule == "gold-faults"
    assert hose.nearest_misses == (
        NearMiss(rule="gold-faults", missing=("attribute product = pump or valve",)),
    )


def test_rules_may_ask_for_words_themselves() -> None:
    by_word = program(("kind: incident, tier: gold", "words: {en: [urgent, now]}"))

    assert judge(by_word, inquiry("urgent!"), MONDAY_NINE).matched == (
        Match(rule="gold-faults", because=("words = urgent, now",)),
    )


def _with(**changes: object) -> Callable[[InquiryReceived], InquiryReceived]:
    return lambda one: msgspec.structs.replace(one, **changes)


@pytest.mark.parametrize(
    ("change", "say"),
    [
        (_with(), Say.DUE),
        (_with(nature=Nature.OUT_OF_OFFICE), Say.NOT_AN_INQUIRY),
        (_with(channel=Channel.IN_PERSON), Say.MET_IN_PERSON),
        (_with(acknowledgeable=False), Say.TAKES_NO_MAIL),
        (_with(unreadable="a torn page", acknowledgeable=False), Say.PARKED),
    ],
)
def test_who_is_acknowledged_and_why_not(
    change: Callable[[InquiryReceived], InquiryReceived], say: Say
) -> None:
    assert judge(SMALL_PROGRAM, change(inquiry("broken")), MONDAY_NINE).acknowledge is say


def test_who_left_no_address_gets_no_letter() -> None:
    assert judged("broken", sender=()).acknowledge is Say.NO_ADDRESS
    assert judged("broken", sender=("tel:+4991112345",)).acknowledge is Say.NO_ADDRESS


def test_a_caller_is_told_by_sms_where_the_strategy_writes_any() -> None:
    called = inquiry("broken", sender=("tel:+4915112345678",), channel=Channel.PHONE)
    writes = program(("route:\n", "media: [email, sms]\nroute:\n"))

    silent, told = (judge(one, called, MONDAY_NINE) for one in (SMALL_PROGRAM, writes))

    assert (silent.acknowledge, silent.acknowledge_by) == (Say.MEDIUM_NOT_USED, None)
    assert (told.acknowledge, told.acknowledge_by) == (Say.DUE, Medium.SMS)


def test_a_caller_from_a_landline_gets_nothing_that_it_could_not_show() -> None:
    called = inquiry("broken", sender=("tel:+4930901820",), channel=Channel.PHONE)

    assert judge(SMALL_PROGRAM, called, MONDAY_NINE).acknowledge is Say.LANDLINE


def test_the_strategy_may_withhold_acknowledgements() -> None:
    quiet = program(("route:\n", "acknowledge: {unless: [{channel: web, tier: gold}]}\nroute:\n"))

    web = judge(quiet, inquiry("broken", channel=Channel.WEB, customer=GOLD), MONDAY_NINE)
    mail = judge(quiet, inquiry("broken", customer=GOLD), MONDAY_NINE)

    assert (web.acknowledge, mail.acknowledge) == (Say.STRATEGY_SAYS_NO, Say.DUE)


def test_a_judgement_read_back_is_written_the_same_again() -> None:
    found = judged("My order INV-123 is broken: fire!", customer=GOLD)
    written = msgspec.json.encode(found)

    assert msgspec.json.encode(msgspec.json.decode(written, type=Judgement)) == written
    assert judged("My order INV-123 is broken: fire!", customer=GOLD) == found


def test_a_judgement_stays_small_whatever_fires(example: Program) -> None:
    text = " ".join(term.text for term in example.index.terms if not term.is_pattern)

    found = judge(example, inquiry(text, customer=GOLD), MONDAY_NINE)

    assert len(msgspec.json.encode(found)) < 4_000
    assert len(msgspec.json.encode(judged("broken"))) < 1_000


def test_judging_is_quick_enough_for_a_router(example: Program) -> None:
    text = (
        "Dear team, our pump has stopped working and there is a strange noise. We checked the fuse. "
        * 12
    )[:1000]
    asked = inquiry(text)

    took = min(timeit.repeat(lambda: judge(example, asked, MONDAY_NINE), number=50, repeat=5)) / 50

    assert took < 0.001  # goal 150 µs; machines that build are shared
