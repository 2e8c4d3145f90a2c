"""Rules that can never decide, because an earlier one always does; and facts that no evidence can bring."""

from switchboard.contracts.values import Kind, Signal
from switchboard.strategy.conditions import Condition, Table, tabulate
from switchboard.strategy.model import Strategy
from switchboard.strategy.sheet import Sheet
from switchboard.strategy.terms import Terms


def check(strategy: Strategy, sheet: Sheet) -> None:
    """Note rules that are never reached. Asks for a strategy without errors."""
    terms = Terms()
    table = tabulate([terms.condition(route.when) for route in strategy.route])
    for number, condition in enumerate(table.conditions):
        shadow = _shadow(table, condition, number)
        if shadow is not None:
            line = sheet.line_of_key("route", shadow, "id")
            other = strategy.route[shadow].id
            sheet.say(
                "W601",
                f"never reached: {other} (line {line}) holds wherever it would",
                "route",
                number,
            )
    _silent(strategy, sheet)


def _shadow(table: Table, condition: Condition, number: int) -> int | None:
    """Return the first earlier condition that holds wherever this one does."""
    wider = (1 << number) - 1
    for field in table.fields:
        accepting = field.free
        if field.name in condition:
            everything = table.all
            for value in condition[field.name]:
                everything &= field.accept[value]
            accepting |= everything
        wider &= accepting
    return (wider & -wider).bit_length() - 1 if wider else None


def _silent(strategy: Strategy, sheet: Sheet) -> None:
    """Note kinds and signals that rules ask for and no evidence speaks for."""
    evidence = strategy.understand.evidence
    kinds = {rule.fact.kind for rule in evidence}
    signals = {rule.fact.signal for rule in evidence}
    for number, route in enumerate(strategy.route):
        asked_kinds: list[Kind] = route.when.kind or []
        asked_signals: list[Signal] = route.when.signal or []
        if asked_kinds and not kinds.intersection(asked_kinds):
            sheet.say(
                "W606",
                "no evidence speaks for this kind: the rule is never reached",
                "route",
                number,
                "when",
                "kind",
            )
        if asked_signals and not signals.intersection(asked_signals):
            sheet.say(
                "W606",
                "no evidence speaks for this signal: the rule is never reached",
                "route",
                number,
                "when",
                "signal",
            )
