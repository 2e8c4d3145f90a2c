"""The command is tried over the same installations as the rest of the outside."""

from tests.outside.conftest import own, running

__all__ = ["own", "running"]
