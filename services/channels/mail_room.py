"""How much of the mails on their way in may be in memory: so much in all, and so much of one sender's. Pure.

Apart from what clients with a key send: anybody may call at the mail door, and must not crowd them out.
"""

from collections import Counter

from services.channels.mail_seats import THIS_MACHINE
from switchboard.http.pace import neighborhood


class MailRoom:
    """`most` bytes, `most_each` of them for one address (of IPv6: for one network)."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._lent: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._lent.total()

    def lend(self, address: str, size: int) -> bool:
        """Tell whether there is room for so many bytes; then it is taken until given back."""
        who = neighborhood(address)
        alone = who == THIS_MACHINE or self._lent[who] + size <= self._most_each
        if len(self) + size > self._most or not alone:
            return False
        self._lent[who] += size
        return True

    def give_back(self, address: str, size: int) -> None:
        """Have room again that was lent."""
        who = neighborhood(address)
        self._lent[who] -= size
        if self._lent[who] <= 0:
            del self._lent[who]

    def is_crowded(self) -> bool:
        """Tell whether more than half of it is taken."""
        return len(self) * 2 > self._most
