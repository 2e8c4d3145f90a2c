"""A letter's message: its headers, and the words it is given. Pure; time and keys come in as arguments.

Whatever a customer wrote, each header stays one header and the letter has one recipient. Customers' names are
never put into an address. What marks an automatic answer: RFC 3834; what makes a thread: RFC 5322 section 3.6.4.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.headerregistry import (
    Address,
    BaseHeader,
    HeaderRegistry,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP, Policy
from hashlib import blake2b
from typing import Final

import msgspec
from typing_extensions import override

from services.notifier.address import Mailbox, Own
from services.notifier.flow import flowed
from services.notifier.mail import Mail
from services.notifier.voice import LONGEST_NAME, LONGEST_SUBJECT, one_line
from switchboard.contracts.notices import (
    Acknowledge,
    Message,
    Reply,
    StaffNotice,
    Survey,
    Thread,
    Update,
)
from switchboard.contracts.purposes import purpose_of
from switchboard.contracts.reference import token
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.letters import Letter

MOST_REFERENCES: Final = 20
_LINE: Final = 78
"""What a line of a mail should have at most (RFC 5322 section 2.1.1)."""
_MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]{1,250}>")
_ANSWER_MARK: Final = re.compile(
    r"^(?:(?:re|aw|sv|antw|balas|bls)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)


class House(msgspec.Struct, frozen=True):
    """Who writes: our address, the one for answers, the keys of our tokens, all addresses that are ours."""

    sender: Mailbox
    answers: Mailbox
    """Tagged with the token of its case; its domain is that of our Message-IDs."""
    keys: tuple[bytes, ...]
    """Newest first: it signs."""
    own: Own


class _MessageIds(UnstructuredHeader, BaseHeader):
    """A list of Message-IDs, folded between them and never encoded: an encoded id threads nothing."""

    @override
    def fold(self, *, policy: Policy) -> str:
        ids = f"{policy.linesep} ".join(self.split())
        return f"{self.name}: {ids}{policy.linesep}"


class _Subject(UnstructuredHeader, BaseHeader):
    """A subject that begins beside its name: where that line is empty, readers show a blank in front."""

    @override
    def fold(self, *, policy: Policy) -> str:
        folded: str = super().fold(policy=policy)
        name, empty, value = folded.partition(f":{policy.linesep} ")
        if not empty or policy.linesep in name:
            return folded
        room = (policy.max_line_length or _LINE) - len(name) - 2
        line = value.partition(policy.linesep)[0]
        cut = line.rfind(" ", 0, room + 1) if len(line) > room else -1
        if cut <= 0:
            return f"{name}: {value}"
        return f"{name}: {value[:cut]}{policy.linesep} {value[cut + 1 :]}"


def _headers() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("subject", _Subject)
    for name in ("in-reply-to", "references", "message-id"):
        registry.map_to_type(name, _MessageIds)
    return registry


_POLICY: Final = SMTP.clone(header_factory=_headers())


def message_id(house: House, notice: Message) -> str:
    """Return the id of a letter: equal at each attempt while the newest key stays, genuine beyond.

    Nobody can tell it but who has the letter, whatever other letters of the case they have.
    """
    key = blake2b(house.keys[0], person=b"message id").digest()
    suffix = blake2b(notice.notice_id.encode(), digest_size=6, key=key).hexdigest()
    return f"<{token(house.keys, notice.reference)}.{suffix}@{house.answers.domain}>"


def staff_message_id(house: House, name: str) -> str:
    """Return the id of a letter to staff: equal at each attempt, and no token of any case."""
    key = blake2b(house.keys[0], person=b"staff letter").digest()
    return f"<staff.{blake2b(name.encode(), digest_size=12, key=key).hexdigest()}@{house.answers.domain}>"


def compose(
    notice: Message,
    letter: Letter,
    organization: str,
    to: Mailbox,
    house: House,
    own_id: str,
    at: UnixSeconds,
) -> Mail:
    """Return the letter as it leaves us; `own_id` is the Message-ID under which it was claimed."""
    answers_to = house.answers.tagged(token(house.keys, notice.reference))
    message = _begun(organization, to, house, own_id, at)
    message["Subject"] = subject(notice.thread, letter)
    message["Reply-To"] = answers_to.spec
    _thread(message, notice.thread)
    _say_who_speaks(message, notice)
    _fill(message, letter)
    return Mail(notice.notice_id, message, _return_path(notice, answers_to), to.spec)


def _begun(
    organization: str, to: Mailbox, house: House, own_id: str, at: UnixSeconds
) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    sender = one_line(organization, LONGEST_NAME)
    message["From"] = Address(sender, house.sender.local, house.sender.domain)
    message["To"] = to.spec
    message["Date"] = datetime.fromtimestamp(int(at), UTC)
    message["Message-ID"] = own_id
    return message


def compose_staff(
    notice: StaffNotice, letter: Letter, to: Mailbox, house: House, own_id: str, at: UnixSeconds
) -> Mail:
    """Return a letter to staff. It names no case by a token: a reply to it is never the customer's word.

    What comes back unread does name the case, by its envelope.
    """
    message = _begun(letter.sender, to, house, own_id, at)
    message["Subject"] = one_line(letter.subject, LONGEST_SUBJECT)
    _say_it_is_automatic(message, notice, "auto-generated")
    _fill(message, letter)
    returns_to = house.answers.tagged(token(house.keys, notice.reference))
    return Mail(notice.notice_id, message, returns_to.spec, to.spec)


def subject(thread: Thread, letter: Letter) -> str:
    """Return the subject under which a letter answers: the customer's own, else the letter's."""
    asked = _ANSWER_MARK.sub("", one_line(thread.subject, LONGEST_SUBJECT))
    return f"Re: {asked}" if asked else one_line(letter.subject, LONGEST_SUBJECT)


def _thread(message: EmailMessage, thread: Thread) -> None:
    answered = _ids([thread.message_id])
    before = [one for one in _ids(thread.references) if one not in answered]
    if answered:
        message["In-Reply-To"] = answered[0]
    if before or answered:
        # The thread's first stays, since programs hang a thread up by it.
        newest = before[1:][-(MOST_REFERENCES - 2) :]
        message["References"] = " ".join([*before[:1], *newest, *answered])


def _ids(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if _MESSAGE_ID.fullmatch(text)]


def _say_who_speaks(message: EmailMessage, notice: Message) -> None:
    match notice:
        case Update() | Survey():
            _say_it_is_automatic(message, notice, "auto-generated")
        case Acknowledge():
            _say_it_is_automatic(message, notice, "auto-replied")
        case Reply():
            return  # A person speaks.


def _say_it_is_automatic(message: EmailMessage, notice: Message | StaffNotice, how: str) -> None:
    message["Auto-Submitted"] = how
    message["X-Auto-Response-Suppress"] = "All"
    # By this another installation like ours knows that nobody waits for its answer.
    message["X-Switchboard-Notice"] = purpose_of(notice)


def _return_path(notice: Message, answers_to: Mailbox) -> str:
    match notice:
        case Acknowledge():
            return ""  # Machines must not answer machines.
        case Reply() | Update() | Survey():
            return answers_to.spec  # A bounce comes back to its case.


def _fill(message: EmailMessage, letter: Letter) -> None:
    text = flowed(_sound(letter.text))
    message.set_content(text, charset="utf-8", params={"format": "flowed"})
    if letter.html is not None:
        message.add_alternative(_sound(letter.html), subtype="html", charset="utf-8")


def _sound(text: str) -> str:
    """Return `text` with whatever no encoding can carry replaced, and lines as a mail has them."""
    lines = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\0", "\N{REPLACEMENT CHARACTER}")
