"""Mail at the door: stored as it came, then named in `originals`, then accepted. Read later, elsewhere.

A fax gateway's mail is a fax from here on.
"""

import asyncio
from hashlib import sha256
from typing import Final

from services.channels.door import Door
from services.channels.fax.gateway import knocking
from services.channels.mailhead import Head, read_head
from services.channels.originals import Envelope
from services.channels.take import Arrival, take_original
from switchboard.contracts.values import Channel, InquiryId, UnixSeconds

MEDIA_TYPE = "message/rfc822"
_LARGE: Final = 500_000
"""A mail beyond it is looked at in a thread; for a shorter one that would take longer than the look."""


async def take_mail(
    door: Door,
    mail: bytes,
    source: str,
    envelope: Envelope | None = None,
    traceparent: str = "",
    received_at: UnixSeconds | None = None,
    unreadable: str = "",
) -> InquiryId:
    """Return the id of the inquiry that `mail` is, once it is durable. Raises NotStored, Unavailable.

    `source` stands for it where it has no Message-ID. Without `received_at` its trace says when it reached us.
    `unreadable` says why there is no more of it.
    """
    # What is large would keep everybody else waiting at the door.
    look = asyncio.to_thread(_look, mail) if len(mail) > _LARGE else None
    head, digest = await look if look else _look(mail)
    told = envelope or Envelope()
    fax = knocking(mail, told, door.fax_gateways)
    arrival = Arrival(
        data=mail,
        channel=Channel.FAX if fax else Channel.EMAIL,
        source=head.message_id or source,
        media_type=MEDIA_TYPE,
        content=head.content,
        digest=digest,
        envelope=fax or told,
        received_at=received_at or head.received_at,
        traceparent=traceparent,
        unreadable=unreadable,
    )
    return await take_original(door, arrival)


def _look(mail: bytes) -> tuple[Head, str]:
    """Return its head, and the digest of all of it."""
    return read_head(mail), sha256(mail).hexdigest()
