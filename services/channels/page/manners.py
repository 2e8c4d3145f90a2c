"""How an installation shows its form: where, about what, and how often to one visitor. Pure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from switchboard.contracts.values import Seconds
from switchboard.http.pace import Rate
from switchboard.http.visitor import Network

_AT_ONCE: Final = 20


def rate_of(an_hour: int) -> Rate:
    """Return the rate of so many messages an hour; a few may come at once, as from one office."""
    return Rate(_AT_ONCE, Seconds(3_600 / an_hour))


class Manners(NamedTuple):
    """What an installation says of its form."""

    frames: Sequence[str] = ()
    """Origins that may show it in a frame, beside our own."""
    topics: Sequence[str] = ()
    """What `?topic=` may say."""
    proxies: Sequence[Network] = ()
    """Whose `X-Forwarded-For` is believed."""
    rate: Rate = rate_of(120)
    """How often one address may send."""
