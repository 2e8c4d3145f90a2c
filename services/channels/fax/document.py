"""The pages of a fax, whatever it came as: each is text, a picture, or can't be seen. Pure."""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from services.channels.fax.picture import Picture
from services.channels.fax.sheet import Sheet


class Unseen(NamedTuple):
    """A page that can't be opened, and why."""

    why: str


Page = Sheet | Picture | Unseen
"""A `Sheet` where the document carries its text."""


class Document(NamedTuple):
    """A fax whose pages can be looked at one after the other."""

    length: int
    """Pages that it has; not more are counted than its limit."""
    pages: Iterator[Page]
    """Those that are looked at; opened when they are asked for."""


BROKEN: Final = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, struct.error),
)
"""What libraries raise over files that are not what they should be. Memory is not among them: that ends the reading."""
