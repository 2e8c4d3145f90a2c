"""One letter from a claimed notice to the relay's answer. What cannot be written says why, on its delivery."""

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import DecodeError

from services.notifier.address import Mailbox, recipient
from services.notifier.answers import Answer, Deferred, Refused, Withheld, short
from services.notifier.compose import House, compose
from services.notifier.library import Library
from services.notifier.mail import Relay
from services.notifier.wording import organization, word
from switchboard.blobs import Missing, NotStored
from switchboard.clock import Clock
from switchboard.contracts.customer import Undeliverable
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Message
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Identity
from switchboard.strategy.letters import TooLong
from switchboard.strategy.problems import BrokenStrategy

CameBack = Callable[[Identity], Undeliverable | None]
"""What is known of letters to an address that came back."""


def nothing_came_back(_: Identity) -> Undeliverable | None:
    """Know of no letter that came back."""
    return None


class Post:
    """Writes letters and hands them to one relay."""

    def __init__(
        self,
        house: House,
        library: Library,
        relay: Relay,
        clock: Clock,
        came_back: CameBack = nothing_came_back,
    ) -> None:
        self._house = house
        self._library = library
        self._relay = relay
        self._clock = clock
        self._came_back = came_back

    async def send(self, notice: Message, claimed: Delivery) -> Answer:
        """Write and send the letter of `notice`, under the Message-ID of its claim."""
        to = recipient(notice.to, self._house.own)
        if not isinstance(to, Mailbox):
            return to
        if withheld := _withheld(self._came_back(notice.to)):
            return withheld
        try:
            program = await self._library.program(notice.strategy_id)
            letter = word(program, notice, await self._library.words(notice))
        except (Missing, NotStored) as why:
            return Deferred(short(f"cannot be written yet: {type(why).__name__}: {why}"))
        except (BrokenStrategy, DecodeError, LookupError, TooLong) as why:
            return Refused(short(f"cannot be written: {why}"))
        mail = compose(
            notice,
            letter,
            organization(program, notice),
            to,
            self._house,
            claimed.message_id,
            self._clock.now(),
        )
        return await self._relay.send(mail)


def _withheld(mark: Undeliverable | None) -> Withheld | None:
    """Return why a letter stays here: the one before it came back, and nothing has shown since that others arrive."""
    if mark is None or mark.cleared_at is not None:
        return None
    day = datetime.fromtimestamp(mark.at, UTC).date()
    return Withheld(
        f"a letter to this address came back on {day}, of case {grouped(mark.reference)}"
    )
