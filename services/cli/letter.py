"""The acknowledgement as it would be sent: owed by the router's own step, worded and titled by the notifier's."""

from rich.console import Console
from rich.text import Text

from services.notifier.compose import subject
from services.notifier.wording import word
from services.router.find import Surroundings
from services.router.hear import opened
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.notices import Acknowledge
from switchboard.strategy.letters import Letter
from switchboard.strategy.program import Program


def acknowledgement(program: Program, inquiry: InquiryReceived) -> Letter | None:
    """Return the letter to whoever sent `inquiry`; None where the strategy owes them none."""
    case = opened(program, inquiry, inquiry.received_at, Surroundings())
    owed = next((notice for notice in case.owed if isinstance(notice, Acknowledge)), None)
    if owed is None:
        return None
    said = word(program, owed, "")
    return Letter(subject(owed.thread, said), said.text, said.html)


def letter_as_json(letter: Letter | None) -> dict[str, str | None] | None:
    """Return what `strategy explain --json --letter` tells of it."""
    if letter is None:
        return None
    return {"subject": letter.subject, "text": letter.text, "html": letter.html}


def print_letter(letter: Letter | None) -> None:
    """Print subject and text, or nothing: the page has said why there is none."""
    if letter is not None:
        console = Console(highlight=False, soft_wrap=True)
        console.print(Text(f"\nSubject: {letter.subject}\n", "bold"))
        console.print(Text(letter.text))
