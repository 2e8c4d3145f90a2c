"""A mailbox server for all tests that want one."""

import os
from collections.abc import Iterator

import pytest

from tests.channels.mail.dovecot import Dovecot, NoDovecot, dovecot


@pytest.fixture(scope="session")
def mailboxes() -> Iterator[Dovecot]:
    """A server that every test may use, each with a mailbox of its own."""
    yield from _running()


@pytest.fixture
def own_mailboxes() -> Iterator[Dovecot]:
    """A server that the test may stop."""
    yield from _running()


def _running() -> Iterator[Dovecot]:
    try:
        with dovecot() as server:
            yield server
    except NoDovecot as none:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NO DOVECOT HERE, its tests are skipped: {none}")
