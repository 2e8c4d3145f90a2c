"""What stands behind the links in letters: the keys that sign them, whose names apply, and how often anybody may come."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from services.desk.pages.limits import PATIENCE
from switchboard.contracts.values import Seconds, StrategyId
from switchboard.http.pace import Rate
from switchboard.http.visitor import Network
from switchboard.metrics import Metrics
from switchboard.strategy.program import Program

Programs = Callable[[StrategyId], Awaitable[Program | None]]
"""The strategy of a case; None where it can't be had: then ids stand for names."""


@dataclass(frozen=True, kw_only=True)
class Lobby:
    """Made once, at the root."""

    keys: tuple[bytes, ...] = field(repr=False)
    """Of our tokens, newest first."""
    program: Programs
    metrics: Metrics
    posts: Rate
    """How often one address may send a form as a customer."""
    proxies: Sequence[Network] = ()
    """Whose `X-Forwarded-For` is believed."""
    patience: Seconds = PATIENCE
    """How long a page waits until the case says what became of a button."""
