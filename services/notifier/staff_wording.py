"""What staff get to read: one notice, or several that go out together. Pure."""

from collections.abc import Callable, Sequence

from services.notifier.links import NO_LINKS, Links, staff_link
from switchboard.contracts.customer import Staff
from switchboard.contracts.notices import StaffNotice
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.letters import Letter
from switchboard.strategy.program import Program

Named = Callable[[str], str]
"""Returns what one of ours is called, by their staff id; empty where nobody knows."""


def nobody(_: str) -> str:
    """Know nobody's name."""
    return ""


def word_staff(
    program: Program,
    notices: Sequence[StaffNotice],
    reader: Staff | None,
    at: UnixSeconds,
    *,
    links: Links = NO_LINKS,
    words: str | None = None,
    named: Named = nobody,
    repeated: bool = False,
) -> Letter:
    """Return the letter of one or several notices to `reader`, in their language; None: in the strategy's.

    `words` are the customer's, None where the log has forgotten them. `repeated`: it may be there twice.
    Several are all of one kind. Raises LookupError, TooLong as letters do.
    """
    first = notices[0]
    lines = [
        f"{grouped(one.reference)} {one.matter.subject} {staff_link(links, one)}" for one in notices
    ]
    return Letter(f"{grouped(first.reference)} {first.matter.subject}", "\n".join(lines) + "\n")


def short_staff(
    program: Program,
    notices: Sequence[StaffNotice],
    reader: Staff | None,
    at: UnixSeconds,
    *,
    links: Links = NO_LINKS,
    repeated: bool = False,
) -> str:
    """Return the same as a short message says it: in a line, with a link."""
    letter = word_staff(program, notices, reader, at, links=links, repeated=repeated)
    return f"{letter.subject} {staff_link(links, notices[0])}".strip()
