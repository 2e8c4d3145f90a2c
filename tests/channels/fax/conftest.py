"""What tests of faxes may ask for."""

import pytest

from tests.channels.fax.paper import require_eyes


@pytest.fixture
def eyes() -> None:
    """The program that reads, and a font to write with."""
    require_eyes()
