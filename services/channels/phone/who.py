"""Who is the customer, and who is the agent. Pure.

By role where the format tells; else by the label; else by who must be left; else by what agents say and
what customers say, in the beginning of the call. Undecided stays undecided.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from services.channels.phone.speech import Role, Turn
from services.channels.phone.titles import role_of

_LOOKED_AT: Final = 4_000
"""Characters of each speaker; who it is shows early, and looking costs time."""
_ENOUGH: Final = 2.0
_SURE: Final = 3.0


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b")


_AGENT_SURELY: Final = _any_of(
    r"thank you for (?:calling|contacting|phoning)",
    r"thanks for (?:calling|contacting)",
    r"(?:how|what) (?:can|may|could) (?:i|we) (?:help|assist|do for) you",
    r"can i help you",
    r"is there anything else",
    r"anything else (?:i|we) can",
    r"(?:may|can|could) i (?:have|get|ask for) your",
    r"what seems to be the (?:problem|issue)",
    r"this call (?:may be|is) (?:recorded|monitored)",
    r"(?:wie|was|womit) kann ich (?:ihnen |f\u00fcr sie )?(?:helfen|tun|dienen|behilflich)",
    r"kann ich (?:sonst )?noch (?:etwas|was) f\u00fcr sie",
    r"vielen dank f\u00fcr ihren anruf",
    r"danke f\u00fcr ihren anruf",
    r"(?:ihre|die) kundennummer,? bitte",
    r"(?:sagen|nennen|geben) sie mir (?:bitte )?ihre",
    r"(?:ada )?yang bisa (?:saya |kami )?bantu",
    r"ada yang bisa (?:di|saya |kami )?bantu",
    r"apa yang bisa (?:saya|kami) bantu",
    r"dengan siapa saya berbicara",
    r"terima kasih (?:telah|sudah) menghubungi",
    r"ada lagi yang bisa",
)
_AGENT_PERHAPS: Final = _any_of(
    r"your (?:account|order|membership|customer) (?:number|id)",
    r"let me (?:check|look|see|pull)",
    r"i can see (?:here|that)",
    r"please hold",
    r"one moment",
    r"i(?:'ll| will) (?:transfer|connect|put) you",
    r"willkommen bei",
    r"mein name ist \w+,? (?:von|vom) der",
    r"ich (?:schaue|sehe) (?:mal |gleich |kurz )?nach",
    r"einen (?:kleinen )?(?:moment|augenblick)",
    r"ich verbinde sie",
    r"mohon (?:ditunggu|tunggu)",
    r"nomor (?:pelanggan|pesanan)nya",
    r"saya (?:bantu )?cek",
    r"boleh (?:saya )?(?:minta|tahu)",
)
_CUSTOMER: Final = _any_of(
    r"i(?:'m| am) calling (?:about|because|to|regarding)",
    r"i(?:'d| would) like to (?:return|order|cancel|complain|know|speak|ask|report|change|buy)",
    r"i need (?:to|help|a|an|some)",
    r"i (?:have|got|had|received) (?:a|an|the|my) (?:problem|question|issue|complaint|wrong|letter|bill|invoice|order)",
    r"my (?:order|bill|invoice|account|pump|machine|delivery|subscription|contract|package|internet)",
    r"i (?:ordered|bought|purchased|want|wanted)",
    r"ich rufe (?:sie )?an",
    r"ich rufe wegen",
    r"ich (?:h\u00e4tte|habe) (?:gerne? |da )?(?:eine|ein|mal eine|noch eine) (?:frage|problem|reklamation|rechnung)",
    r"ich (?:brauche|m\u00f6chte|wollte|will)",
    r"(?:meine|unsere) (?:bestellung|rechnung|pumpe|maschine|lieferung|anlage|kundennummer)",
    r"saya (?:mau|ingin|butuh|perlu|beli|pesan)",
    r"(?:pesanan|tagihan|pompa|mesin|barang|akun) saya",
)


def with_roles(turns: Sequence[Turn], numbers: Mapping[str, Role] | None = None) -> list[Turn]:
    """Return the turns, each with its role as far as it can be told.

    `numbers` says whose a label is that is a telephone number.
    """
    known = _told(turns, numbers or {})
    speakers = list(dict.fromkeys(turn.speaker for turn in turns))
    human = [one for one in speakers if known.get(one) is not Role.SYSTEM]
    known |= _left(human, known)
    known |= _by_words(turns, human, known)
    known |= _left(human, known)
    return [
        msgspec.structs.replace(turn, role=turn.role or known.get(turn.speaker)) for turn in turns
    ]


def _told(turns: Sequence[Turn], numbers: Mapping[str, Role]) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for turn in turns:
        if turn.speaker and turn.speaker not in found:
            role = turn.role or numbers.get(turn.speaker) or role_of(turn.speaker)
            found |= {turn.speaker: role} if role else {}
    return found


def _left(human: Sequence[str], known: Mapping[str, Role]) -> dict[str, Role]:
    """Return who the last one is, where all others are known to be of the other side."""
    unknown = [one for one in human if one not in known]
    sides = {known[one] for one in human if one in known}
    if len(unknown) != 1 or len(sides) != 1:
        return {}
    return {unknown[0]: Role.CUSTOMER if sides == {Role.AGENT} else Role.AGENT}


def _by_words(
    turns: Sequence[Turn], human: Sequence[str], known: Mapping[str, Role]
) -> dict[str, Role]:
    """Return whom their words give away; nobody where one alone speaks."""
    unknown = [one for one in human if one not in known]
    if len(human) < 2 or not unknown:  # noqa: PLR2004 - a dialogue
        return {}
    score = _scores(turns, unknown)
    if len(unknown) == len(human) == 2:  # noqa: PLR2004 - one calls, one answers
        return _of_two(score, unknown)
    agents = {one: Role.AGENT for one in unknown if score[one] >= _ENOUGH}
    customers = {one: Role.CUSTOMER for one in unknown if score[one] <= -1}
    return agents | customers


def _of_two(score: Mapping[str, float], two: Sequence[str]) -> dict[str, Role]:
    """Return both; whoever speaks first answers the telephone, and that tips an even scale."""
    first, second = two
    distance = score[first] - score[second] + (0.5 if any(score.values()) else 0.0)
    if abs(distance) < _ENOUGH - 0.5:
        return {}
    agent, customer = (first, second) if distance > 0 else (second, first)
    return {agent: Role.AGENT, customer: Role.CUSTOMER}


def _scores(turns: Sequence[Turn], speakers: Sequence[str]) -> dict[str, float]:
    """Return how much each sounds like an agent; below nothing: like a customer."""
    said: dict[str, str] = defaultdict(str)
    wanted = set(speakers)
    for turn in turns:
        if turn.speaker in wanted and len(said[turn.speaker]) < _LOOKED_AT:
            said[turn.speaker] += f" {turn.text[:_LOOKED_AT]}"
    return {
        one: _score(said[one][:_LOOKED_AT].casefold().replace("\u2019", "'")) for one in speakers
    }


def _score(words: str) -> float:
    surely = len(_AGENT_SURELY.findall(words))
    return _SURE * surely + len(_AGENT_PERHAPS.findall(words)) - len(_CUSTOMER.findall(words))


def sounds_like_two(text: str) -> bool:
    """Tell whether the words of one voice are those of an agent as well: then voices were not told apart."""
    words = text[:_LOOKED_AT].casefold()
    return bool(_AGENT_SURELY.search(words)) and Counter(words)["?"] > 0
