"""Whatever happens: each person's inquiry is acknowledged or the case says why not, and what is lost answers nobody."""

import pytest
from hypothesis import given, settings

from services.router.owe import answers_to
from services.router.unanswered import TO_CUSTOMERS
from switchboard.contracts.case import Case, Flag
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.naming import acknowledgement_id
from switchboard.contracts.notices import Message
from switchboard.contracts.purposes import medium_of
from switchboard.contracts.values import Medium, Nature
from switchboard.strategy.program import Program
from switchboard.strategy.reach import is_mobile
from tests.router import company, speaking
from tests.router.partition import Partition
from tests.router.test_histories import HISTORY, Said, World

PROGRAMS = {"by mail alone": company.PROGRAM, "by all that there is": speaking.PROGRAM}
BOTH = pytest.mark.parametrize("spoken", sorted(PROGRAMS))


def lived(history: list[Said], program: Program) -> list[Case]:
    """Return the cases of a history under a strategy."""
    world = World()
    world.partition = Partition({program.strategy_id: program})
    world.partition.book.initial = program.strategy_id
    for said in history:
        world.step(said)
    assert world.partition.dead == []
    return list(world.cases.values())


@BOTH
@settings(max_examples=60)
@given(history=HISTORY)
def test_each_persons_inquiry_is_acknowledged_or_the_case_says_why_not(
    spoken: str, history: list[Said]
) -> None:
    for case in lived(history, PROGRAMS[spoken]):
        owed = {one.notice_id for one in case.owed}
        ended = {one.notice_id: one for one in case.deliveries}
        for person in (one for one in case.inquiries if one.nature is Nature.INQUIRY):
            name = acknowledgement_id(case.reference, person.channel)
            assert name in owed or name in ended
            if name not in owed and ended[name].outcome is Outcome.SUPPRESSED:
                assert ended[name].reason or ended[name].to


@BOTH
@settings(max_examples=60)
@given(history=HISTORY)
def test_nobody_is_written_to_by_what_the_strategy_does_not_use_or_they_can_not_take(
    spoken: str, history: list[Said]
) -> None:
    program = PROGRAMS[spoken]
    for case in lived(history, program):
        for notice in (one for one in case.owed if isinstance(one, Message)):
            medium = medium_of(notice)
            assert medium in program.strategy.media
            assert medium is not Medium.SMS or is_mobile(notice.to)
        to = answers_to(program, case)
        assert to is None or to not in case.unconfirmed or to in case.inquiries[0].identities


@BOTH
@settings(max_examples=60)
@given(history=HISTORY)
def test_what_failed_and_what_is_in_doubt_can_be_seen_at_first_sight(
    spoken: str, history: list[Said]
) -> None:
    for case in lived(history, PROGRAMS[spoken]):
        to_customers = [one for one in case.deliveries if one.purpose in TO_CUSTOMERS]
        outcomes = {one.outcome for one in to_customers}
        assert Outcome.FAILED not in outcomes or Flag.UNDELIVERABLE in case.flags
        assert (Outcome.UNKNOWN in outcomes) == (Flag.DELIVERY_UNKNOWN in case.flags)
