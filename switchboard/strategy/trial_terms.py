"""Whether the tests that a file carries can be run: moments that can be read, names that are declared."""

from switchboard.contracts.values import Clock
from switchboard.strategy.model import Strategy
from switchboard.strategy.moments import parse_moment
from switchboard.strategy.sheet import Sheet
from switchboard.strategy.trial_model import Expected, Trial

EXPECTED_BY = {
    Clock.ACKNOWLEDGE: "acknowledge_by",
    Clock.FIRST_RESPONSE: "first_response_by",
    Clock.RESOLVE: "resolve_by",
}
"""What a test calls the deadline of a promise."""


def check(strategy: Strategy, sheet: Sheet) -> None:
    """Note what is wrong with the tests themselves; running them is another matter."""
    for number, trial in enumerate(strategy.tests):
        at = ("tests", number)
        _moments(strategy, trial, sheet, *at)
        _names(strategy, trial, sheet, *at)
        if not trial.expect.model_fields_set:
            sheet.say("E701", "it expects nothing", *at, "expect")


def _moments(strategy: Strategy, trial: Trial, sheet: Sheet, *at: str | int) -> None:
    moments: dict[tuple[str, ...], str | None] = {("at",): trial.at}
    moments |= {("expect", key): getattr(trial.expect, key) for key in EXPECTED_BY.values()}
    for path, text in moments.items():
        if text is None:
            continue
        try:
            parse_moment(text, strategy.organization.timezone)
        except ValueError as fault:
            sheet.say("E702", str(fault), *at, *path)


def _names(strategy: Strategy, trial: Trial, sheet: Sheet, *at: str | int) -> None:
    expect: Expected = trial.expect
    rules = ["default", *(route.id for route in strategy.route)]
    inquiry = trial.inquiry
    customers = strategy.customers
    sheet.need("department", expect.department, strategy.departments, *at, "expect", "department")
    sheet.need("rule", expect.rule, rules, *at, "expect", "rule")
    sheet.need("SLA", expect.sla, strategy.sla, *at, "expect", "sla")
    for name in expect.inform or ():
        sheet.need("department", name, strategy.departments, *at, "expect", "inform")
    sheet.need("playbook", expect.playbook, strategy.playbooks, *at, "expect", "playbook")
    sheet.need(
        "language", expect.language, strategy.organization.languages, *at, "expect", "language"
    )
    sheet.need("tier", inquiry.tier or None, customers.tiers, *at, "inquiry", "tier")
    sheet.need(
        "relationship",
        inquiry.relationship or None,
        customers.relationships,
        *at,
        "inquiry",
        "relationship",
    )
