"""Who calls in the demo: as exchanges and recognizers tell it, in four forms. Pure.

`run` is a fresh word, as for those who write: each run has callers of its own.
"""

import json
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlencode

OURS = "+49911555000"
VTT, SRT, TEXT, JSON = "text/vtt", "application/x-subrip", "text/plain", "application/json"


class Call(NamedTuple):
    """What is handed over of one call."""

    who: str
    subject: str
    """What the table calls it: a call has none of its own."""
    media_type: str
    transcript: str

    def query(self, run: str) -> str:
        """Return what stands beside its transcript."""
        told = {"caller": number(self.who, run), "called": OURS, "call_id": f"{self.who}-{run}"}
        return urlencode(told)


def number(who: str, run: str) -> str:
    """Return a number that nobody else of the demo has."""
    digits = int(sha256(f"{who} {run}".encode()).hexdigest(), 16) % 10**7
    return f"+49911{digits:07}"


CALLS = (
    Call(
        "alma",
        "Leak at the seal",
        VTT,
        "WEBVTT\n\n"
        "00:00.000 --> 00:02.500\n<v Agent>Acme Pumps, how can I help you?\n\n"
        "00:03.000 --> 00:07.000\n<v Customer>The pump does not start any more,\n\n"
        "00:07.000 --> 00:09.000\n<v Customer>and there is a leak at the seal.\n\n"
        "00:09.500 --> 00:12.000\n<v Agent>I will send somebody today.\n",
    ),
    Call(
        "bruno",
        "Rechnung doppelt",
        TEXT,
        "[00:00:01] Mitarbeiter: Acme Pumpen, was kann ich für Sie tun?\n"
        "[00:00:05] Kunde: Die Rechnung RE-88121 ist doppelt gekommen. Bitte prüfen Sie das.\n"
        "[00:00:11] Mitarbeiter: Gern, ich sehe nach.\n",
    ),
    Call(
        "citra",
        "Pompa rusak",
        SRT,
        "1\n00:00:00,000 --> 00:00:02,000\nPetugas: Selamat pagi, ada yang bisa saya bantu?\n\n"
        "2\n00:00:02,500 --> 00:00:06,000\nPelanggan: Pompa kami rusak, tidak menyala sama sekali.\n",
    ),
    Call(
        "doris",
        "Hardly understood",
        JSON,
        json.dumps(
            {
                "language": "en",
                "segments": [
                    {
                        "start": 0.0,
                        "end": 4.2,
                        "text": " The bump lost all the freshers since",
                        "avg_logprob": -1.2,
                    }
                ],
            }
        ),
    ),
    Call(
        "emil",
        "Voicemail",
        JSON,
        json.dumps(
            {
                "outcome": "voicemail",
                "duration": 9,
                "turns": [
                    {
                        "text": "Guten Tag, hier ist Emil. Ich möchte zwölf Dichtungen bestellen.",
                        "confidence": 0.94,
                    }
                ],
            }
        ),
    ),
    Call("fatma", "Missed call", JSON, json.dumps({"outcome": "missed"})),
)
