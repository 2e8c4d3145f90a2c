"""By what messages leave, as the settings have it: gateways, destinations, rates; and what carriers need of that."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from services.notifier.bucket import Rate
from services.notifier.chat import Chats
from services.notifier.destinations import Destinations
from services.notifier.envoy import WITHIN, Means
from services.notifier.fax_out import FaxAccount, FaxOut
from services.notifier.links import Links
from services.notifier.outbox import Outbox
from services.notifier.post import Post
from services.notifier.receipt import Receipts
from services.notifier.scribe import Ours, Scribe
from services.notifier.sms import Sms, SmsAccount
from services.notifier.webhook import Hooks
from switchboard.clock import Clock
from switchboard.contracts.values import Seconds
from switchboard.http.outward import Outward
from switchboard.http.whereabouts import NOWHERE, Private

_RATE: Final = re.compile(r"(?P<lane>\S{1,100})=(?P<times>\d{1,5})/(?P<per>\d{0,4})(?P<unit>[smh])")
_UNITS: Final = {"s": 1, "m": 60, "h": 3_600}


NO_DESTINATIONS: Final[Destinations] = MappingProxyType({})
UNLIMITED: Final[Mapping[str, Rate]] = MappingProxyType({})


class WaysOut(NamedTuple):
    """What the root must say about all ways but mail."""

    destinations: Destinations = NO_DESTINATIONS
    chats: Chats = Chats({})
    hook_secrets: tuple[bytes, ...] = ()
    sms: SmsAccount | None = None
    fax: FaxAccount | None = None
    private: Private = NOWHERE
    rates: Mapping[str, Rate] = UNLIMITED
    receipts: str = ""
    """Where gateways reach us; empty: they don't."""
    within: Seconds = WITHIN
    """How long all ways of one message may take together."""


def rates(written: str) -> Mapping[str, Rate]:
    """Return how often each lane may be used: `sms=1/s,email=600/m`. Raises ValueError."""
    found: dict[str, Rate] = {}
    for one in filter(None, (part.strip() for part in written.split(","))):
        read = _RATE.fullmatch(one)
        times = int(read["times"]) if read else 0
        within = int(read["per"] or 1) * _UNITS[read["unit"]] if read else 0
        if not read or not times or not within:
            raise ValueError(f"{one[:100]} is no rate; write LANE=TIMES/SPAN, such as sms=1/s")
        found[read["lane"]] = Rate(times, Seconds(float(within)))
    return found


def means(
    out: WaysOut,
    post: Post,
    scribe: Scribe,
    clock: Clock,
    links: Links,
    ours: Ours,
    outbox: Outbox | None,
) -> Means:
    """Return what there is to send by."""
    outward = Outward(out.private)
    return Means(
        post=post,
        scribe=scribe,
        hooks=Hooks(outward, clock),
        chats=out.chats,
        sms=Sms(out.sms, outward, clock) if out.sms else None,
        fax=FaxOut(out.fax, outward, clock) if out.fax else None,
        known=out.destinations,
        hook_secrets=out.hook_secrets,
        receipts=Receipts(out.receipts, links.keys),
        links=links,
        ours=ours,
        outbox=outbox,
    )
