"""Everything that can be wrong with a strategy whose shape is right. One function a concern, all of them run."""

from collections.abc import Sequence

from switchboard.strategy import (
    contradictions,
    ladders,
    notes,
    pledges,
    references,
    shadows,
    skills,
    telling,
    timetables,
    trained,
    trial_terms,
    wording,
)
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.model import Strategy
from switchboard.strategy.problems import Problem, errors
from switchboard.strategy.sheet import Sheet
from switchboard.strategy.skills import Person
from switchboard.strategy.source import Node


def findings(
    strategy: Strategy, node: Node, bundle: Bundle, staff: Sequence[Person] | None = None
) -> list[Problem]:
    """Return every finding, in no order."""
    sheet = Sheet(node)
    references.check(strategy, sheet)
    wording.check(strategy, sheet)
    timetables.check(strategy, sheet, bundle)
    trial_terms.check(strategy, sheet)
    wording.check_letters(strategy, sheet, bundle)
    skills.check(strategy, sheet)
    if staff is not None:
        skills.check_staff(strategy, staff, sheet)
    trained.check(strategy, sheet, bundle)
    if not errors(sheet.problems):
        shadows.check(strategy, sheet)
        contradictions.check(strategy, sheet)
        ladders.check(strategy, sheet)
        pledges.check(strategy, sheet, bundle)
        telling.check(strategy, sheet)
        notes.check(sheet)
    return sheet.problems
