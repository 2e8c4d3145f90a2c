"""Where a partition of the router stands: how far it is, and which strategy judges its new cases."""

import msgspec

from switchboard.contracts.case import FORMAT
from switchboard.contracts.values import StrategyId, UnixSeconds


class PartitionState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a partition of the router is, keyed by `partition/<n>`."""

    partition: int
    partitions: int
    strategy_id: StrategyId
    activated_at: UnixSeconds
    position: int
    """Offset in intake of the event that made this record."""
    format: int = FORMAT
