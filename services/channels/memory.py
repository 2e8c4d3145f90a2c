"""Which inquiry an Idempotency-Key stands for: remembered for a day, up to half a million keys. Pure.

Beyond that many, the keys that were used longest ago are forgotten first, and may then stand for something new.
What this instance has not read yet it does not know: then a second body becomes an inquiry of its own, and
the router flags it. Never a loss.
"""

from collections import OrderedDict
from typing import Final

import msgspec

from switchboard.contracts.values import InquiryId, Seconds, UnixSeconds

KEPT: Final = Seconds(25 * 3600.0)
_MOST: Final = 500_000
"""Only keys that clients chose count: what comes without one, and mail, takes no place."""


class _Trace(msgspec.Struct):
    """What of an event in `intake` is needed here."""

    type: str = ""
    source_key: str = ""
    inquiry_id: str = ""
    original_blob: str = ""


_trace: Final = msgspec.json.Decoder(_Trace)


class Memory:
    """Source keys and their inquiries, the latest last."""

    def __init__(self, most: int = _MOST, kept: Seconds = KEPT) -> None:
        self._most = most
        self._kept = kept
        self._known: OrderedDict[str, tuple[InquiryId, UnixSeconds]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def claim(self, source_key: str, inquiry: InquiryId, at: UnixSeconds) -> InquiryId:
        """Return the inquiry that `source_key` stands for: `inquiry`, unless another came before it."""
        first, _ = self._known.pop(source_key, (inquiry, at))
        self._known[source_key] = (first, at)
        self._forget(at)
        return first

    def release(self, source_key: str, inquiry: InquiryId) -> None:
        """Forget that `source_key` stands for `inquiry`, which the log refused."""
        first, _ = self._known.get(source_key, (None, None))
        if first == inquiry:
            del self._known[source_key]

    def learn(self, value: bytes | None, at: UnixSeconds) -> None:
        """Take note of what somebody accepted at `at`, from a value of `intake`."""
        try:
            trace = _trace.decode(value or b"")
        except (msgspec.DecodeError, UnicodeDecodeError):
            return  # The router says what is wrong with it.
        # Mail has source keys too, of its Message-IDs; nobody submits under those.
        keyed = trace.source_key and not trace.original_blob
        if keyed and trace.type == "inquiry.received":
            self.claim(trace.source_key, InquiryId(trace.inquiry_id), at)

    def _forget(self, now: UnixSeconds) -> None:
        while self._known:
            _, (_, at) = next(iter(self._known.items()))
            if len(self._known) <= self._most and now - at <= self._kept:
                return
            self._known.popitem(last=False)
