"""Letters from claimed notices to the relay's answer. What cannot be written says why, on its delivery."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from services.notifier.address import Mailbox, recipient
from services.notifier.answers import Answer, Refused, Withheld
from services.notifier.compose import House, compose, compose_staff
from services.notifier.mail import Relay
from services.notifier.scribe import Scribe
from switchboard.clock import Clock
from switchboard.contracts.customer import Staff, Undeliverable
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Message, StaffNotice
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Identity, Recipient
from switchboard.strategy.letters import Letter

CameBack = Callable[[Identity], Undeliverable | None]
"""What is known of letters to an address that came back."""


def nothing_came_back(_: Identity) -> Undeliverable | None:
    """Know of no letter that came back."""
    return None


class Post:
    """Has letters written and hands them to one relay."""

    def __init__(
        self,
        house: House,
        scribe: Scribe,
        relay: Relay,
        clock: Clock,
        came_back: CameBack = nothing_came_back,
    ) -> None:
        self._house = house
        self._scribe = scribe
        self._relay = relay
        self._clock = clock
        self._came_back = came_back

    async def send(self, notice: Message, claimed: Delivery) -> Answer:
        """Write and send the letter of `notice`, under the Message-ID of its claim."""
        to = recipient(notice.to, self._house.own)
        if not isinstance(to, Mailbox):
            return to
        if why := _came_back(self._came_back(notice.to)):
            return Withheld(why)
        letter = await self._scribe.letter(notice)
        if not isinstance(letter, Letter):
            return letter
        own_id, now = claimed.message_id, self._clock.now()
        mail = compose(notice, letter, letter.sender, to, self._house, own_id, now)
        return await self._relay.send(mail)

    async def send_staff(
        self,
        notices: Sequence[StaffNotice],
        claimed: Sequence[Delivery],
        address: Recipient,
        reader: Staff | None,
    ) -> Answer:
        """Write and send one letter of one or several notices to an address (`mailto:`) of `reader`, if it is anybody's.

        An address from which letters came back is refused, so that whoever comes next is told.
        """
        to = recipient(Identity(address), self._house.own)
        if not isinstance(to, Mailbox):
            return to
        if why := _came_back(self._came_back(Identity(address))):
            return Refused(why)
        repeated = any(one.repeated for one in claimed)
        letter = await self._scribe.staff_letter(notices, reader, repeated=repeated)
        if not isinstance(letter, Letter):
            return letter
        own_id, now = claimed[0].message_id, self._clock.now()
        return await self._relay.send(
            compose_staff(notices[0], letter, to, self._house, own_id, now)
        )


def _came_back(mark: Undeliverable | None) -> str:
    """Return why a letter stays here: the one before it came back, and nothing has shown since that others arrive."""
    if mark is None or mark.cleared_at is not None:
        return ""
    day = datetime.fromtimestamp(mark.at, UTC).date()
    return f"a letter to this address came back on {day}, of case {grouped(mark.reference)}"
