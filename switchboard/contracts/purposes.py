"""What can be told of any notice: what it is for, by what it goes, and whether it is in earnest."""

from collections.abc import Mapping
from typing import Final, assert_never

from switchboard.contracts.delivery import Purpose
from switchboard.contracts.notices import (
    Acknowledge,
    Alert,
    Announce,
    Assign,
    Forward,
    Inform,
    Notice,
    Reply,
    Survey,
    Update,
)
from switchboard.contracts.values import Medium

MEDIA: Final[Mapping[str, Medium]] = {
    "mailto": Medium.EMAIL,
    "tel": Medium.SMS,
    "fax": Medium.FAX,
    "https": Medium.WEBHOOK,
}
"""By what an address is reached."""


def purpose_of(notice: Notice) -> Purpose:
    """Return what a notice is for."""
    return _PURPOSES[type(notice)]


_PURPOSES: Final[Mapping[type[Notice], Purpose]] = {
    Acknowledge: Purpose.ACKNOWLEDGEMENT,
    Reply: Purpose.REPLY,
    Update: Purpose.UPDATE,
    Survey: Purpose.SURVEY,
    Assign: Purpose.ASSIGNMENT,
    Inform: Purpose.INFORMATION,
    Alert: Purpose.ALERT,
    Announce: Purpose.ANNOUNCEMENT,
    Forward: Purpose.FORWARD,
}


def is_drill(notice: Notice) -> bool:
    """Tell whether a notice belongs to an exercise: it is sent as any other, and no figure counts it."""
    match notice:
        case Acknowledge() | Reply() | Update() | Survey():
            return notice.drill
        case Assign() | Inform() | Alert() | Announce():
            return notice.matter.drill
        case Forward():
            return bool(notice.inquiry.drill)
        case _:
            assert_never(notice)


def medium_of(notice: Notice) -> Medium | None:
    """Return the medium that its recipient's address names; None where it takes the directory or the settings to say."""
    if isinstance(notice, Forward):
        return Medium.LOG
    return MEDIA.get(notice.to.partition(":")[0])
