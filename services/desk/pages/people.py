"""Who acts by a staff link: the person to whom the letter went, or who says so where it went to many. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from services.desk.pages.limits import COLLEAGUES, STAFF_ID
from switchboard.contracts.customer import Staff

_PERSON: Final = "staff:"


class Person(NamedTuple):
    """One of ours, as a page names them."""

    staff_id: str
    name: str = ""

    @property
    def shown(self) -> str:
        """Both the name and the id, where there is a name."""
        return f"{self.name} ({self.staff_id})" if self.name else self.staff_id


class Nobody(NamedTuple):
    """The link was for somebody who does nothing here any more."""


class Someone(NamedTuple):
    """The link went to many: these may be meant, and whoever else says who they are."""

    colleagues: tuple[Person, ...] = ()


Holder = Person | Someone | Nobody
"""Whose link it is."""


def person(staff_id: str, staff: Mapping[str, Staff]) -> Person:
    """Return one of ours by their id, whether or not the directory knows them."""
    entry = staff.get(staff_id)
    return Person(staff_id, entry.name if entry else "")


def holder(who: str, department: str, staff: Mapping[str, Staff]) -> Holder:
    """Return who holds a link to a case of a department."""
    if who.startswith(_PERSON):
        staff_id = who.removeprefix(_PERSON)
        entry = staff.get(staff_id)
        return Nobody() if entry and _is_gone(entry) else person(staff_id, staff)
    near = (one for one in staff.values() if department in one.departments or who in one.reach)
    return Someone(tuple(_in_order(one for one in near if not _is_gone(one)))[:COLLEAGUES])


def spoken_for(chosen: str, staff: Mapping[str, Staff]) -> Person | None:
    """Return who somebody says they are; None where there is nobody of this id.

    While the directory knows nobody at all, everybody is believed.
    """
    entry = staff.get(chosen)
    if entry is not None:
        return None if _is_gone(entry) else person(chosen, staff)
    return Person(chosen) if not staff and 0 < len(chosen) <= STAFF_ID else None


def language_of(who: str, staff: Mapping[str, Staff]) -> str:
    """Return in which language the holder of a link is written to; empty where nobody knows."""
    entry = staff.get(who.removeprefix(_PERSON)) if who.startswith(_PERSON) else None
    return entry.languages[0] if entry and entry.languages else ""


def _is_gone(entry: Staff) -> bool:
    return entry.disabled_at is not None


def _in_order(staff: Iterable[Staff]) -> list[Person]:
    found = (Person(one.staff_id, one.name) for one in staff)
    return sorted(found, key=lambda one: (one.name or one.staff_id).casefold())
