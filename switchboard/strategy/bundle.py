"""All that one strategy consists of, as one value with one name: the file, its templates, its holidays.

The id is a hash of the contents alone, so that equal strategies have equal ids wherever they are loaded.
"""

import hashlib
from typing import Final

import msgspec

from switchboard.contracts.values import StrategyId

STRATEGY_FILE: Final = "strategy.yaml"


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The files of a strategy by their path relative to it; `strategy.yaml` is the strategy itself."""

    files: dict[str, str]


def bundle_id(bundle: Bundle) -> StrategyId:
    """Return the SHA-256 (hex) of names and contents, whatever their order."""
    whole = hashlib.sha256()
    for path, text in sorted(bundle.files.items()):
        for part in (path.encode(), text.encode()):
            whole.update(len(part).to_bytes(8, "big") + part)
    return StrategyId(whole.hexdigest())


def pack(bundle: Bundle) -> bytes:
    """Return the bundle as a blob holds it: the same bytes for the same bundle."""
    return msgspec.json.encode(bundle, order="deterministic")


def unpack(data: bytes) -> Bundle:
    """Return the bundle that `pack` packed. Raises msgspec.DecodeError for anything else."""
    return msgspec.json.decode(data, type=Bundle)


def blob_key(strategy_id: StrategyId) -> str:
    """Return where the bundle is kept, for ever."""
    return f"strategies/{strategy_id}"
