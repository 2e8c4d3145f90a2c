"""The example that everybody starts from, gathered and compiled once."""

from pathlib import Path

import pytest

from services.cli.bundles import gather
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program

EXAMPLE = Path(__file__).parents[2] / "deploy/strategies/example/strategy.yaml"


@pytest.fixture(scope="session")
def example_bundle() -> Bundle:
    return gather(EXAMPLE)


@pytest.fixture(scope="session")
def example(example_bundle: Bundle) -> Program:
    return compile_bundle(example_bundle)
