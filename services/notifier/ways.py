"""By which ways a recipient is reached, the first that works. Pure: directory and settings come in as arguments."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from services.notifier.answers import Refused
from services.notifier.destinations import Chat, Destinations, Hook, Mailto, host_of
from switchboard.contracts.customer import Staff
from switchboard.contracts.purposes import MEDIA
from switchboard.contracts.values import Medium

MOST_WAYS: Final = 4
"""Of one person are tried for one message, or it would outlast its claim."""

NOWHERE: Final = "none"
"""The lane of what no way leads to."""

_NAMED: Final = frozenset({"staff", "destination"})
"""Whom they name may be reached another day."""

Ours = Callable[[str], Staff | None]
"""Returns one of ours by their staff id."""


class Way(NamedTuple):
    """One way to somebody."""

    medium: Medium
    lane: str
    """What it shares with others that go the same way, and with nobody else."""
    to: str
    """A mail address, a number, an address of the web, or the name of a destination."""
    destination: str = ""
    """As the settings call it; empty: the address says it all."""


def ways(to: str, ours: Ours, known: Destinations) -> tuple[Way, ...] | Refused:
    """Return the ways to a recipient, at least one; else why there is none."""
    scheme, _, name = to.partition(":")
    match scheme:
        case "staff":
            return _to_staff(name, ours(name), known)
        case "destination":
            return _named(name, known)
        case "mailto" | "tel" | "fax" | "https":
            return (_straight(to),)
        case _:
            return Refused(f"there is no way to a {scheme[:20]}: address")


def lane_to(to: str, ours: Ours, known: Destinations) -> str:
    """Return the lane in which a message waits: that of the only way, or of the person who has several."""
    found = ways(to, ours, known)
    if isinstance(found, Refused):
        return to if to.partition(":")[0] in _NAMED else NOWHERE
    return found[0].lane if len(found) == 1 else to


def astray(to: str, ours: Ours, known: Destinations) -> str:
    """Return why no way leads to a recipient; empty where one does."""
    found = ways(to, ours, known)
    return found.reason if isinstance(found, Refused) else ""


def medium_to(to: str, ours: Ours, known: Destinations) -> Medium:
    """Return the medium by which a message is tried first."""
    found = ways(to, ours, known)
    return (
        MEDIA.get(to.partition(":")[0], Medium.EMAIL)
        if isinstance(found, Refused)
        else found[0].medium
    )


def _to_staff(name: str, one: Staff | None, known: Destinations) -> tuple[Way, ...] | Refused:
    if one is None:
        return Refused(f"{name[:100]} is not among our staff")
    if one.disabled_at is not None:
        return Refused(f"{name[:100]} is with us no more")
    if not one.reach:
        return Refused(f"nobody has said how {name[:100]} is reached")
    found = tuple(_each(one, known))[:MOST_WAYS]
    return found or Refused(f"no way to {name[:100]} leads anywhere: {', '.join(one.reach)[:100]}")


def _each(one: Staff, known: Destinations) -> Iterator[Way]:
    for address in one.reach:
        if address.startswith("staff:"):
            continue  # Nobody is reached by way of somebody else.
        found = ways(address, lambda _: None, known)
        if not isinstance(found, Refused):
            yield from found


def _named(name: str, known: Destinations) -> tuple[Way, ...] | Refused:
    match known.get(name):
        case None:
            return Refused(f"{name[:100]} is not among the destinations of the settings")
        case Hook():
            return (Way(Medium.WEBHOOK, f"destination:{name}", name, name),)
        case Mailto(address):
            # It goes by the relay of all mail: with it, it fails and works.
            return (Way(Medium.EMAIL, Medium.EMAIL, address, name),)
        case Chat():
            return (Way(Medium.CHAT, f"destination:{name}", name, name),)


def _straight(to: str) -> Way:
    scheme, _, rest = to.partition(":")
    medium = MEDIA[scheme]
    if medium is Medium.WEBHOOK:
        return Way(medium, f"https://{host_of(to)}", to)
    return Way(medium, medium, rest)
