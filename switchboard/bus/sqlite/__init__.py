"""The bus over one SQLite file, for one machine; `:memory:` is the double that tests use."""

from switchboard.bus.sqlite.bus import SqliteBus
from switchboard.bus.sqlite.scribe import Stage
from switchboard.bus.sqlite.terms import MEMORY, Terms

__all__ = ["MEMORY", "SqliteBus", "Stage", "Terms"]
