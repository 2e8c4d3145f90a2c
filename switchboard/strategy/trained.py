"""The model that a strategy names: where its bundle holds it, and whether it can be used."""

from collections.abc import Sequence
from typing import Final

from switchboard.strategy import source
from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.classifier import Model, parse_model
from switchboard.strategy.model import MODEL_FILE, Strategy
from switchboard.strategy.sheet import Sheet

_PATH: Final[Sequence[str]] = ("understand", "classifier", "model")


def model_file(text: str) -> str | None:
    """Return which file beside the strategy holds its model; None where it names none that could."""
    value: object = None
    node = source.parse(text, STRATEGY_FILE, [])
    if node is not None:
        value = source.plain(node)
    for key in _PATH:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) and MODEL_FILE.fullmatch(value) else None


def model_of(strategy: Strategy, bundle: Bundle) -> Model | None:
    """Return the strategy's model; None where it names none. Raises ValueError where it can't be used."""
    said = strategy.understand.classifier
    if said is None or said.model == "none":
        return None
    if said.model not in bundle.files:
        raise ValueError(f"there is no file {said.model} beside the strategy")
    return parse_model(bundle.files[said.model])


def check(strategy: Strategy, sheet: Sheet, bundle: Bundle) -> None:
    """Note a model that is missing or can't be used."""
    try:
        model_of(strategy, bundle)
    except ValueError as fault:
        sheet.say("E509", f"the classifier can't be used: {fault}", *_PATH)
