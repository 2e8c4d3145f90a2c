"""Who is who: customers by what they are reached by, merged and shared ones told apart. A fold; pure.

What it answers depends on the newest entry of each key alone, never on the order in which entries were taken.
An identity that two customers claim names nobody, until one of them gives it up or they are merged.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

from switchboard.contracts.customer import Customer, CustomerFacts, Shared, Undeliverable
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Identity

LONGEST_CHAIN: Final = 5
"""Merges that lead from a customer to the one that they count as; more are refused."""


class People:
    """The customers of the directory, and what is known of addresses whosever they are."""

    def __init__(self) -> None:
        self._customers: dict[str, Customer] = {}
        self._claims: dict[str, set[str]] = {}
        self._merged: dict[str, set[str]] = {}
        self._shared: dict[str, Shared] = {}
        self._undeliverable: dict[str, Undeliverable] = {}

    # What the log tells.

    def stand(self, entry: Customer) -> None:
        """Take the newest entry of a customer."""
        customer_id = entry.facts.customer_id
        self.leave(customer_id)
        self._customers[customer_id] = entry
        for identity in _identities(entry):
            self._claims.setdefault(identity, set()).add(customer_id)
        if entry.merged:
            self._merged.setdefault(entry.merged.into, set()).add(customer_id)

    def leave(self, customer_id: str) -> None:
        """Forget the entry of a customer."""
        old = self._customers.pop(customer_id, None)
        if old is None:
            return
        for identity in _identities(old):
            _discard(self._claims, identity, customer_id)
        if old.merged:
            _discard(self._merged, old.merged.into, customer_id)

    def share(self, identity: str, entry: Shared | None) -> None:
        """Take whether several people use an identity (given as its key)."""
        _put(self._shared, identity, entry)

    def mark(self, identity: str, entry: Undeliverable | None) -> None:
        """Take what is known of letters to an address (given as its key)."""
        _put(self._undeliverable, identity, entry)

    # What is asked.

    def customer(self, customer_id: str) -> Customer | None:
        """Return the entry of a customer, merged or not."""
        return self._customers.get(customer_id)

    def customers(self, after: str, most: int) -> list[Customer]:
        """Return the next entries in the order of their ids, merged ones included."""
        ids = sorted(one for one in self._customers if one > after)
        return [self._customers[one] for one in ids[:most]]

    def winner(self, customer_id: str) -> str:
        """Return whom a customer counts as: the end of the merges that begin there."""
        return self.chain(customer_id)[-1]

    def chain(self, customer_id: str) -> list[str]:
        """Return the customer, and one after another those whom the merges lead to. A circle merges nobody."""
        way = [customer_id]
        while (into := self._into(way[-1])) is not None:
            if into in way:
                return [customer_id]
            way.append(into)
        return way

    def _into(self, customer_id: str) -> str | None:
        entry = self._customers.get(customer_id)
        into = entry.merged.into if entry and entry.merged else None
        return into if into in self._customers else None

    def merged_into(self, customer_id: str) -> list[Customer]:
        """Return the customers who count as this one, in the order of their ids."""
        found: dict[str, Customer] = {}
        waiting = [customer_id]
        while waiting:
            fresh = self._merged.get(waiting.pop(), set()) - found.keys()
            found |= {one: self._customers[one] for one in fresh}
            waiting += fresh
        return [found[one] for one in sorted(found) if customer_id in self.chain(one)[1:]]

    def depth(self, customer_id: str) -> int:
        """Return how many merges lead to this customer from the furthest who counts as them."""
        ways = (self.chain(one.facts.customer_id) for one in self.merged_into(customer_id))
        return max((way.index(customer_id) for way in ways), default=0)

    def facts(self, identities: Sequence[Identity]) -> CustomerFacts | None:
        """Return what is known of the one customer whom the identities name; None for nobody or for several."""
        named = {named for identity in identities if (named := self._named(identity))}
        return self._customers[named.pop()].facts if len(named) == 1 else None

    def _named(self, identity: Identity) -> str | None:
        key = identity_key(identity)
        winners = self._winners(key)
        alone = len(winners) == 1 and key not in self._shared
        return winners.pop() if alone else None

    def _winners(self, key: str) -> set[str]:
        return {self.winner(one) for one in self._claims.get(key, ())}

    def shared(self, identities: Sequence[Identity]) -> tuple[Identity, ...]:
        """Return those that several people use: marked so, or claimed by more than one customer."""
        return tuple(one for one in identities if self._is_shared(identity_key(one)))

    def _is_shared(self, key: str) -> bool:
        return key in self._shared or len(self._winners(key)) > 1

    def claimants(self, identity: Identity) -> set[str]:
        """Return the customers who count as having an identity."""
        return self._winners(identity_key(identity))

    def shares(self) -> list[Shared]:
        """Return the identities that are marked as shared, in their order."""
        return [self._shared[key] for key in sorted(self._shared)]

    def undeliverable(self, identity: Identity) -> Undeliverable | None:
        """Return what is known of letters to an address; also one to which letters go again."""
        return self._undeliverable.get(identity_key(identity))

    def is_dead(self, identity: Identity) -> bool:
        """Tell whether letters to an address come back, as far as anybody knows."""
        mark = self.undeliverable(identity)
        return mark is not None and mark.cleared_at is None

    def undeliverables(self) -> list[Undeliverable]:
        """Return the addresses to which no letters go, in their order."""
        marks = (self._undeliverable[key] for key in sorted(self._undeliverable))
        return [mark for mark in marks if mark.cleared_at is None]


def _identities(customer: Customer) -> set[str]:
    own = Identity(f"customer:{customer.facts.customer_id}")
    return {identity_key(identity) for identity in (own, *customer.identities)}


def _discard(sets: dict[str, set[str]], key: str, member: str) -> None:
    sets[key].discard(member)
    if not sets[key]:
        del sets[key]


_E = TypeVar("_E", Shared, Undeliverable)


def _put(entries: dict[str, _E], key: str, entry: _E | None) -> None:
    if entry is None:
        entries.pop(key, None)
    else:
        entries[key] = entry
