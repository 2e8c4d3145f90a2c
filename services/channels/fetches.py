"""Which originals the store lastingly doesn't hand out, while it hands out others. Pure.

Where it hands out nothing it is down as a whole, and nothing of that is held against any original.
"""


class Fetches:
    """What a worker has asked the store for."""

    def __init__(self, most: int) -> None:
        """`most`: how often one is asked for again, others coming in between, before it is given up."""
        self._most = most
        self._came = 0
        self.proof: str | None = None
        """A short one that came: where nothing else arrives, it shows whether the store is well."""
        self._failed: dict[str, tuple[int, int]] = {}
        """How often each failed although others came, and how many had come by its last time."""

    def came(self, key: str, *, short: bool = False) -> None:
        """Take note that the store handed it out."""
        self.proof = key if short else self.proof
        self._came += 1
        self._failed.pop(key, None)

    def failed(self, key: str) -> bool:
        """Tell whether it is to be given up."""
        if key not in self._failed:
            self._failed[key] = (0, self._came)
            return False
        times, by_then = self._failed[key]
        times += self._came > by_then
        self._failed[key] = (times, self._came)
        if times < self._most:
            return False
        del self._failed[key]
        return True
