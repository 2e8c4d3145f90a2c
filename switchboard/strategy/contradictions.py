"""Conditions that no inquiry can fulfil: stages that never come, languages without words, evidence too light."""

from collections.abc import Mapping, Sequence

from switchboard.contracts.customer import Deal
from switchboard.contracts.values import Kind, Stage
from switchboard.strategy.model import StageRule, Strategy, When
from switchboard.strategy.sheet import Sheet
from switchboard.strategy.understand import POOR
from switchboard.strategy.wording import conditions

STAGES: Sequence[StageRule] = (
    StageRule(when=When(deal=[Deal.DELIVERED]), stage=Stage.POST_DEAL),
    StageRule(when=When(deal=[Deal.IN_PROGRESS]), stage=Stage.OPERATIONAL),
    StageRule(stage=Stage.PRE_DEAL),
)
"""What a strategy means that says nothing of stages."""


def check(strategy: Strategy, sheet: Sheet) -> None:
    """Note what can't hold. Asks for a strategy without errors."""
    rules = strategy.understand.stage or STAGES
    given = {rule.stage for rule in rules}
    by_deal = _stage_by_deal(rules)
    for when, path in conditions(strategy):
        never = [stage for stage in when.stage or () if stage not in given]
        if when.stage and len(never) == len(when.stage):
            told = f"never holds: no stage rule gives {' or '.join(never)}"
            sheet.say("W607", told, *path, "stage")
        elif when.stage and when.deal and by_deal and not _at(when.deal, when.stage, by_deal):
            sheet.say("W607", "never holds: such a deal is at another stage", *path, "stage")
        if when.kind and when.quality == [POOR]:
            told = "never holds: the kind of a text of poor quality is always in doubt"
            sheet.say("W607", told, *path, "quality")
        if when.language and when.words and not set(when.language) & set(when.words):
            told = f"hardly ever holds: it looks for no words in {' or '.join(when.language)}"
            sheet.say("W607", told, *path, "words")
    _too_light(strategy, sheet)


def _at(deals: Sequence[Deal], stages: Sequence[Stage], by_deal: Mapping[Deal, Stage]) -> bool:
    return any(by_deal[deal] in stages for deal in deals)


def _stage_by_deal(rules: Sequence[StageRule]) -> dict[Deal, Stage]:
    """Return the stage of each deal; nothing where stages depend on more than the deal."""
    if any(rule.when.model_fields_set - {"deal"} for rule in rules):
        return {}
    return {deal: next(r.stage for r in rules if deal in (r.when.deal or Deal)) for deal in Deal}


def _too_light(strategy: Strategy, sheet: Sheet) -> None:
    """Note rules that ask only for kinds whose evidence, all of it together, is still too little."""
    total: dict[Kind, float] = {}
    for rule in strategy.understand.evidence:
        if rule.fact.kind:
            total[rule.fact.kind] = total.get(rule.fact.kind, 0.0) + rule.weight
    if strategy.understand.classifier:  # It adds what words alone would lack.
        return
    minimum = strategy.understand.minimum
    for number, route in enumerate(strategy.route):
        asked = route.when.kind or ()
        if asked and all(0.0 < total.get(kind, 0.0) < minimum for kind in asked):
            told = f"never reached: all evidence for it weighs less than minimum {minimum:g}"
            sheet.say("W608", told, "route", number, "when", "kind")
