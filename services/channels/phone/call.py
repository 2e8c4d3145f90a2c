"""From a transcript to what it says: the customer's words, the whole dialogue, who called whom. Pure.

Of any bytes at all; what is no transcript raises UnreadableInput, and becomes an inquiry that says so.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from services.channels.limits import LIMITS
from services.channels.originals import Envelope
from services.channels.phone.formats import call_of
from services.channels.phone.markers import GAP, without_sounds
from services.channels.phone.numbers import Party, is_withheld, party, region_of, shown
from services.channels.phone.quality import Quality, clock, marked, quality_of
from services.channels.phone.speech import Call, Ending, Role, Turn
from services.channels.phone.who import sounds_like_two, with_roles
from services.channels.said import Said
from services.channels.words import clean, one_line
from switchboard.contracts.values import Seconds

_LONGEST_NAME: Final = 200
_MOST_NUMBERS: Final = 20
_DIALLED: Final = tuple("+0123456789")
_SUBJECTS: Final = {
    Ending.MISSED: "Missed call",
    Ending.VOICEMAIL: "Voicemail",
    Ending.ANSWERED: "",
}
_UNDECIDED: Final = "who is the customer could not be told: all words are taken for theirs"
_MIXED: Final = "voices are not told apart: the text has the agent's words as well"
_UNKNOWN: Final = "some speakers could not be told apart: their words are taken for the customer's"


def read_call(data: bytes, media_type: str, envelope: Envelope, region: str) -> Said:
    """Return what a transcript says. Raises UnreadableInput.

    What the transcript itself tells counts; the envelope says what it doesn't.
    """
    call = call_of(data, media_type)
    caller = call.caller or envelope.sender or ""
    called = call.called or next(iter(envelope.recipients), "")
    here = region_of(called, region)
    who, reached = party(caller, here), party(called, region)
    turns, cut = _turns(call, caller, called, here)
    customers, doubt = _customers(turns)
    text = _text(customers)
    quality = quality_of([turn for run in customers for turn in run])
    if not text:
        text, quality = _wordless(call, caller, called, here)
    return Said(
        name=one_line(call.caller_name or who.name, _LONGEST_NAME),
        sender=(who.identity,) if who.identity else (),
        to=(reached.identity or one_line(called, _LONGEST_NAME),) if called.strip() else (),
        subject=_SUBJECTS[call.ending],
        text=text,
        full_text=_dialogue(turns) or text,
        language=call.language,
        quality=quality.share,
        quality_because=quality.because,
        duration=call.duration or _last(turns),
        warnings=tuple(filter(None, (*call.warnings, *cut, doubt, *_odd(caller, who, reached)))),
    )


def _odd(caller: str, who: Party, reached: Party) -> tuple[str, ...]:
    withheld = "the caller withheld their number" if is_withheld(caller) else ""
    return withheld, who.warning, reached.warning


def _turns(call: Call, caller: str, called: str, region: str) -> tuple[list[Turn], tuple[str, ...]]:
    """Return the turns with their roles; of a call that never ends, the beginning."""
    said = [
        replace(turn, text=words, speaker=one_line(turn.speaker, _LONGEST_NAME))
        for turn in call.turns[: LIMITS.transcript_turns]
        if (words := clean(turn.text).strip())
    ]
    labels = list(dict.fromkeys(turn.speaker for turn in said if turn.speaker[:1] in _DIALLED))
    numbers = {
        label: role
        for label in labels[:_MOST_NUMBERS]
        for number, role in ((caller, Role.CUSTOMER), (called, Role.AGENT))
        if number.strip() and _same(label, number, region)
    }
    more = len(call.turns) - LIMITS.transcript_turns
    return with_roles(said, numbers), (f"{more} more turns were left out",) if more > 0 else ()


def _same(label: str, number: str, region: str) -> bool:
    return label == number or shown(label, region) == shown(number, region)


def _customers(turns: Sequence[Turn]) -> tuple[list[list[Turn]], str]:
    """Return what counts as the customer's, each go without mere sounds, and what is in doubt."""
    spoken = [replace(turn, text=words) for turn in turns if (words := without_sounds(turn.text))]
    human = [run for run in _runs(spoken) if run[0].role is not Role.SYSTEM]
    theirs = [run for run in human if run[0].role is not Role.AGENT]
    if len({run[0].speaker for run in human}) < 2:  # noqa: PLR2004 - one voice
        mixed = any(run[0].role is None for run in human) and sounds_like_two(_text(human))
        return human, _MIXED if mixed else ""
    if not theirs or all(run[0].role is None for run in human):
        return human, _UNDECIDED
    return theirs, _UNKNOWN if any(run[0].role is None for run in theirs) else ""


def _runs(turns: Sequence[Turn]) -> list[list[Turn]]:
    """Return what each says in one go: subtitles cut sentences into pieces."""
    runs: list[list[Turn]] = []
    for turn in turns:
        if runs and (runs[-1][0].speaker, runs[-1][0].role) == (turn.speaker, turn.role):
            runs[-1].append(turn)
        else:
            runs.append([turn])
    return runs


def _text(runs: Sequence[Sequence[Turn]]) -> str:
    text = "\n".join(" ".join(turn.text for turn in run) for run in runs)
    return text if text.replace(GAP, "").strip() else ""


def _dialogue(turns: Sequence[Turn]) -> str:
    return "\n".join(_line(run) for run in _runs(turns))


def _line(run: Sequence[Turn]) -> str:
    """Return what one said in one go as `[01:05] Customer (Ana): It stops.`"""
    first = run[0]
    when = f"[{clock(first.start)}] " if first.start is not None else ""
    role = first.role.capitalize() if first.role else ""
    who = _called(first.speaker, role)
    said = " ".join(marked(turn) for turn in run)
    return f"{when}{who}: {said}" if who else f"{when}{said}"


def _called(speaker: str, role: str) -> str:
    """Return how a speaker is shown: by role and name, and by neither twice."""
    if not speaker or speaker.casefold() == role.casefold():
        return role
    told = not role or speaker.casefold().startswith(role.casefold())
    return speaker if told else f"{role} ({speaker})"


def _last(turns: Sequence[Turn]) -> Seconds:
    """Return when the last word was said."""
    return max((turn.end for turn in turns if turn.end is not None), default=Seconds(0.0))


def _wordless(call: Call, caller: str, called: str, region: str) -> tuple[str, Quality]:
    """Return what to say of a call without words, in words that are the same for every customer."""
    known = shown(caller, region) if caller.strip() else "an unknown number"
    who = "a withheld number" if is_withheld(caller) else known
    to = f" to {shown(called, region)}" if called.strip() else ""
    moment = datetime.fromtimestamp(call.started_at, UTC) if call.started_at else None
    at = f" at {moment.isoformat(timespec='seconds')}" if moment else ""
    lasted = f" of {int(call.duration)} seconds" if call.duration else ""
    match call.ending:
        case Ending.MISSED:
            return f"Missed call from {who}{to}{at}", Quality(1.0, "")
        case Ending.VOICEMAIL:
            said = f"Voicemail{lasted} from {who}{to}{at}, not written down"
            return said, Quality(0.0, "the voicemail was not written down: listen to it")
        case Ending.ANSWERED:
            said = f"Call{lasted} from {who}{to}{at}, no words of it were written down"
            return said, Quality(0.0, "no words of the call were written down")
