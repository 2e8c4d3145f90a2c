"""One installation for the tests of a file, and one that a test may stop, break and start again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outside.installation import Installation


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Runs already, for all tests of the file."""
    installation = Installation(tmp_path_factory.mktemp("running"))
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


@pytest.fixture(scope="module")
def taking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Another that runs already, for the tests of the file that have something taken in."""
    installation = Installation(tmp_path_factory.mktemp("taking"))
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Installation]:
    """The test's own: not started yet."""
    installation = Installation(tmp_path)
    try:
        yield installation
    finally:
        installation.end()
