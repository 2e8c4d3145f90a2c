"""Switchboard: one response strategy for every inquiry, whatever the channel."""

from typing import Final

__version__: Final = "0.3.0"
"""Stamped on every decision, so that it can be derived again by the same code."""
