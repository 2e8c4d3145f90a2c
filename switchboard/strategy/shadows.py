"""Rules that can never decide, because an earlier one always does; and facts that no evidence can bring."""

from switchboard.contracts.values import Channel, Kind, Signal, Stage
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
        shadows = _between_them(strategy, table, condition, number) if shadow is None else [shadow]
        if shadows:
            others = " and ".join(
                f"{strategy.route[one].id} (line {sheet.line_of_key('route', one, 'id')})"
                for one in shadows
            )
            hold = "hold" if len(shadows) > 1 else "holds"
            sheet.say("W601", f"never reached: {others} {hold} wherever it would", "route", number)
    _silent(strategy, sheet)


def _between_them(strategy: Strategy, table: Table, condition: Condition, number: int) -> list[int]:
    """Return earlier conditions that share out all values of one field, so that none is left for this one."""
    totals: dict[str, tuple[str, ...]] = {
        "stage": tuple(Stage),
        "channel": tuple(Channel),
        "language": tuple(strategy.organization.languages),
        "quality": ("good", "poor"),
    }
    for name in {field.name for field in table.fields}:
        values = condition.get(name, totals.get(name, ()))
        shadows = [_shadow(table, {**condition, name: (value,)}, number) for value in values]
        if shadows and None not in shadows:
            return sorted({shadow for shadow in shadows if shadow is not None})
    return []


def _shadow(table: Table, condition: Condition, number: int) -> int | None:
    """Return the first earlier condition that holds wherever this one does."""
    wider = (1 << number) - 1
    for field in table.fields:
        accepting = field.free
        if field.name in condition:
            everything = table.all
            for value in condition[field.name]:
                everything &= field.accept.get(value, 0)
            accepting |= everything
        wider &= accepting
    return (wider & -wider).bit_length() - 1 if wider else None


def _silent(strategy: Strategy, sheet: Sheet) -> None:
    """Note kinds and signals that rules ask for and no evidence speaks for."""
    evidence = strategy.understand.evidence
    learned = strategy.understand.classifier is not None
    kinds = {rule.fact.kind for rule in evidence}
    signals = {rule.fact.signal for rule in evidence}
    for number, route in enumerate(strategy.route):
        asked_kinds: list[Kind] = route.when.kind or []
        asked_signals: list[Signal] = route.when.signal or []
        if asked_kinds and not learned and not kinds.intersection(asked_kinds):
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
