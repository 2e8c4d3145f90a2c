"""What was claimed goes out by the ways that lead to its recipient: of several, the first that takes it.

Customers have one way, which their address names. What has no way, or none that works, says why.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final, assert_never

from msgspec.structs import replace

from services.notifier.answers import (
    Answer,
    Deferred,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
    Withheld,
    short,
)
from services.notifier.chat import Chats
from services.notifier.destinations import Destinations, Hook
from services.notifier.fax_out import FaxOut
from services.notifier.lane import Lanes
from services.notifier.links import Links
from services.notifier.outbox import Outbox
from services.notifier.paper import TooManyPages, paper
from services.notifier.payload import announced, told
from services.notifier.post import Post
from services.notifier.receipt import Gateway, Receipt, Receipts
from services.notifier.scribe import Ours, Scribe
from services.notifier.segments import cut
from services.notifier.sms import MOST_SEGMENTS, Sms, too_long
from services.notifier.ways import Way, ways
from services.notifier.webhook import Hooks
from switchboard.clock import Clock
from switchboard.contracts.customer import Staff
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Alert, Announce, Message, Reply, StaffNotice
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Medium, Recipient, Seconds
from switchboard.strategy.letters import Letter

WITHIN: Final = Seconds(25.0)
"""For all ways of one message together: below what a claim lasts."""

_NO_SMS: Final = "no gateway sends short messages: set SWITCHBOARD_SMS"
_NO_FAX: Final = "no provider sends faxes: set SWITCHBOARD_FAX"


@dataclass(frozen=True, kw_only=True)
class Means:
    """What there is to send by, and what the settings say of it."""

    post: Post
    scribe: Scribe
    hooks: Hooks
    chats: Chats
    sms: Sms | None
    fax: FaxOut | None
    known: Destinations
    hook_secrets: tuple[bytes, ...]
    """With which the webhooks are signed whose addresses stand in the strategy."""
    receipts: Receipts
    links: Links
    ours: Ours
    outbox: Outbox | None
    """Where short messages and faxes to customers lie that no gateway takes; None where mail leaves this machine."""


class Envoy:
    """Sends messages by whatever means there are. Belongs to one event loop."""

    def __init__(self, means: Means, within: Seconds, lanes: Lanes, clock: Clock) -> None:
        self._means = means
        self._within = within
        self._lanes = lanes
        self._clock = clock

    async def to_customer(self, notice: Message, claimed: Delivery) -> Answer:
        """Send a customer's message by the way that their address names."""
        scheme, _, number = notice.to.partition(":")
        match scheme:
            case "tel" if self._means.sms or self._means.outbox:
                text = await self._means.scribe.short(notice)
                return await self._texted(number, text, claimed, self._means.outbox)
            case "fax" if self._means.fax or self._means.outbox:
                letter = await self._means.scribe.letter(notice)
                return await self._faxed(number, letter, claimed, self._means.outbox)
            case "tel":
                return _unsaid(notice, _NO_SMS)
            case "fax":
                return _unsaid(notice, _NO_FAX)
            case _:
                return await self._means.post.send(notice, claimed)

    async def to_system(self, notice: Announce, claimed: Delivery) -> Answer:
        """Tell another system of a milestone."""
        found = ways(notice.to, self._means.ours, self._means.known)
        if isinstance(found, Refused):
            return found
        [way, *_] = found
        if way.medium is not Medium.WEBHOOK:
            return Refused(f"a milestone is told by a webhook, and this is {way.medium}")
        return _named(await self._hooked(way, claimed.notice_id, announced(notice)), way)

    async def to_staff(self, notices: Sequence[StaffNotice], claimed: Sequence[Delivery]) -> Answer:
        """Tell staff of one case, or of several at once, by the first of their ways that takes it."""
        to = notices[0].to
        found = ways(to, self._means.ours, self._means.known)
        if isinstance(found, Refused):
            return found
        each = Seconds(self._within / len(found))
        failed: list[tuple[Way, Answer]] = []
        for way in found:
            told = self._tried if len(found) == 1 else self._beside
            answer = await told(way, notices, claimed, each)
            if isinstance(answer, Sent):
                return _named(answer, way)
            failed.append((way, answer))
        return outcome(failed)

    async def _beside(
        self,
        way: Way,
        notices: Sequence[StaffNotice],
        claimed: Sequence[Delivery],
        within: Seconds,
    ) -> Answer:
        """Try one way of several, as often as it may be used, and unless it rests: in its lane go others, too."""
        lane, now = self._lanes.of(way.lane), self._clock.now()
        if lane.opens_at(now) > now:
            return Unreachable("it rests, or was used as often as it may be")
        lane.enter(now)
        answer: Answer | None = None
        try:
            answer = await self._tried(way, notices, claimed, within)
        finally:
            lane.leave(answer, self._clock.now())
        return answer

    async def _tried(
        self,
        way: Way,
        notices: Sequence[StaffNotice],
        claimed: Sequence[Delivery],
        within: Seconds,
    ) -> Answer:
        """Try one way; what can't even be written was handed over to nobody, and is not in doubt."""
        if way.medium is not Medium.WEBHOOK:
            why = await self._means.scribe.unwritten(notices[0])
            if why is not None:
                return why
        return await _limited(self._told(way, notices, claimed), within)

    async def _told(
        self, way: Way, notices: Sequence[StaffNotice], claimed: Sequence[Delivery]
    ) -> Answer:
        means, reader, repeated = (
            self._means,
            self._reader(notices[0].to),
            any(one.repeated for one in claimed),
        )
        match way.medium:
            case Medium.EMAIL:
                address = Recipient(f"mailto:{way.to}")
                return await means.post.send_staff(notices, claimed, address, reader)
            case Medium.SMS:
                said = await means.scribe.staff_short(notices, reader, repeated=repeated)
                text = cut(said, MOST_SEGMENTS) if isinstance(said, str) else said
                return await self._texted(way.to, text, claimed[0])
            case Medium.WEBHOOK:
                name = claimed[0].group or claimed[0].notice_id
                return await self._hooked(way, name, told(notices, means.links, repeated=repeated))
            case Medium.CHAT:
                letter = await means.scribe.staff_letter(notices, reader, repeated=repeated)
                return await self._chatted(way, letter, urgent=isinstance(notices[0], Alert))
            case Medium.FAX:
                letter = await means.scribe.staff_letter(notices, reader, repeated=repeated)
                return await self._faxed(way.to, letter, claimed[0])
            case Medium.LOG:
                return Refused("staff don't read the log")
            case _:
                assert_never(way.medium)

    def _reader(self, to: Recipient) -> Staff | None:
        scheme, _, name = to.partition(":")
        return self._means.ours(name) if scheme == "staff" else None

    async def _texted(
        self,
        number: str,
        text: str | Deferred | Refused,
        claimed: Delivery,
        outbox: Outbox | None = None,
    ) -> Answer:
        if not isinstance(text, str):
            return text
        if self._means.sms is not None:
            receipt = self._receipt(Gateway.TWILIO, claimed)
            return await self._means.sms.send(number, text, receipt)
        if outbox is None:
            return Refused(_NO_SMS)
        at = self._clock.now()
        return too_long(text) or await outbox.text(claimed.notice_id, number, text, at)

    async def _faxed(
        self,
        number: str,
        letter: Letter | Deferred | Refused,
        claimed: Delivery,
        outbox: Outbox | None = None,
    ) -> Answer:
        if not isinstance(letter, Letter):
            return letter
        if self._means.fax is None and outbox is None:
            return Refused(_NO_FAX)
        try:
            document = await asyncio.to_thread(paper, letter.text, grouped(claimed.reference))
        except TooManyPages as why:
            return Refused(str(why))
        if self._means.fax is not None:
            receipt = self._receipt(Gateway.SINCH, claimed)
            return await self._means.fax.send(number, document, receipt)
        assert outbox is not None
        return await outbox.fax(claimed.notice_id, number, document)

    async def _hooked(self, way: Way, name: str, body: bytes) -> Answer:
        known = self._means.known.get(way.destination)
        if isinstance(known, Hook):
            return await self._means.hooks.send(known.url, known.secrets, name, body)
        url = way.to.partition("#")[0]
        return await self._means.hooks.send(url, self._means.hook_secrets, name, body)

    async def _chatted(
        self, way: Way, letter: Letter | Deferred | Refused, *, urgent: bool
    ) -> Answer:
        if not isinstance(letter, Letter):
            return letter
        return await self._means.chats.send(way.to, letter.subject, letter.text, urgent=urgent)

    def _receipt(self, gateway: Gateway, claimed: Delivery) -> str:
        return self._means.receipts.to(Receipt(gateway, claimed.reference, claimed.notice_id))


def _unsaid(notice: Message, why: str) -> Answer:
    """Return what it means that there is no gateway: a person's words fail, what we say by ourselves is left unsaid."""
    return Refused(why) if isinstance(notice, Reply) else Withheld(why)


async def _limited(sending: Coroutine[Any, Any, Answer], within: Seconds) -> Answer:
    """Return the answer, or that there was none: one way that hangs must leave time for the others."""
    try:
        async with asyncio.timeout(within):
            return await sending
    except TimeoutError:
        return Unanswered(f"no answer within {within:.0f} s")


def _named(answer: Answer, way: Way) -> Answer:
    """Return the answer with the way by which it went."""
    if not isinstance(answer, Sent):
        return answer
    return replace(answer, destination=way.destination, medium=way.medium)


_WORST: Final = (Unanswered, Unreachable, Deferred, Refused, Withheld)
"""In this order an answer counts among several: it may have arrived; it may yet go; it never will."""


def outcome(failed: Sequence[tuple[Way, Answer]]) -> Answer:
    """Return what it means that none of the ways has taken a message, with all their reasons."""
    [only, *others] = failed
    if not others:
        return only[1]
    reason = short("; ".join(f"{way.medium}: {_reason(answer)}" for way, answer in failed))
    kind = next(kind for kind in _WORST if any(isinstance(one, kind) for _, one in failed))
    return kind(reason)


def _reason(answer: Answer) -> str:
    return "" if isinstance(answer, Sent) else answer.reason
