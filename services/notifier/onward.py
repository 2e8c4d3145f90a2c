"""An inquiry that goes on to another case: published again where that case lives, in its own words while the log has them.

The same inquiry may come there twice, after a crash; the case knows it by its id.
"""

from typing import Final

from msgspec.structs import replace

from services.notifier.answers import Answer, Refused, Sent, Unreachable, short
from services.notifier.words import inquiry_at
from switchboard.bus.port import Bus, Draft, TooLarge, Unavailable
from switchboard.clock import Clock
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.notices import Forward
from switchboard.contracts.topics import INTAKE, partition_of, slot_key

BEYOND_THE_LOG: Final = "the log has forgotten its words; the archive may have them"


class Onward:
    """Sends inquiries from case to case through one log."""

    def __init__(self, bus: Bus, clock: Clock, partitions: int) -> None:
        self._bus = bus
        self._clock = clock
        self._partitions = partitions

    async def send(self, notice: Forward) -> Answer:
        """Publish the inquiry of `notice`; what the log can't take just now is no fault of the inquiry."""
        try:
            found = await self._found(notice)
            return await self._published(_sent_on(notice, found))
        except Unavailable as why:
            return Unreachable(short(f"the bus does not answer: {why}"))
        except TooLarge as why:
            return Refused(short(str(why)))

    async def _found(self, notice: Forward) -> InquiryReceived | None:
        return await inquiry_at(
            self._bus,
            self._partitions,
            notice.reference,
            notice.position,
            notice.inquiry.inquiry_id,
        )

    async def _published(self, inquiry: InquiryReceived) -> Answer:
        value, headers = encode_event(inquiry, source="/notifier/onward", at=self._clock.now())
        partition = partition_of(inquiry.slot, self._partitions)
        await self._bus.publish([Draft(INTAKE, partition, slot_key(inquiry.slot), value, headers)])
        return Sent()


def _sent_on(notice: Forward, found: InquiryReceived | None) -> InquiryReceived:
    """Return the inquiry as it goes on: when it reached us, where it goes and where answers go are as its case has it."""
    known = notice.inquiry
    if found is None:
        sent = replace(known.forwarded, wordless=True) if known.forwarded else None
        return replace(known, warnings=(BEYOND_THE_LOG,), forwarded=sent)
    return replace(
        found,
        slot=known.slot,
        received_at=known.received_at,
        reply_to=known.reply_to,
        nature=known.nature,
        forwarded=known.forwarded,
    )
