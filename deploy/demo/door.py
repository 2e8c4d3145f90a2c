"""What the demo asks of a running instance: a thin client of its HTTP interface, and the answers as values."""

from collections.abc import Sequence
from typing import Final

import httpx
import msgspec

from deploy.demo.calls import Call
from deploy.demo.customers import Letter
from deploy.demo.faxes import TIFF, Fax

SUPPRESSED: Final = "suppressed"
"""What an acknowledgement is that nobody gets."""


class Accepted(msgspec.Struct, frozen=True):
    """The door's 202: the inquiry is durable. Mail gets its reference only once it is read."""

    inquiry_id: str
    status_url: str = ""
    reference: str = ""


class Acknowledgement(msgspec.Struct, frozen=True):
    """Whether the customer knows that we have it: sent, owed, or why not."""

    state: str
    because: str = ""


class State(msgspec.Struct, frozen=True):
    """Where an inquiry is by now."""

    state: str
    case: str | None = None
    department: str | None = None
    acknowledgement: Acknowledgement | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        owed = self.acknowledgement is not None and self.acknowledgement.state == "owed"
        return self.state != "accepted" and not owed


class Decision(msgspec.Struct, frozen=True):
    """The rule that decided, and whether it was too unsure to."""

    rule: str = ""
    triage: bool = False


class Case(msgspec.Struct, frozen=True):
    """What the desk shows of a case, as far as the demo tells it."""

    kind: str | None = None
    decision: Decision | None = None


class Door:
    """One running instance."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def post(self, body: dict[str, object], key: str | None = None) -> Accepted:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self._client.post("/v1/inquiries", json=body, headers=headers)
        return msgspec.json.decode(answer.raise_for_status().content, type=Accepted)

    def post_batch(self, letters: Sequence[Letter], run: str) -> list[Accepted]:
        lines = b"\n".join(msgspec.json.encode(letter.body(run)) for letter in letters)
        headers = {"Content-Type": "application/x-ndjson"}
        answer = self._client.post("/v1/inquiries/batch", content=lines, headers=headers)
        told = answer.raise_for_status().content.splitlines()
        return [msgspec.json.decode(line, type=Accepted) for line in told if line.strip()]

    def post_mail(self, mail: bytes) -> Accepted:
        headers = {"Content-Type": "message/rfc822"}
        answer = self._client.post("/v1/email", content=mail, headers=headers)
        return msgspec.json.decode(answer.raise_for_status().content, type=Accepted)

    def post_call(self, call: Call, run: str) -> Accepted:
        path = f"/v1/phone/transcripts?{call.query(run)}"
        headers = {"Content-Type": call.media_type}
        answer = self._client.post(path, content=call.transcript.encode(), headers=headers)
        return msgspec.json.decode(answer.raise_for_status().content, type=Accepted)

    def post_fax(self, fax: Fax, run: str) -> Accepted:
        path, headers = f"/v1/fax?{fax.query(run)}", {"Content-Type": TIFF}
        answer = self._client.post(path, content=fax.pages(run), headers=headers)
        return msgspec.json.decode(answer.raise_for_status().content, type=Accepted)

    def state(self, inquiry_id: str) -> State:
        answer = self._client.get(f"/v1/inquiries/{inquiry_id}")
        return msgspec.json.decode(answer.raise_for_status().content, type=State)

    def case(self, reference: str) -> Case:
        answer = self._client.get(f"/v1/cases/{reference}")
        return msgspec.json.decode(answer.raise_for_status().content, type=Case)
