"""The first contact of a client with its cluster, under time limits that leave nothing open."""
# ruff: noqa: SLF001  (aiokafka has no time limit of its own for this)

from typing import Final

from aiokafka.client import AIOKafkaClient

from switchboard.contracts.values import Seconds

_SHARE: Final = 0.8
"""Of several steps at one server, connecting, agreeing on versions, asking for the cluster, one stalls."""


async def reach(client: AIOKafkaClient, patience: Seconds) -> None:
    """Bootstrap `client` before its owner starts, which then finds it done.

    Cancelled in the middle, aiokafka forgets the connection that it was trying; its own request timeout
    closes it. So each server has its share of `patience`.
    """
    usual = client._request_timeout_ms
    client._request_timeout_ms = int(_SHARE * patience * 1000 / len(client.hosts))
    try:
        await client.bootstrap()
    finally:
        client._request_timeout_ms = usual
    client.bootstrap = _done


async def _done() -> None:
    """Nothing is left to do."""
