"""Who had what, when, within a sliding window: counted by keys that say nothing. Pure."""

from bisect import insort
from typing import NamedTuple

from switchboard.contracts.values import NoticeId, Seconds, UnixSeconds


class _Entry(NamedTuple):
    at: UnixSeconds
    notice_id: NoticeId


class Tally:
    """Who had what, when: each notice once under a key, with the time it was last said to go."""

    def __init__(self, keeps: Seconds) -> None:
        self._keeps = keeps
        self._by_key: dict[str, list[_Entry]] = {}
        self._swept_at = UnixSeconds(0.0)

    def __len__(self) -> int:
        """Return how many keys are remembered."""
        return len(self._by_key)

    def note(self, key: str, notice_id: NoticeId, at: UnixSeconds) -> None:
        """Count a notice under `key`, once, at that time."""
        self.drop(key, notice_id)
        insort(self._by_key.setdefault(key, []), _Entry(at, notice_id))
        self._sweep(at)

    def drop(self, key: str, notice_id: NoticeId) -> None:
        """Don't count it: it was not sent."""
        kept = [one for one in self._by_key.get(key, []) if one.notice_id != notice_id]
        if kept:
            self._by_key[key] = kept
        else:
            self._by_key.pop(key, None)

    def count(self, key: str, since: UnixSeconds, but: NoticeId) -> int:
        """Return how many others went after `since`."""
        return sum(one.at > since and one.notice_id != but for one in self._by_key.get(key, []))

    def newest(self, key: str, but: NoticeId) -> UnixSeconds | None:
        """Return when the last of the others went."""
        return max(
            (one.at for one in self._by_key.get(key, []) if one.notice_id != but), default=None
        )

    def _sweep(self, now: UnixSeconds) -> None:
        """Forget what nobody asks for any more; once in a tenth of the time, since it looks at all."""
        if now - self._swept_at < self._keeps / 10:
            return
        self._swept_at = now
        for key, entries in list(self._by_key.items()):
            kept = [one for one in entries if one.at > now - self._keeps]
            if kept:
                self._by_key[key] = kept
            else:
                del self._by_key[key]
