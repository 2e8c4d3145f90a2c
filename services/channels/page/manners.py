"""How an installation shows its form: where, about what, and how often to one visitor. Pure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from switchboard.contracts.values import Seconds
from switchboard.http.pace import Rate
from switchboard.http.visitor import Network

RATE: Final = Rate(at_once=20, every=Seconds(30.0))


class Manners(NamedTuple):
    """What an installation says of its form."""

    frames: Sequence[str] = ()
    """Origins that may show it in a frame, beside our own."""
    topics: Sequence[str] = ()
    """What `?topic=` may say."""
    proxies: Sequence[Network] = ()
    """Whose `X-Forwarded-For` is believed."""
    rate: Rate = RATE
    """How often one address may send."""
