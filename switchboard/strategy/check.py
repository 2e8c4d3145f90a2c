"""Everything that can be wrong with a strategy whose shape is right. One function a concern, all of them run."""

from switchboard.strategy import references, shadows, timetables, trial_terms, wording
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.model import Strategy
from switchboard.strategy.problems import Problem
from switchboard.strategy.sheet import Sheet
from switchboard.strategy.source import Node


def findings(strategy: Strategy, node: Node, bundle: Bundle) -> list[Problem]:
    """Return every finding, in no order."""
    sheet = Sheet(node)
    references.check(strategy, sheet)
    wording.check(strategy, sheet)
    timetables.check(strategy, sheet, bundle)
    trial_terms.check(strategy, sheet)
    wording.check_letters(strategy, sheet, bundle)
    if not sheet.problems:
        shadows.check(strategy, sheet)
    return sheet.problems
