"""Mail at the door: stored as it came, then named in `originals`, then accepted. Read later, elsewhere.

A fax gateway's mail is a fax from here on.
"""

from services.channels.door import Door
from services.channels.fax.gateway import knocking
from services.channels.mailhead import read_head
from services.channels.originals import Envelope
from services.channels.take import Arrival, take_original
from switchboard.contracts.values import Channel, InquiryId, UnixSeconds

MEDIA_TYPE = "message/rfc822"


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
    head, told = read_head(mail), envelope or Envelope()
    fax = knocking(mail, told, door.fax_gateways)
    arrival = Arrival(
        data=mail,
        channel=Channel.FAX if fax else Channel.EMAIL,
        source=head.message_id or source,
        media_type=MEDIA_TYPE,
        content=head.content,
        envelope=fax or told,
        received_at=received_at or head.received_at,
        traceparent=traceparent,
        unreadable=unreadable,
    )
    return await take_original(door, arrival)
