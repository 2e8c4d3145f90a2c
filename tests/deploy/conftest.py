"""The demo is tried on an installation as its owner has it."""

from tests.outside.conftest import own

__all__ = ["own"]
