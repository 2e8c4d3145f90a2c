"""The links that stand in letters: each an address of ours with one permission, signed. Pure.

A letter sent again has the same links: they expire counted from when it came to be owed.
"""

from typing import Final

import msgspec

from switchboard.contracts.links import Link, LinkTo, path_of
from switchboard.contracts.notices import Alert, Message, StaffNotice, Survey
from switchboard.contracts.values import Opinion, Seconds, UnixSeconds

_DAY: Final = 86_400.0
STATUS_FOR: Final = Seconds(90 * _DAY)
"""How long a customer can look how their matter stands by one letter."""
STAFF_FOR: Final = Seconds(14 * _DAY)
"""How long staff can act on a case by one letter."""


class Links(msgspec.Struct, frozen=True):
    """Where our pages are, and what signs the links to them."""

    base: str = ""
    """`https://help.acme.example`; empty: our pages can't be reached, and letters carry no links."""
    keys: tuple[bytes, ...] = ()
    """Newest first: it signs."""

    def to(self, link: Link) -> str:
        """Return the whole address of a link; empty where our pages can't be reached."""
        return self.base.rstrip("/") + path_of(self.keys, link) if self.base else ""


NO_LINKS: Final = Links()


def status_link(links: Links, notice: Message) -> str:
    """Return where the customer sees how the matter stands."""
    until = UnixSeconds(notice.owed_at + STATUS_FOR)
    return links.to(Link(LinkTo.STATUS, notice.reference, notice.to, until))


def opinion_link(links: Links, notice: Survey, opinion: Opinion | None) -> str:
    """Return where the customer says how it was; None: they choose there."""
    what = opinion or ""
    return links.to(
        Link(LinkTo.OUTCOME, notice.reference, notice.to, notice.expires_at, what, notice.notice_id)
    )


def staff_link(links: Links, notice: StaffNotice) -> str:
    """Return where staff see to it: to an alert, or to the case."""
    until = UnixSeconds(notice.owed_at + STAFF_FOR)
    if isinstance(notice, Alert):
        what = notice.clock or ""
        return links.to(
            Link(LinkTo.ALERT, notice.reference, notice.to, until, what, notice.notice_id)
        )
    return links.to(Link(LinkTo.TASK, notice.reference, notice.to, until, "", notice.notice_id))
