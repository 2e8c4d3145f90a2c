"""Commands that look: at topics, at what a channel makes of an input, at whether the cases follow from the log."""

from collections import Counter
from pathlib import Path

import orjson
from msgspec.structs import replace
from rich.console import Console
from rich.progress import track

from services.channels.door import Secrets
from services.channels.normalize import Read
from services.channels.normalize import as_json as inquiry_as_json
from services.channels.normalize import normalize as normalized
from services.cli.apart import reading
from services.cli.clock import WallClock
from services.cli.logbook import call, require_log, visit
from services.cli.say import NO, CouldNot, Wrong, tell
from services.cli.settings import Settings, of_process
from services.cli.strategies import program_of
from services.router.account import Entry, gaps, lines
from services.router.programs import Programs
from services.router.turn import NotReady
from services.router.verify import Difference, Report, Skipped
from services.router.verify import verify as verify_partition
from switchboard.blobs import Blobs, open_blobs
from switchboard.bus.port import Bus
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.topics import topics
from switchboard.contracts.values import Channel
from switchboard.http.problems import Problem
from switchboard.strategy.fold import folded
from switchboard.strategy.program import Program
from switchboard.strategy.understand import language_of

_SHOWN = 20
_IN = Entry.RECEIVED
_READ = (Channel.EMAIL, Channel.PHONE, Channel.FAX, Channel.WEB)
_ANY_KEY = bytes(32)
"""To look at an input no installation is needed; its ids are not those of any."""


def topics_create() -> None:
    """Create the topics that are missing."""

    async def create(settings: Settings, bus: Bus) -> None:
        await bus.create(topics(settings.partitions))

    call(create)
    tell("All topics are there.")


def topics_check(*, as_json: bool) -> None:
    """Say what is wrong with the topics."""

    async def check(settings: Settings, bus: Bus) -> list[str]:
        return await bus.check(topics(settings.partitions))

    require_log()
    wrong = call(check)
    if as_json:
        tell(orjson.dumps({"ok": not wrong, "problems": wrong}).decode())
    else:
        tell("\n".join(wrong) or "All topics are as they must be.")
    if wrong:
        raise SystemExit(NO)


def normalize(files: list[Path], channel: str, strategy: Path | None) -> None:
    """Print what the channel makes of each file; where a strategy is given, as it would read it."""
    settings = of_process()
    if channel not in _READ:
        raise Wrong(f"--channel {channel}: there is none; one of {', '.join(_READ)}")
    program = program_of(strategy) if strategy else None
    region = program.strategy.organization.region if program else None
    spoken = tuple(program.strategy.organization.languages) if program else ()
    with reading() as read:
        for path in files:
            inquiry = _normalized(Channel(channel), path, region or settings.region, spoken, read)
            if program:
                inquiry = replace(inquiry, language=_language(program, inquiry))
            tell(orjson.dumps(inquiry_as_json(inquiry)).decode())


def _language(program: Program, inquiry: InquiryReceived) -> str:
    said = folded(f"{inquiry.subject}\n{inquiry.text}")
    return language_of(program, inquiry, program.index.hits(said))


def _normalized(
    channel: Channel, path: Path, region: str, spoken: tuple[str, ...], read: Read
) -> InquiryReceived:
    secrets, at = Secrets(id_key=_ANY_KEY, token_keys=(_ANY_KEY,)), WallClock().now()
    try:
        return normalized(
            channel,
            path.read_bytes(),
            secrets=secrets,
            at=at,
            region=region,
            languages=spoken,
            read=read,
        )
    except OSError as fault:
        raise CouldNot(f"{path}: {fault.strerror}") from None
    except Problem as fault:
        faults = "".join(f"; {error.pointer}: {error.detail}" for error in fault.errors)
        raise CouldNot(f"{path}: {fault}{faults}") from None


def verify(*, as_json: bool) -> None:
    """Compare the cases with what follows from the log."""
    report = visit(lambda settings, bus: _verified(settings, bus, quiet=as_json))
    if as_json:
        tell(orjson.dumps(_told(report)).decode())
    else:
        _print(report)
    if not _clean(report):
        raise SystemExit(NO)


async def _verified(settings: Settings, bus: Bus, *, quiet: bool) -> Report:
    programs = Programs(_blobs(settings))
    compared, skipped = 0, Counter[Skipped]()
    differences: list[Difference] = []
    account = Counter[tuple[Channel, Entry]]()
    console = Console(stderr=True)
    hidden = quiet or not console.is_terminal
    spots = range(settings.partitions)
    for partition in track(spots, "Partitions", console=console, disable=hidden, transient=True):
        try:
            found = await verify_partition(bus, programs, partition, settings.partitions)
        except NotReady as fault:
            raise CouldNot(str(fault)) from None
        compared += found.compared
        skipped.update(found.skipped)
        differences += found.differences
        account.update(found.account)
    return Report(compared, skipped, tuple(differences), account)


def _blobs(settings: Settings) -> Blobs:
    try:
        return open_blobs(settings.blobs_url)
    except ValueError as fault:
        raise Wrong(f"SWITCHBOARD_BLOBS: {fault}") from None


def _clean(report: Report) -> bool:
    return not report.differences and not gaps(report.account)


def _told(report: Report) -> dict[str, object]:
    return {
        "ok": _clean(report),
        "compared": report.compared,
        "not_compared": {reason.value: count for reason, count in report.skipped.items()},
        "differences": [difference._asdict() for difference in report.differences],
        "account": {
            channel.value: {entry.value: count for entry, count in line.items()}
            for channel, line in lines(report.account).items()
        },
    }


def _print(report: Report) -> None:
    verdict = "differ" if report.differences else "all follow from the log"
    tell(f"{report.compared} records compared: {verdict}.")
    for reason, count in report.skipped.items():
        tell(f"  {count} not compared: {reason.replace('_', ' ')}")
    for difference in report.differences[:_SHOWN]:
        tell(f"  {difference.position} {difference.key}: {difference.what}")
    if (more := len(report.differences) - _SHOWN) > 0:
        tell(f"  and {more} more")
    _print_account(report)


def _print_account(report: Report) -> None:
    missing = gaps(report.account)
    for channel, line in lines(report.account).items():
        settled = " + ".join(f"{line[entry]} {entry}" for entry in Entry if entry is not _IN)
        verdict = f"; it does not add up, {missing[channel]} missing" if channel in missing else ""
        tell(f"{channel}: {line[_IN]} received = {settled}{verdict}.")
