"""One letter of each purpose, in each language: for tests, and for whoever wants to look at them.

`python -m tests.notifier.shown FOLDER` writes them as files, to be opened in a browser.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from services.cli.bundles import gather
from services.notifier.links import Links
from services.notifier.staff_wording import word_staff
from services.notifier.wording import short, word
from switchboard.contracts.customer import Staff
from switchboard.contracts.notices import (
    Acknowledge,
    Alert,
    Assign,
    Due,
    Inform,
    Matter,
    Message,
    Reply,
    StaffNotice,
    Survey,
    Thread,
    Update,
)
from switchboard.contracts.reference import reference_of
from switchboard.contracts.values import (
    Channel,
    Clock,
    Identity,
    InquiryId,
    Kind,
    Milestone,
    News,
    NoticeId,
    Occasion,
    Opinion,
    Priority,
    Recipient,
    Seconds,
    Slot,
    Status,
    StrategyId,
    UnixSeconds,
)
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.letters import Letter
from switchboard.strategy.program import Program

EXAMPLE: Final = Path(__file__).parents[2] / "deploy/strategies/example/strategy.yaml"
NOW: Final = UnixSeconds(1_795_420_800.0)
"""Monday, 23 November 2026, nine o'clock in Berlin."""
HOUR: Final = 3_600.0
LANGUAGES: Final = ("en", "de", "id")
LINKS: Final = Links("https://help.acme.example", (b"a key",))
SUBJECT: Final = "The pump CP-40 in hall 3 does not start"
WORDS: Final = "Hello,\n\nthe pump in hall 3 has not started since six.\nIt shows E17.\n\nAna Brown"
DONE: Final = (
    "We have put in a new shaft seal and run the pump for two hours; the old one goes to the maker.\n"
    "\nHow to order spare parts: https://acme.example/parts?of=CP-40&lang=en"
)
_LARGE: Final = 40


def notices(name: str = "Ana Brown", subject: str = SUBJECT) -> dict[str, Message]:
    """Return one notice of each letter to customers, in English."""
    kept = _kept(name, subject)
    acknowledge = Acknowledge(
        **kept,
        channel=Channel.EMAIL,
        kind=Kind.INCIDENT,
        priority=Priority.HIGH,
        first_response_by=UnixSeconds(NOW + 2 * HOUR),
    )
    update = Update(
        **kept,
        channel=Channel.EMAIL,
        news=News.PROGRESS,
        kind=Kind.INCIDENT,
        status=Status.OPEN,
        promise=Clock.RESOLVE,
        promised_by=UnixSeconds(NOW + 30 * HOUR),
    )
    survey = Survey(
        **kept,
        channel=Channel.EMAIL,
        kind=Kind.INCIDENT,
        opinions=tuple(Opinion),
        expires_at=UnixSeconds(NOW + 720 * HOUR),
        not_within=Seconds(720 * HOUR),
    )
    return {
        "acknowledgement": acknowledge,
        "acknowledgement-complaint": replace(
            acknowledge, kind=Kind.COMPLAINT, department="quality", contact="k.vogel"
        ),
        "acknowledgement-follow-up": replace(acknowledge, follow_up=True),
        "reply": Reply(**kept, by="k.vogel", body="replies/1"),
        "update-progress": update,
        "update-promise-moved": replace(update, news=News.PROMISE_MOVED),
        "update-resolved": replace(update, news=News.RESOLVED, status=Status.RESOLVED),
        "survey": survey,
    }


def _kept(name: str, subject: str) -> dict[str, Any]:
    """Return what all of them have in common."""
    reference = reference_of(Slot(7), InquiryId("inquiry-1"))
    return {
        "notice_id": NoticeId(f"{reference}-1"),
        "reference": reference,
        "to": Identity("mailto:ana@customer.example"),
        "name": name,
        "department": "service",
        "language": "en",
        "thread": Thread(subject=subject),
        "strategy_id": StrategyId("s"),
        "owed_at": NOW,
    }


def matter(name: str = "Ana Brown", subject: str = SUBJECT) -> Matter:
    """Return where the case of the samples stands."""
    return Matter(
        department="service",
        status=Status.OPEN,
        priority=Priority.URGENT,
        kind=Kind.INCIDENT,
        assignee="k.vogel",
        subject=subject,
        name=name,
        channel=Channel.EMAIL,
        dues=(
            Due(clock=Clock.FIRST_RESPONSE, due_at=UnixSeconds(NOW - 2 * HOUR)),
            Due(clock=Clock.RESOLVE, due_at=UnixSeconds(NOW + 6 * HOUR)),
        ),
    )


def alert(number: int = 1, of: Matter | None = None) -> Alert:
    """Return the breach of a first response, the later the smaller its number."""
    reference = reference_of(Slot(7), InquiryId(f"inquiry-{number}"))
    due_at = UnixSeconds(NOW - 2 * HOUR + 60 * number)
    return Alert(
        notice_id=NoticeId(f"{reference}-alert"),
        reference=reference,
        to=Recipient("mailto:service@acme.example"),
        clock=Clock.FIRST_RESPONSE,
        stage="breach",
        stage_at=due_at,
        due_at=due_at,
        matter=of or matter(),
        strategy_id=StrategyId("s"),
        owed_at=NOW,
    )


def assign(number: int = 1, of: Matter | None = None) -> Assign:
    """Return what tells a department of a new case."""
    reference = reference_of(Slot(7), InquiryId(f"inquiry-{number}"))
    return Assign(
        notice_id=NoticeId(f"{reference}-assign"),
        reference=reference,
        to=Recipient("mailto:service@acme.example"),
        occasion=Occasion.ROUTED,
        matter=of or matter(),
        inquiry_id=InquiryId(f"inquiry-{number}"),
        because="faults",
        strategy_id=StrategyId("s"),
        owed_at=NOW,
    )


def inform(of: Matter | None = None) -> Inform:
    """Return what tells somebody of a case that others answer for."""
    reference = reference_of(Slot(7), InquiryId("inquiry-1"))
    return Inform(
        notice_id=NoticeId(f"{reference}-inform"),
        reference=reference,
        to=Recipient("staff:k.vogel"),
        occasion=Occasion.CHANGED,
        matter=of or matter(),
        milestones=(Milestone.BREACHED,),
        strategy_id=StrategyId("s"),
        owed_at=NOW,
    )


def staff_notices(name: str = "Ana Brown", subject: str = SUBJECT) -> dict[str, list[StaffNotice]]:
    """Return what each message to staff is about."""
    of = matter(name, subject)
    drill = replace(of, drill=True)
    troubled = replace(
        alert(1, drill), late=True, again=2, instead_of="r.hartono, who has no address"
    )
    return {
        "alert": [alert(1, of)],
        "alert-warning": [
            replace(alert(1, of), stage="warn 80%", due_at=UnixSeconds(NOW + 0.5 * HOUR))
        ],
        "alert-drill": [troubled],
        "alert-opinion": [replace(alert(1, of), clock=None, stage=Opinion.ALIENATED)],
        "alert-group": [alert(number, of) for number in range(1, _LARGE + 1)],
        "assignment": [assign(1, of)],
        "assignment-group": [assign(number, of) for number in range(1, 4)],
        "information": [inform(of)],
    }


def shown(
    program: Program,
    language: str,
    name: str = "Ana Brown",
    subject: str = SUBJECT,
    words: str = "",
) -> Iterator[tuple[str, Letter]]:
    """Yield each letter with what it is called."""
    for called, notice in notices(name, subject).items():
        spoken = replace(notice, language=language)
        yield (
            called,
            word(program, spoken, words or DONE, LINKS, {"k.vogel": "Karin Vogel"}.__getitem__),
        )
    reader = Staff(staff_id="k.vogel", name="Karin Vogel", languages=(language,))
    for called, about in staff_notices(name, subject).items():
        yield (
            called,
            word_staff(
                program, about, reader, NOW, links=LINKS, words=words or WORDS, repeated=True
            ),
        )


def shown_short(program: Program, language: str) -> Mapping[str, str]:
    """Return each short message to customers by what it is called."""
    number = Identity("tel:+4917012345678")
    return {
        called: short(program, replace(notice, language=language, to=number), "Yes.", LINKS)
        for called, notice in notices().items()
    }


def main(folder: Path) -> None:
    """Write every letter, as text and as a page."""
    program = compile_bundle(gather(EXAMPLE))
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        for called, letter in shown(program, language):
            text = f"Subject: {letter.subject}\n\n{letter.text}"
            (folder / f"{called}.{language}.txt").write_text(text, encoding="utf-8")
            (folder / f"{called}.{language}.html").write_text(letter.html or "", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
