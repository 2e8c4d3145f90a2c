"""`strategy explain`: what would happen to an inquiry, and why; for people, for programs, and for many at once."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import orjson
import phonenumbers

from services.cli.clock import WallClock
from services.cli.letter import acknowledgement, letter_as_json, print_letter
from services.cli.page import show
from services.cli.say import USAGE, CouldNot, Wrong
from services.cli.strategies import program_of
from switchboard.contracts.customer import Deal
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Judgement
from switchboard.contracts.values import Channel, UnixSeconds
from switchboard.strategy.explain import as_json as judgement_as_json
from switchboard.strategy.judge import judge
from switchboard.strategy.moments import parse_moment
from switchboard.strategy.program import Program
from switchboard.strategy.samples import inquiry_of
from switchboard.strategy.trial_model import SampleInquiry


class Asked(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """An inquiry as the command line or a line of a file tells it; keys that we don't know are passed over."""

    text: str | None = None
    id: str | int | None = None
    subject: str | None = None
    channel: str | None = None
    sender: str | None = None
    at: str | None = None
    language: str | None = None
    tier: str | None = None
    relationship: str | None = None
    deal: str | None = None
    dedicated: str | None = None
    attributes: dict[str, str] | None = None


def explain(
    file: Path, asked: Asked, jsonl: Path | None, *, as_json: bool, with_letter: bool = False
) -> None:
    """Print the judgement on one inquiry, or on each line of a file."""
    if (asked.text is None) == (jsonl is None):
        raise Wrong("strategy explain: give the customer's TEXT, or --jsonl FILE")
    program = program_of(file)
    now = UnixSeconds(float(int(WallClock().now())))  # Nobody asks what happens in a millisecond.
    if jsonl is not None:
        _each_line(program, jsonl, asked, now, with_letter=with_letter)
        return
    try:
        inquiry, judged = judged_as(program, asked, now)
    except ValueError as fault:
        raise Wrong(f"strategy explain: {fault}") from None
    if as_json:
        print(orjson.dumps(_told(program, inquiry, judged, with_letter=with_letter)).decode())
        return
    show(program, inquiry, judged)
    if with_letter:
        print_letter(acknowledgement(program, inquiry))


def _told(
    program: Program, inquiry: InquiryReceived, judged: Judgement, *, with_letter: bool
) -> dict[str, object]:
    told = judgement_as_json(program, judged)
    if with_letter:
        told["letter"] = letter_as_json(acknowledgement(program, inquiry))
    return told


def judged_as(
    program: Program, asked: Asked, now: UnixSeconds
) -> tuple[InquiryReceived, Judgement]:
    """Return what was asked as an inquiry, and the judgement on it. Raises ValueError."""
    organization = program.strategy.organization
    at = parse_moment(asked.at, organization.timezone) if asked.at else now
    sample = SampleInquiry.model_validate({
        "text": asked.text or "",
        "subject": asked.subject or "",
        "channel": _one_of(Channel, asked.channel or "email"),
        "from": identity(asked.sender or "", organization.region),
        "tier": asked.tier or "",
        "relationship": asked.relationship or "",
        "deal": _one_of(Deal, asked.deal) if asked.deal else None,
        "dedicated": asked.dedicated or "",
        "language": asked.language or "",
        "attribute": asked.attributes or {},
    })  # fmt: skip
    inquiry = inquiry_of(sample, at)
    return inquiry, judge(program, inquiry, at)


def _one_of(choices: type[Channel] | type[Deal], given: str) -> str:
    if given not in set(choices):
        raise ValueError(f"{given!r} is not possible; there is {', '.join(choices)}")
    return given


def attributes(given: Iterable[str]) -> dict[str, str]:
    """Return the attributes that the command line names."""
    pairs = [one.partition("=") for one in given]
    if any(not name or not equals for name, equals, _ in pairs):
        raise Wrong("--attribute: write it as product=pump")
    return {name: value for name, _, value in pairs}


def identity(text: str, region: str | None) -> str:
    """Return an address or number as channels write it down; empty where nobody is named."""
    if not text or text.startswith(("mailto:", "tel:", "fax:", "customer:")):
        return text
    if "@" in text:
        local, _, domain = text.rpartition("@")
        return f"mailto:{local}@{domain.lower()}"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number) or text[0].isalpha():
        return f"customer:{text}"
    return f"tel:{phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)}"


def _each_line(
    program: Program, jsonl: Path, given: Asked, now: UnixSeconds, *, with_letter: bool
) -> None:
    broken = 0
    for number, line in enumerate(lines_of(jsonl), 1):
        told = _line(program, line, number, given, now, with_letter=with_letter)
        broken += "error" in told
        sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
    sys.stdout.flush()
    if broken:
        raise SystemExit(USAGE)


def _line(
    program: Program,
    line: bytes,
    number: int,
    given: Asked,
    now: UnixSeconds,
    *,
    with_letter: bool,
) -> dict[str, object]:
    try:
        asked = asked_in(line, given)
        inquiry, judged = judged_as(program, asked, now)
    except (ValueError, msgspec.DecodeError) as fault:
        return {"line": number, "error": str(fault)}
    echoed = {} if asked.id is None else {"id": asked.id}
    return {**echoed, **_told(program, inquiry, judged, with_letter=with_letter)}


def asked_in(line: bytes, given: Asked) -> Asked:
    """Return what a line asks; `given` says what it leaves open. Raises ValueError, DecodeError."""
    asked = msgspec.json.decode(line, type=Asked)
    if asked.text is None:
        raise ValueError("it has no text")
    at, channel = asked.at or given.at, asked.channel or given.channel
    return msgspec.structs.replace(asked, at=at, channel=channel)


def lines_of(jsonl: Path) -> Iterator[bytes]:
    """Yield the lines of a file that say anything; `-` is standard input. Raises CouldNot."""
    try:
        if str(jsonl) == "-":
            yield from (line for line in sys.stdin.buffer if line.strip())
            return
        with jsonl.open("rb") as lines:
            yield from (line for line in lines if line.strip())
    except OSError as fault:
        raise CouldNot(f"{jsonl}: {fault.strerror}") from None
