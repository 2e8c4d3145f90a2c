"""German compounds: which nouns a long word is made of, by its spelling alone; knows no dictionary.

`Rechnung` is the head of `Stromrechnung` and the first part of `Rechnungsnummer`. A particle before a noun makes
another word of it (`Ankündigung` is no `Kündigung`), and what keeps a thing away isn't that thing
(`Explosionsschutz`, `störungsfrei`): neither is taken for it. In doubt a word is none.
"""

from collections.abc import Iterator, Mapping
from typing import Final

SHORTEST_NOUN: Final = 6
"""Letters. Shorter ones stand by chance in other words (`Rauch` in `Gebrauch`, `Brand` in `Brandenburg`)."""
SHORTEST_PART: Final = 4
LONGEST: Final = 60
"""A longer word is looked for as a whole only, so that a text takes time by its length and no more."""
ENDINGS: Final = ("", "e", "en", "er", "ern", "es", "n", "s")

_SHORT_PARTS: Final = frozenset(
    ("app", "bad", "bau", "bus", "eis", "gas", "hof", "oel", "rad", "see", "sms", "tag", "tee", "tor", "uhr", "zug")
)  # fmt: skip
"""Parts of three letters that are words; others of that length are beginnings of something else."""
_PARTICLES: Final[Mapping[str, tuple[str, ...]]] = {
    "ab": ("stab",),
    "an": ("kran", "organ", "plan", "tan"),
    "auf": ("kauf", "lauf"),
    "aus": ("haus",),
    "be": ("abe", "ebe", "ibe", "obe", "rbe", "ube"),
    "bei": (),
    "ein": ("bein", "rein", "schein", "stein", "wein"),
    "ent": ("dent", "gent", "ient", "ment", "zent"),
    "nach": (),
    "ueber": (),
    "um": ("baum", "eum", "ium", "raum", "sum", "tum"),
    "unter": (),
    "ver": ("pulver", "server"),
    "vor": (),
    "zer": ("izer", "nzer", "tzer"),
    "zu": (),
}
"""What at the end of a first part makes a new word of the noun after it; except at the end of these words."""
_ALONE: Final = frozenset(
    ("dar", "durch", "ehe", "empor", "ent", "er", "fehl", "fort", "ge", "gegen", "her", "herab",
     "heran", "herauf", "heraus", "herein", "hin", "hinein", "hoch", "los", "miss", "mit", "nicht",
     "nieder", "rueck", "um", "un", "ur", "voran", "voraus", "weg", "weiter", "wider", "wieder",
     "zurueck", "zusammen")
)  # fmt: skip
"""What does so only where it stands alone: nouns end like some of them (`Wasser`, `Anlage`)."""
_JOINTS: Final = ("ens", "es", "en", "er", "s", "n", "e", "")
_TURNS: Final = (
    "arm", "ator", "fest", "frei", "geschuetzt", "haft", "ier", "isch", "lich", "los", "praevent", "resist", "schutz",
    "sicher", "verhinder", "verhuet", "vermeid", "versicher", "vorbeug",
)  # fmt: skip
"""Beginnings of second parts that turn a noun into its contrary, or into no noun at all."""


def plain(word: str) -> str:
    """Return a folded word with its umlauts spelled out, as nouns are kept."""
    return word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")


def ends(word: str) -> Iterator[str]:
    """Yield what might be the head of a compound."""
    return (word[at:] for at in range(3, len(word) - SHORTEST_NOUN + 1))


def beginnings(word: str) -> Iterator[str]:
    """Yield what might be the first part of a compound."""
    return (word[:at] for at in range(SHORTEST_NOUN, len(word) - SHORTEST_PART + 1))


def heads(word: str, noun: str) -> bool:
    """Tell whether a noun, with its ending, is what the compound is; `word` ends with it."""
    part = word[: -len(noun)]
    if len(part) < SHORTEST_PART or part in _ALONE or not part.isalpha():
        return part in _SHORT_PARTS
    return not any(
        part.endswith(particle) and not part.endswith(words)
        for particle, words in _PARTICLES.items()
    )


def begins(word: str, noun: str) -> bool:
    """Tell whether a noun is the first part of a compound that is about it; `word` begins with it."""
    rest = word[len(noun) :]
    joint = next(one for one in _JOINTS if rest.startswith(one))
    bare = rest[len(joint) :]
    if len(bare) < SHORTEST_PART or not bare.isalpha():
        return False
    return not rest.startswith(_TURNS) and not bare.startswith(_TURNS)
