"""What a label says of whose words follow: `Agent 2`, `Kundin`, `Pelanggan:`. Pure."""

import re
from typing import Final

from services.channels.phone.speech import Role

_WORD: Final = re.compile(r"[^\W\d_]+")
_LONGEST: Final = 60
_MOST_WORDS: Final = 5


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SYSTEM: Final = _set(
    "system ivr bot menu announcement automated narrator recording robot action assistant "
    "ansage automat sistem mesin rekaman"
)
_AGENT: Final = _set(
    "agent operator support representative rep csr cs advisor adviser clerk service care helpdesk "
    "dispatcher employee staff associate receptionist hotline desk supervisor "
    "mitarbeiter mitarbeiterin berater beraterin sachbearbeiter sachbearbeiterin kundenservice "
    "kundendienst kundenberater kundenberaterin zentrale vermittlung agentin "
    "petugas agen staf layanan karyawan penerima"
)
_CUSTOMER: Final = _set(
    "customer client caller user guest patient buyer consumer "
    "kunde kundin anrufer anruferin klient klientin "
    "pelanggan penelepon penelpon nasabah pembeli klien konsumen"
)
_IN_ORDER: Final = ((Role.SYSTEM, _SYSTEM), (Role.AGENT, _AGENT), (Role.CUSTOMER, _CUSTOMER))
"""A customer service agent is no customer, and a virtual agent is no agent."""


def role_of(label: str) -> Role | None:
    """Return whose words a label announces; None where it is a name or says nothing."""
    if len(label) > _LONGEST:
        return None
    words = _WORD.findall(label.casefold().replace("_", " "))
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    if {"virtual", "ai"} & set(words):
        return Role.SYSTEM
    return next((role for role, known in _IN_ORDER if known.intersection(words)), None)
