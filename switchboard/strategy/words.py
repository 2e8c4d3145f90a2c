"""Words and phrases of a strategy to patterns over spaced text, at word boundaries of every script.

`*` at either end stands for any rest of the word. Punctuation counts as a space. Umlauts match their spelling
with e. A German noun is found with its endings, an Indonesian root with its particles. Scripts that put no spaces
between words (Han, Thai …) have no boundaries there.
"""

import re
from typing import Final

from switchboard.strategy.fold import SPACELESS, fold, spaced

_REST: Final = "*"
_UMLAUTS: Final = {"ä": "(?:ä|ae)", "ö": "(?:ö|oe)", "ü": "(?:ü|ue)"}
_SPELLED: Final = _UMLAUTS | {"ae": "(?:ä|ae)", "oe": "(?:ö|oe)", "ue": "(?:ü|ue)"}
_NOUN: Final = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{4,}")
_ROOT: Final = re.compile(r"[a-z]{4,}", re.IGNORECASE)
_ENDINGS: Final = {
    "de": (_NOUN, "(?:e|en|er|ern|es|n|s)?"),
    "id": (_ROOT, "(?:nya|lah|kah|ku|mu|pun)?"),
}
"""Words that are found with these endings too: German nouns, which the file writes large, and Indonesian roots.

Compounds and verbs made of them are looked up apart (`kin`). Other endings and beginnings change what a word means
(`pesan`, `pesanan`; `Kündigung`, `Ankündigung`): for those there is `*`."""
_SHORTEST: Final = 3
_LONGEST: Final = 100


def complaint(word: str) -> str | None:
    """Return why the word can't be searched for; None where it can."""
    core = word.strip().removeprefix(_REST).removesuffix(_REST)
    letters = _letters(core)
    if _REST in core:
        return f"{word!r} has * within; it stands for the rest of a word, at either end"
    if not letters:
        return f"{word!r} has neither letter nor digit"
    if core != word.strip() and len(letters) < _SHORTEST and not SPACELESS.match(letters):
        return f"{word!r} would match too much; give at least {_SHORTEST} letters beside *"
    return f"a word or phrase has at most {_LONGEST} characters" if len(core) > _LONGEST else None


def pattern(word: str, tongue: str = "") -> str:
    """Return the pattern that finds the word in spaced text, as its group; RE2 and Python read it alike."""
    text = word.strip()
    letters = _letters(text)
    before = "" if text.startswith(_REST) or SPACELESS.match(letters[0]) else " "
    after = "" if text.endswith(_REST) or SPACELESS.match(letters[-1]) else " "
    body = " +".join(re.escape(part) for part in letters.split())
    spellings = _SPELLED if tongue == "de" else _UMLAUTS
    body = re.sub("|".join(spellings), lambda found: spellings[found[0]], body)
    return f"{before}({body}{_ending(text, tongue)}){after}"


def tongue_of(word: str, tongue: str) -> str:
    """Return the language where it makes a difference for the word, so that others share one search."""
    return tongue if tongue in _ENDINGS and pattern(word, tongue) != pattern(word) else ""


def _ending(text: str, tongue: str) -> str:
    shape, endings = _ENDINGS.get(tongue, (_NOUN, ""))
    return endings if shape.fullmatch(text.removeprefix(_REST)) else ""


def _letters(text: str) -> str:
    return spaced(fold(text)).strip()
