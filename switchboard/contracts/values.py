"""The closed lists and the units that everything else is said in. Pure; imports nothing of ours."""

from enum import StrEnum
from typing import Final, NewType

UnixSeconds = NewType("UnixSeconds", float)
"""A moment: seconds since 1970-01-01T00:00:00Z, in whole milliseconds."""

Seconds = NewType("Seconds", float)
"""A length of time."""

InquiryId = NewType("InquiryId", str)
"""`reference.inquiry_id` makes it; derived from the contact, so that a resend is the same inquiry."""

Reference = NewType("Reference", str)
"""A case reference without its grouping hyphens; `reference.grouped` shows it to people."""

NoticeId = NewType("NoticeId", str)
"""Names one notice of one case; safe as a file name and in a Message-ID."""

StrategyId = NewType("StrategyId", str)
"""The SHA-256 (hex) of the whole strategy bundle."""

Identity = NewType("Identity", str)
"""A normalized way to reach somebody: `customer:`, `mailto:`, `tel:` or `fax:` and what follows."""

Recipient = NewType("Recipient", str)
"""Who of ours is told: `staff:` and an id of the directory, `destination:` and a name of the settings, or an address
(`mailto:`, `tel:`, `https:`)."""

Slot = NewType("Slot", int)
"""0..4095: where a matter lives in the log; `topics.partition_of` turns it into a partition."""


class Channel(StrEnum):
    """The way in which a customer reached us."""

    EMAIL = "email"
    PHONE = "phone"
    FAX = "fax"
    WEB = "web"
    IN_PERSON = "in_person"


class Kind(StrEnum):
    """What a customer wants of us."""

    QUESTION = "question"
    ORDER = "order"
    SERVICE_REQUEST = "service_request"
    INCIDENT = "incident"
    INVOICE_QUERY = "invoice_query"
    COMPLAINT = "complaint"


class OpenCases(StrEnum):
    """What becomes of the cases that are open while the strategy changes."""

    STAY = "stay"
    """Each stays under the strategy that it was opened under."""
    MOVE = "move"
    """Each follows the new one, by an event of its own."""


class Stage(StrEnum):
    """Where the customer's deal with us stands."""

    PRE_DEAL = "pre_deal"
    OPERATIONAL = "operational"
    POST_DEAL = "post_deal"


class Priority(StrEnum):
    """How a case stands among the others of its department."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Signal(StrEnum):
    """What else an inquiry tells us, whatever its kind."""

    CHURN_RISK = "churn_risk"
    SALES_OPPORTUNITY = "sales_opportunity"
    LEGAL_THREAT = "legal_threat"
    SAFETY = "safety"
    REPEAT_CONTACT = "repeat_contact"


class Status(StrEnum):
    """Where a case stands; `waiting` is for the customer."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"


LIVE: Final = frozenset({Status.OPEN, Status.WAITING})
"""What somebody still works on."""


class Nature(StrEnum):
    """What sort of message arrived, before anybody asks what it is about (RFC 3834, RFC 3464)."""

    INQUIRY = "inquiry"
    AUTO_REPLY = "auto_reply"
    OUT_OF_OFFICE = "out_of_office"
    BOUNCE = "bounce"
    FEEDBACK_REPORT = "feedback_report"
    MAILING_LIST = "mailing_list"
    MACHINE_NOTICE = "machine_notice"
    OWN_ECHO = "own_echo"
    SPAM = "spam"


class Clock(StrEnum):
    """A promise to the customer that time can break."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLVE = "resolve"


class Medium(StrEnum):
    """A way in which a message leaves us."""

    EMAIL = "email"
    SMS = "sms"
    FAX = "fax"
    WEBHOOK = "webhook"
    """A signed request to a system of ours or of a partner."""
    CHAT = "chat"
    """A message to staff by whatever they have: a channel, a pager, a telephone's notifications."""
    LOG = "log"
    """Into `intake`: what goes from one case to another leaves nobody's house."""


class How(StrEnum):
    """How an accepted inquiry came to rest: exactly one of these for each."""

    OPENED = "opened"
    JOINED = "joined"
    REPEATED = "repeated"
    PARKED = "parked"


class Opinion(StrEnum):
    """How a customer thinks of a response: satisfied or not, and with what feeling toward us."""

    DELIGHTED = "delighted"
    SATISFIED = "satisfied"
    SOMEWHAT_SATISFIED = "somewhat_satisfied"
    DISSATISFIED = "dissatisfied_no_hard_feelings"
    ALIENATED = "alienated"


class Reminder(StrEnum):
    """What a case has to do at its time that nobody was promised a deadline for."""

    PROGRESS = "progress"
    """Tell the customer how things stand."""
    SURVEY = "survey"
    """Ask the customer how it was."""


class Occasion(StrEnum):
    """Why staff get to read of a case."""

    ROUTED = "routed"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    REOPENED = "reopened"
    SHOULD_KNOW = "should_know"
    """A rule says that another department should know of it."""
    CONTACTED = "contacted"
    """Their customer has written or called."""
    CHANGED = "changed"
    """The matter of their customer has taken a turn."""
    OPINION = "opinion"
    """The customer has said how it was."""


class News(StrEnum):
    """What we tell a customer of our own accord."""

    PROGRESS = "progress"
    PROMISE_MOVED = "promise_moved"
    RESOLVED = "resolved"


class Milestone(StrEnum):
    """What other systems are told of a case."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    BREACHED = "breached"
    RESOLVED = "resolved"
