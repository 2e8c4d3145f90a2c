"""What Amazon Connect Contact Lens writes of a call: participants with their roles, and a transcript. Pure."""

from typing import Final

from services.channels.phone.foreign import first, language, member, offset, rows, share, text
from services.channels.phone.speech import Call, Role, Turn, Word
from switchboard.contracts.values import Seconds

_MILLI: Final = 1_000.0
_ROLES: Final = {
    "CUSTOMER": Role.CUSTOMER,
    "AGENT": Role.AGENT,
    "SUPERVISOR": Role.AGENT,
    "SYSTEM": Role.SYSTEM,
    "CUSTOM_BOT": Role.SYSTEM,
}


def is_contact_lens(found: object) -> bool:
    """Tell whether this is Contact Lens output: after the call, or its segments while it ran."""
    return isinstance(member(found, "Transcript"), list) or isinstance(
        member(found, "Segments"), list
    )


def call_of(found: object) -> Call:
    """Return the call."""
    said = rows(member(found, "Transcript")) or [
        member(one, "Transcript") or member(one, "Utterance")
        for one in rows(member(found, "Segments"))
    ]
    roles = {
        text(member(one, "ParticipantId")): _role(one)
        for one in rows(member(found, "Participants"))
    }
    turns = [_turn(one, roles) for one in said if first(one, "Content", "PartialContent")]
    lasted = member(found, "ConversationCharacteristics", "TotalConversationDurationMillis")
    redacted = any(member(one, "Redaction") for one in said)
    return Call(
        turns=tuple(turns),
        duration=offset(lasted, _MILLI) or Seconds(0.0),
        language=language(member(found, "LanguageCode")),
        warnings=("parts of it were made unrecognizable at its source",) if redacted else (),
    )


def _role(one: object) -> Role | None:
    return _ROLES.get(text(member(one, "ParticipantRole")).upper())


def _turn(one: object, roles: dict[str, Role | None]) -> Turn:
    who = text(member(one, "ParticipantId"))
    return Turn(
        text=first(one, "Content", "PartialContent"),
        speaker=first(one, "DisplayName") or who,
        role=_role(one) or roles.get(who),
        start=offset(member(one, "BeginOffsetMillis"), _MILLI),
        end=offset(member(one, "EndOffsetMillis"), _MILLI),
        words=_words(one),
    )


def _words(one: object) -> tuple[Word, ...]:
    """Return the words of Call Analytics, whose form is the same but for them."""
    told = [
        (text(member(it, "Content")), share(member(it, "Confidence")))
        for it in rows(member(one, "Items"))
    ]
    return tuple(Word(said, sure) for said, sure in told if said and sure is not None)
