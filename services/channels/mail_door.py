"""Mail at the door: stored as it came, then named in `originals`, then accepted. Read later, elsewhere."""

from hashlib import sha256

from services.channels import originals
from services.channels.door import Door
from services.channels.inquiry import blob_key
from services.channels.mailhead import read_head
from services.channels.originals import Envelope, Original
from services.channels.submission import count
from services.channels.take import store
from switchboard.contracts import reference as ids
from switchboard.contracts.values import Channel, InquiryId

MEDIA_TYPE = "message/rfc822"


async def take_mail(
    door: Door, mail: bytes, source: str, envelope: Envelope | None = None, traceparent: str = ""
) -> InquiryId:
    """Return the id of the inquiry that `mail` is, once it is durable. Raises NotStored, Unavailable.

    `source` stands for it where it has no Message-ID.
    """
    head = read_head(mail)
    keys = door.secrets
    inquiry_id = ids.inquiry_id(keys.id_key, Channel.EMAIL, head.message_id or source, head.content)
    now = door.clock.now()
    key = blob_key(inquiry_id, sha256(mail).hexdigest())
    original = Original(
        inquiry_id=inquiry_id,
        channel=Channel.EMAIL,
        blob=key,
        received_at=min(head.received_at or now, now),
        source_key=ids.source_key(keys.id_key, Channel.EMAIL, head.message_id or source),
        envelope=envelope or Envelope(),
        media_type=MEDIA_TYPE,
        size=len(mail),
        traceparent=traceparent,
    )
    await store(door, [(key, mail)])
    door.reached("original.stored")
    await door.bus.publish([originals.draft(original, door.partitions)])
    door.reached("original.logged")
    count(door, Channel.EMAIL)
    return inquiry_id
