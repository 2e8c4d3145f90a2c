"""Indonesian words that are made of a root: `kirim` is in `mengirimkan`, `dikirim`, `pengiriman`.

Only affixes that leave what a root is about: voice, command and the deed (`me-`, `di-`, `-kan`, `-i`, `pe-…-an`). Others
often lead elsewhere (`pesan` to order, `pesanan` what one has ordered; `putus` to part, `keputusan` a decision): those
are words of their own.
"""

from collections.abc import Iterator
from typing import Final

SHORTEST_ROOT: Final = 4
PARTICLES: Final = ("nya", "lah", "kah", "ku", "mu", "pun")
"""What may stand behind any form."""
_VOWELS: Final = frozenset("aeiou")
_NASALS: Final = {
    "p": ("m", True), "b": ("m", False), "f": ("m", False), "v": ("m", False),
    "t": ("n", True), "d": ("n", False), "c": ("n", False), "j": ("n", False), "z": ("n", False),
    "s": ("ny", True), "k": ("ng", True), "g": ("ng", False), "h": ("ng", False),
    "a": ("ng", False), "e": ("ng", False), "i": ("ng", False), "o": ("ng", False), "u": ("ng", False),
}  # fmt: skip
"""What `me-` and `pe-` put before a first letter, and whether that letter gives way; before others, nothing."""


def forms(root: str) -> Iterator[str]:
    """Yield the words that are made of a root, without the root itself and particles; some of them nobody says."""
    for nasal in dict.fromkeys(_nasal(root)):
        for suffix in ("", "kan", "i"):
            yield f"me{nasal}{suffix}"
        yield f"pe{nasal}an"
    for suffix in ("", "kan", "i"):
        yield f"di{root}{suffix}"
    yield f"{root}kan"


def without_particle(word: str) -> str:
    """Return a word without what stands behind it, as far as it looks so; there is one at most."""
    return next((word.removesuffix(one) for one in PARTICLES if word.endswith(one)), word)


def _nasal(root: str) -> Iterator[str]:
    """Yield the root as it stands after `me-`; one of another language keeps its first letters (`memproses`)."""
    nasal, gives_way = _NASALS.get(root[0], ("", False))
    if gives_way:
        yield nasal + root[1:]
    if not gives_way or root[1] not in _VOWELS:
        yield nasal.removesuffix("y") + root
