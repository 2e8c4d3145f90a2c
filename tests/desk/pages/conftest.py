"""An office whose cases follow the example strategy, as far as names go."""

import pytest

from services.cli.bundles import gather
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program
from tests.desk.office import Office
from tests.outside.installation import STRATEGY


@pytest.fixture(scope="session")
def program() -> Program:
    """The example strategy."""
    return compile_bundle(gather(STRATEGY))


@pytest.fixture
async def bureau(office: Office, program: Program) -> Office:
    """An office that knows the names of departments, and in which zone it is."""
    office.program = program
    return office
