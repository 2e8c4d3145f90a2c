"""What refers to what: departments, calendars, SLAs, tiers, languages; and names that are given twice."""

from collections.abc import Iterable

from switchboard.strategy.model import Strategy, When
from switchboard.strategy.sheet import Sheet

_RESULTS = ("kind", "stage", "signal")
_POSTED = ("https:", "destination:")
_PATHS = tuple[str | int, ...]


def check(strategy: Strategy, sheet: Sheet) -> None:
    """Note every reference to what is not declared, and every name that stands twice."""
    _defaults(strategy, sheet)
    for name, department in strategy.departments.items():
        sheet.need(
            "calendar", department.calendar, strategy.calendars, "departments", name, "calendar"
        )
        if department.overflow:
            at = ("departments", name, "overflow", "to")
            sheet.need("department", department.overflow.to, strategy.departments, *at)
            if department.overflow.to == name:
                sheet.say("E207", "a department can't help itself out: name another", *at)
    for opinion, follows in (strategy.follow_up.on if strategy.follow_up else {}).items():
        sheet.need("ladder", follows.ladder, strategy.ladders, "follow_up", "on", opinion, "ladder")
    _slas(strategy, sheet)
    _webhooks(strategy, sheet)
    _routes(strategy, sheet)
    _evidence(strategy, sheet)
    _stages(strategy, sheet)
    for number, when in enumerate(strategy.acknowledge.unless):
        _when(strategy, when, sheet, "acknowledge", "unless", number)
        if not when.model_fields_set:
            sheet.say("E203", "an empty condition always holds", "acknowledge", "unless", number)
    _twice(sheet, [trial.name for trial in strategy.tests], "tests", "name")


def _defaults(strategy: Strategy, sheet: Sheet) -> None:
    defaults, spoken = strategy.defaults, strategy.organization.languages
    sheet.need("department", defaults.department, strategy.departments, "defaults", "department")
    sheet.need("SLA", defaults.sla, strategy.sla, "defaults", "sla")
    sheet.need("language", defaults.language, spoken, "defaults", "language")
    if len(set(spoken)) < len(spoken):
        sheet.say("E202", "a language stands here twice", "organization", "languages")


def _slas(strategy: Strategy, sheet: Sheet) -> None:
    for name, sla in strategy.sla.items():
        sheet.need("calendar", sla.clock, strategy.calendars, "sla", name, "clock")
        sheet.need("ladder", sla.ladder, strategy.ladders, "sla", name, "ladder")


def _webhooks(strategy: Strategy, sheet: Sheet) -> None:
    for number, webhook in enumerate(strategy.webhooks):
        at: _PATHS = ("webhooks", number)
        for other, name in enumerate(webhook.departments or ()):
            sheet.need("department", name, strategy.departments, *at, "departments", other)
        if not webhook.to.startswith(_POSTED):
            told = "a webhook goes to an https: address, or to a destination: of the settings"
            sheet.say("E210", told, *at, "to")


def _routes(strategy: Strategy, sheet: Sheet) -> None:
    _twice(sheet, [route.id for route in strategy.route], "route", "id")
    for number, route in enumerate(strategy.route):
        at: _PATHS = ("route", number)
        if route.id == "default":
            sheet.say(
                "E202",
                "default is what is said where no rule matched: choose another id",
                *at,
                "id",
            )
        if not route.when.model_fields_set:
            sheet.say(
                "E203",
                "a rule needs a condition; what happens otherwise stands in defaults",
                *at,
                "when",
            )
        sheet.need("department", route.to.department, strategy.departments, *at, "to", "department")
        sheet.need("SLA", route.sla, strategy.sla, *at, "sla")
        sheet.need("playbook", route.playbook, strategy.playbooks, *at, "playbook")
        for other, inform in enumerate(route.inform):
            path = (*at, "inform", other)
            sheet.need("department", inform.department, strategy.departments, *path, "department")
            _when(strategy, inform.when, sheet, *path, "when")
        _when(strategy, route.when, sheet, *at, "when")


def _evidence(strategy: Strategy, sheet: Sheet) -> None:
    _twice(
        sheet, [rule.id for rule in strategy.understand.evidence], "understand", "evidence", "id"
    )
    for number, rule in enumerate(strategy.understand.evidence):
        at: _PATHS = ("understand", "evidence", number)
        if not rule.when.model_fields_set:
            sheet.say("E203", "evidence needs a condition", *at, "when")
        if not rule.fact.model_fields_set:
            sheet.say("E203", "say what it is evidence for: a kind or a signal", *at, "fact")
        if rule.capture and not rule.when.pattern:
            sheet.say("E205", "only a pattern can capture", *at, "capture")
        for name in _RESULTS:
            if getattr(rule.when, name):
                sheet.say_of_key(
                    "E204", f"{name} is found by evidence: it can't be evidence", *at, "when", name
                )
        _when(strategy, rule.when, sheet, *at, "when")


def _stages(strategy: Strategy, sheet: Sheet) -> None:
    stages = strategy.understand.stage
    for number, rule in enumerate(stages):
        at: _PATHS = ("understand", "stage", number)
        last = number == len(stages) - 1
        if last and rule.when.model_fields_set:
            sheet.say(
                "E206", "the last stage must have no condition, so that there always is one", *at
            )
        if not last and not rule.when.model_fields_set:
            sheet.say(
                "E206", "without a condition it always holds: nothing after it is reached", *at
            )
        if rule.when.stage:
            sheet.say_of_key("E204", "the stage is what is looked for here", *at, "when", "stage")
        _when(strategy, rule.when, sheet, *at, "when")


def _when(strategy: Strategy, when: When, sheet: Sheet, *at: str | int) -> None:
    customers, spoken = strategy.customers, strategy.organization.languages
    asked: tuple[tuple[str, str, list[str] | None, Iterable[str]], ...] = (
        ("tier", "tier", when.tier, customers.tiers),
        ("relationship", "relationship", when.relationship, customers.relationships),
        ("language", "language", when.language, spoken),
        ("words", "language", list(when.words or ()), spoken),
    )
    for key, what, names, declared in asked:
        for name in names or ():
            sheet.need(what, name, declared, *at, key, name)


def _twice(sheet: Sheet, names: list[str], *path: str) -> None:
    first: dict[str, int] = {}
    *section, key = path
    for number, name in enumerate(names):
        if name in first:
            sheet.say("E202", f"{name} stands here twice", *section, number, key)
        first.setdefault(name, number)
