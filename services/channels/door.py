"""The door: what every channel needs to take an inquiry in. Made once, at the root."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.channels.limits import LIMITS, Limits
from services.channels.memory import Memory
from services.channels.originals import Ours
from switchboard.blobs import Blobs
from switchboard.bus.port import Bus
from switchboard.clock import Clock
from switchboard.contracts import topics
from switchboard.directory import Directory
from switchboard.http.access import Gate
from switchboard.http.body import Room
from switchboard.http.standard_webhooks import Signer
from switchboard.metrics import Metrics


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The two secrets of an installation; they print as stars."""

    id_key: bytes = field(repr=False)
    """Makes inquiry ids; never rotated."""
    token_keys: tuple[bytes, ...] = field(repr=False)
    """Sign what lets an answer find its case; the newest first."""


def room(limits: Limits) -> Room:
    """Return the room that these limits give to what clients send."""
    return Room(bytes_=limits.buffered_bytes, requests=limits.requests, within=limits.body_within)


def porch(limits: Limits) -> Room:
    """Return the room for what comes from those who are known only once it is there."""
    return Room(
        bytes_=limits.unproved_bytes,
        requests=limits.unproved_requests,
        each=limits.unproved_each,
        within=limits.body_within,
    )


def _unspoken() -> tuple[str, ...]:
    """Know no languages yet."""
    return ()


def _pass(_: str) -> None:
    """Let it pass."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """Everything that stands behind the front door."""

    bus: Bus
    blobs: Blobs
    clock: Clock
    secrets: Secrets
    directory: Directory
    gate: Gate
    metrics: Metrics
    signers: tuple[Signer, ...] = field(default=(), repr=False)
    """Who may sign what they submit, instead of showing a key."""
    fresh: Callable[[], str]
    """A new id that nobody can guess, for a contact that brings none."""
    region: str = "DE"
    """Where a telephone number without country is from (ISO 3166)."""
    status_url: str = ""
    """The address under which `GET /v1/inquiries/{id}` is reached; empty: this one."""
    languages: Callable[[], Sequence[str]] = _unspoken
    """What the strategy in force speaks (ISO 639-1), the likeliest first."""
    partitions: int = topics.PARTITIONS
    limits: Limits = LIMITS
    ours: Ours = field(default_factory=Ours)
    fax_gateways: tuple[str, ...] = ()
    """Addresses or domains whose mails with a PDF or TIFF are faxes."""
    reached: Callable[[str], None] = _pass
    """Told how far an inquiry has come, so that tests can strike there."""
    memory: Memory = field(default_factory=Memory)
    room: Room = field(default_factory=lambda: room(LIMITS))
    porch: Room = field(default_factory=lambda: porch(LIMITS))

    def status_of(self, inquiry_id: str) -> str:
        """Return where the fate of an inquiry is told."""
        return f"{self.status_url.rstrip('/')}/v1/inquiries/{inquiry_id}"
