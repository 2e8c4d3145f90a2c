"""Who acts by a staff link: the person to whom the letter went, or who says so where it went to many. Pure.

Ask it once the directory has been read: before that, whoever has left would still be believed.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from services.desk.staff import STAFF_ID
from switchboard.contracts.customer import Staff
from switchboard.contracts.keeping import CUSTOMER
from switchboard.strategy.model import Strategy

_PERSON: Final = "staff:"
_FORM: Final = re.compile(STAFF_ID)


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
    """The link went to many: these may be meant."""

    colleagues: tuple[Person, ...] = ()
    alone: bool = False
    """Nobody else is: it went to a department, and these are its people."""


Holder = Person | Someone | Nobody
"""Whose link it is."""


def person(staff_id: str, staff: Mapping[str, Staff]) -> Person:
    """Return one of ours by their id, whether or not the directory knows them."""
    entry = staff.get(staff_id)
    return Person(staff_id, entry.name if entry else "")


def holder(
    who: str, department: str, strategy: Strategy | None, staff: Mapping[str, Staff]
) -> Holder:
    """Return who holds a link to a case of a department.

    Whoever has been removed is nobody, as soon as the directory knows anybody.
    """
    if who.startswith(_PERSON):
        return _believed(who.removeprefix(_PERSON), staff) or Nobody()
    owners = _owners(who, strategy)
    near = {department, *owners}
    leads = _leads(near, strategy)
    people = (
        one
        for one in staff.values()
        if near.intersection(one.departments) or one.staff_id in leads or who in one.reach
    )
    colleagues = tuple(_in_order(one for one in people if not _is_gone(one)))
    return Someone(colleagues, alone=bool(colleagues) and (bool(owners) or strategy is None))


def _owners(who: str, strategy: Strategy | None) -> list[str]:
    """Return the departments whose address it is; none for that of whoever watches over all of them."""
    if strategy is None or who in strategy.control_centre.alert:
        return []
    return [
        name
        for name, one in strategy.departments.items()
        if who in one.alert or (one.assignments is not None and who in one.assignments.to)
    ]


def _leads(departments: Iterable[str], strategy: Strategy | None) -> set[str]:
    known = strategy.departments if strategy else {}
    return {known[name].lead or "" for name in departments if name in known}


def spoken_for(chosen: str, among: Someone, staff: Mapping[str, Staff]) -> Person | None:
    """Return who somebody says they are; None where no such person has the link.

    While the directory knows nobody at all, everybody is believed who has the form of a staff id.
    """
    found = _believed(chosen, staff)
    return found if found and (found in among.colleagues or not among.alone) else None


def _believed(staff_id: str, staff: Mapping[str, Staff]) -> Person | None:
    entry = staff.get(staff_id)
    if entry is not None:
        return None if _is_gone(entry) else person(staff_id, staff)
    ours = _FORM.fullmatch(staff_id) and staff_id.casefold() != CUSTOMER
    return Person(staff_id) if ours and not staff else None


def language_of(who: str, staff: Mapping[str, Staff]) -> str:
    """Return in which language the holder of a link is written to; empty where nobody knows."""
    entry = staff.get(who.removeprefix(_PERSON)) if who.startswith(_PERSON) else None
    return entry.languages[0] if entry and entry.languages else ""


def _is_gone(entry: Staff) -> bool:
    return entry.disabled_at is not None


def _in_order(staff: Iterable[Staff]) -> list[Person]:
    found = (Person(one.staff_id, one.name) for one in staff)
    return sorted(found, key=lambda one: (one.name or one.staff_id).casefold())
