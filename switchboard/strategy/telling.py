"""Whether those who are to be told something can be, in time and at all: staff of cases, customers of how it was."""

from collections.abc import Iterator

from switchboard.contracts.values import Medium, Priority
from switchboard.strategy.escalation import Consequence, FollowUp
from switchboard.strategy.limits import LONGEST_DIGEST
from switchboard.strategy.model import Strategy
from switchboard.strategy.sheet import Sheet

_LINKED = frozenset({Medium.EMAIL, Medium.SMS})
"""Where a customer can press on a link."""


def check(strategy: Strategy, sheet: Sheet) -> None:
    """Note what tells nobody, too late, or not so that it can be answered. Asks for a strategy without errors."""
    _assignments(strategy, sheet)
    if Priority.URGENT in strategy.alerts.quiet:
        told = "urgent cases alert nobody while their department is closed"
        sheet.say("W624", told, "alerts", "quiet", strategy.alerts.quiet.index(Priority.URGENT))
    if not strategy.media and list(_to_customers(strategy)):
        told = f"customers can't be written to, but {', '.join(_to_customers(strategy))} would"
        sheet.say("W627", told, "media")
    if strategy.follow_up:
        _follow_up(strategy.follow_up, strategy, sheet)


def _assignments(strategy: Strategy, sheet: Sheet) -> None:
    for name, department in strategy.departments.items():
        at = ("departments", name, "assignments")
        told = department.assignments
        if told is None:
            continue
        if not told.to and not told.person:
            sheet.say("W622", "it tells nobody: name an address, or let the person be told", *at)
        if told.digest and told.digest.every > LONGEST_DIGEST:
            sheet.say(
                "W623", "told once in more than a week is told too late", *at, "digest", "every"
            )
        if told.digest and Priority.URGENT in told.digest.priorities:
            sheet.say("W623", "urgent cases wait to be told together", *at, "digest", "priorities")


def _to_customers(strategy: Strategy) -> Iterator[str]:
    """Yield what would write to customers, as the file calls it."""
    informed = strategy.keep_informed
    if any(sla.acknowledge for sla in strategy.sla.values()):
        yield "sla acknowledge"
    if informed.progress or informed.promise_moved or informed.resolved:
        yield "keep_informed"
    if strategy.follow_up and strategy.follow_up.survey:
        yield "follow_up survey"


def _follow_up(follow_up: FollowUp, strategy: Strategy, sheet: Sheet) -> None:
    survey = follow_up.survey
    if survey and strategy.media and not _LINKED.intersection(strategy.media):
        sheet.say("W627", "a link can't be pressed on paper: add email or sms", "media")
    for opinion, follows in follow_up.on.items():
        at = ("follow_up", "on", opinion)
        if not _follows(follows):
            sheet.say("W625", "nothing follows: say reopen, notify or ladder", *at)
        if survey and opinion not in survey.outcomes:
            sheet.say_of_key("W626", f"the survey doesn't offer {opinion}", *at)


def _follows(follows: Consequence) -> bool:
    return follows.reopen or bool(follows.notify) or follows.ladder is not None
