"""Whether the skills that rules want are declared, on their scale, and held by somebody who works here."""

from collections.abc import Mapping, Sequence

import msgspec

from switchboard.strategy.model import Need, Strategy
from switchboard.strategy.sheet import Sheet


class Person(msgspec.Struct, frozen=True):
    """Somebody of the staff, as far as a strategy asks: keys of the directory that it doesn't ask are passed over."""

    id: str
    skills: dict[str, int] = {}


def check(strategy: Strategy, sheet: Sheet) -> None:
    """Note skills that are wanted and not declared, levels off their scale, and orders that make no sense."""
    for number, route in enumerate(strategy.route):
        earlier = -1.0
        for step, need in enumerate(route.need):
            at = ("route", number, "need", step)
            _levels(strategy, need, sheet, *at)
            if need.after <= earlier:
                sheet.say(
                    "E208", "what is wanted later must stand later, from a later share on", *at
                )
            earlier = need.after


def _levels(strategy: Strategy, need: Need, sheet: Sheet, *at: str | int) -> None:
    for skill, level in need.skills.items():
        scale = strategy.skills.get(skill)
        if scale is None:
            sheet.need_key("skill", skill, strategy.skills, *at, skill)
        elif not scale.lowest <= level <= scale.highest:
            told = f"{skill} goes from {scale.lowest} to {scale.highest}: {level} is not on it"
            sheet.say("E209", told, *at, skill)


def check_staff(strategy: Strategy, staff: Sequence[Person], sheet: Sheet) -> None:
    """Note what nobody of the staff can do, and leads whom the directory doesn't know."""
    for number, route in enumerate(strategy.route):
        for step, need in enumerate(route.need):
            if not any(_holds(person, need.skills) for person in staff):
                wanted = " and ".join(f"{skill} >= {level}" for skill, level in need.skills.items())
                told = f"nobody in the directory has {wanted}"
                sheet.say("W616", told, "route", number, "need", step)
    known = {person.id for person in staff}
    for name, department in strategy.departments.items():
        if department.lead and department.lead not in known:
            told = f"{department.lead} is not in the directory"
            sheet.say("W617", told, "departments", name, "lead")


def _holds(person: Person, wanted: Mapping[str, int]) -> bool:
    return all(person.skills.get(skill, 0) >= level for skill, level in wanted.items())
