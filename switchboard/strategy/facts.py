"""What letters may say: the facts of each purpose, by the name under which a template knows them. Pure."""

from collections.abc import Mapping
from typing import Final

from switchboard.contracts.delivery import Purpose
from switchboard.contracts.values import News

FOLLOW_UP: Final = f"{Purpose.ACKNOWLEDGEMENT}_follow_up"
"""What confirms one more inquiry of a case whose channel was acknowledged before."""

_CASE: Final = frozenset({"reference", "department", "organization", "name", "subject"})
_CUSTOMER: Final = _CASE | {"status_link"}
_ACKNOWLEDGEMENT: Final = _CUSTOMER | {"first_response_by", "contact"}
_REPLY: Final = _CUSTOMER | {"words"}
_UPDATE: Final = _CUSTOMER | {"status", "promise", "promised_by", "promised", "words"}
_SURVEY: Final = _CUSTOMER | {"opinions", "link", "valid_until"}
_STAFF: Final = _CASE | {
    *("mark", "kind", "priority", "status", "assignee", "channel"),
    *("matter", "promises", "because", "link", "notes"),
}
_ALERT: Final = _STAFF | {"promise", "due_by", "stage", "lateness"}
_OPINION: Final = _STAFF | {"stage", "occasion", "words"}
_TOLD: Final = _STAFF | {"occasion", "words"}
_MANY: Final = frozenset({"mark", "department", "organization", "count", "cases", "notes"})

_LETTERS: Final[Mapping[str, frozenset[str]]] = {
    Purpose.ACKNOWLEDGEMENT: _ACKNOWLEDGEMENT,
    FOLLOW_UP: _ACKNOWLEDGEMENT,
    Purpose.REPLY: _REPLY,
    **{f"{Purpose.UPDATE}_{news}": _UPDATE for news in News},
    Purpose.SURVEY: _SURVEY,
}
"""What customers are sent."""

ALERT_OPINION: Final = f"{Purpose.ALERT}_opinion"
"""What is alerted of is no promise, but what the customer thinks of us."""
ALERT_GROUP: Final = f"{Purpose.ALERT}_group"
ASSIGNMENT_GROUP: Final = f"{Purpose.ASSIGNMENT}_group"

_TO_STAFF: Final[Mapping[str, frozenset[str]]] = {
    Purpose.ALERT: _ALERT,
    ALERT_OPINION: _OPINION,
    ALERT_GROUP: _MANY,
    Purpose.ASSIGNMENT: _TOLD,
    ASSIGNMENT_GROUP: _MANY,
    Purpose.INFORMATION: _TOLD,
}
"""What staff are sent."""

_SMS: Final = {f"sms_{purpose}": facts for purpose, facts in _LETTERS.items()}

FACTS: Final[Mapping[str, frozenset[str]]] = {
    **_LETTERS,
    **_SMS,
    **_TO_STAFF,
}
"""What a template of a purpose may name; all of them are text, and empty where we don't know."""

SHORT: Final = frozenset(_SMS)
"""Purposes whose messages go to telephones: without a subject, without HTML."""

PASSAGES: Final = frozenset({"words", "opinions", "matter", "promises", "cases", "notes"})
"""Facts of several lines; in HTML they have a form of their own."""

LINKS: Final = frozenset({"status_link", "link"})
"""Facts that are addresses of ours."""

STAFF: Final = frozenset(_TO_STAFF)

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_LETTERS, ("reference", "department", "status_link")),
    **dict.fromkeys(_SMS, ("reference",)),
    Purpose.SURVEY: ("reference", "opinions", "status_link"),
    **dict.fromkeys(_TO_STAFF, ("reference", "link", "notes")),
    ALERT_GROUP: ("cases", "notes"),
    ASSIGNMENT_GROUP: ("cases", "notes"),
}
"""What is said in any case: a template that leaves it out gets it beneath."""

SAID_BY: Final[Mapping[str, str]] = {"opinions": "link", "reference": "matter"}
"""Facts that another one says, too."""
