"""Whom we talk to: what the directory knows, and what of it an inquiry carries."""

from enum import StrEnum

import msgspec

from switchboard.contracts.values import (
    Identity,
    OpenCases,
    Recipient,
    Reference,
    StrategyId,
    UnixSeconds,
)


class Deal(StrEnum):
    """How far the newest deal with a customer is."""

    EXPLORING = "exploring"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"


class CustomerFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the channel knew of the customer when the inquiry came. Stamped once; later changes are events."""

    customer_id: str
    name: str = ""
    tier: str = ""
    relationship: str = ""
    deal: Deal | None = None
    dedicated: str = ""
    """Staff id of the person who is there for this customer."""
    language: str = ""


class Merged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A customer turned out to be another one. All that is theirs counts as that one's until it is taken back."""

    into: str
    """The other's customer id."""
    by: str = ""
    at: UnixSeconds = UnixSeconds(0.0)
    why: str = ""


class Customer(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="customer", tag_field="type"
):
    """An entry of the directory, keyed by `customer:<id>`."""

    facts: CustomerFacts
    identities: tuple[Identity, ...] = ()
    version: int = 1
    merged: Merged | None = None
    """Facts and identities stay here, untouched: a split gives back what the merge took."""


class ApiKey(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="api_key", tag_field="type"
):
    """A key of an upstream system, keyed by `key:<id>`. The secret itself is nowhere."""

    key_id: str
    name: str
    scopes: tuple[str, ...]
    secret_hash: str
    """SHA-256 (hex) of the 256 random bits that were shown once."""
    created_at: float
    revoked_at: float | None = None


class StrategyWanted(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="strategy", tag_field="type"
):
    """The strategy that is to be in force, under the key `strategy`. Each partition's owner sees to it."""

    strategy_id: StrategyId
    by: str = ""
    since: UnixSeconds = UnixSeconds(0.0)
    open_cases: OpenCases = OpenCases.STAY


class Shared(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="shared", tag_field="type"
):
    """An address or number that several people use, keyed by `shared:<identity>`: it names nobody."""

    identity: Identity
    by: str = ""
    since: UnixSeconds = UnixSeconds(0.0)
    why: str = ""


class Undeliverable(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="undeliverable",
    tag_field="type",
):
    """An address from which a letter of ours came back, keyed by `undeliverable:<identity>`: none is sent there."""

    identity: Identity
    at: UnixSeconds
    """When the newest bounce was taken in."""
    reference: Reference
    """The case whose letter it was."""
    cleared_at: UnixSeconds | None = None
    """Since when letters go there again; a bounce from before counts no more."""
    cleared_by: str = ""
    """A staff id; empty: the customer wrote from there."""


class Staff(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="staff", tag_field="type"
):
    """One of ours, keyed by `staff:<id>`: whom a strategy calls a lead, and cases an assignee."""

    staff_id: str
    name: str = ""
    departments: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """The first is the one that they are written to in."""
    reach: tuple[Recipient, ...] = ()
    """Where they are told of cases and alerts, the first that works: addresses and destinations."""
    disabled_at: UnixSeconds | None = None
    """Since when they are told nothing, and do nothing."""
    version: int = 1


Entry = Staff | Customer | ApiKey | StrategyWanted | Shared | Undeliverable
"""What stands in `switchboard.directory`."""
