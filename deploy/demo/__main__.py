"""Sends the demo's inquiries, waits until each has its case, and shows what became of them."""

import argparse
import secrets
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

import httpx
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.demo import calls, customers, faxes
from deploy.demo.door import Accepted, Decision, Door, State

PATIENCE = 60.0
"""Seconds until an inquiry that has no case yet is shown as it is."""


class Sent(NamedTuple):
    """One inquiry that the door has taken, and what the table calls it."""

    what: str
    accepted: Accepted


Step = Callable[[], list[Sent]]


def main() -> int:
    arguments = argparse.ArgumentParser(prog="make demo", description=__doc__)
    arguments.add_argument("url", nargs="?", default="http://127.0.0.1:8080", help="the instance")
    arguments.add_argument("--key", help="an API key, where the instance asks for one")
    given = arguments.parse_args()
    url, headers = given.url, {"Authorization": f"Bearer {given.key}"} if given.key else {}
    try:
        with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
            client.get("/healthz")  # before any bar is drawn: does anybody listen?
            show(Door(client), Console(), url)
    except httpx.ConnectError:
        sys.stderr.write(
            f"demo: nothing listens at {url}; start it with `make up` in another terminal\n"
        )
        return 3
    except httpx.HTTPStatusError as refused:
        answer = refused.response
        hint = "; give a key: make demo ARGS='--key sbk_...'" if answer.status_code == 401 else ""  # noqa: PLR2004 - HTTP's own number
        sys.stderr.write(
            f"demo: {answer.url} said {answer.status_code}{hint}: {answer.text[:300]}\n"
        )
        return 3
    except httpx.HTTPError as broken:
        sys.stderr.write(f"demo: lost {url}: {type(broken).__name__} {broken}\n")
        return 3
    return 0


def show(door: Door, console: Console, url: str) -> None:
    """Play the whole demo."""
    run = secrets.token_hex(3)
    with Progress(console=console) as progress:
        first = [
            one
            for step in progress.track(steps(door, run), description="Sending")
            for one in step()
        ]
        sent = [*first, follow_up(door, run, first[0].accepted)]
        states = [
            settled(door, one.accepted.inquiry_id)
            for one in progress.track(sent, description="Routing")
        ]
    console.print(table(door, sent, states))
    console.print(
        f"Cases:   {url}/v1/cases, one of them {url}/v1/cases/{states[0].case}", soft_wrap=True
    )
    console.print(f"Letters: {url}/v1/outbox, and the files in ./data/outbox")


def steps(door: Door, run: str) -> list[Step]:
    """Return everything but the follow-up, a request each."""
    return [
        *(partial(_form, door, letter, run, None) for letter in customers.FORM),
        *(partial(_form, door, customers.RESENT, run, f"ruth-{run}") for _ in ("first", "again")),
        partial(_batch, door, run),
        *(partial(_mail, door, letter.subject, letter.mail(run)) for letter in customers.MAILS),
        partial(
            _mail,
            door,
            customers.ABSENT.subject,
            customers.ABSENT.mail(run, Auto_Submitted="auto-replied"),
        ),
        *(partial(_call, door, call, run) for call in calls.CALLS),
        *(partial(_fax, door, fax, run) for fax in faxes.FAXES),
    ]


def follow_up(door: Door, run: str, first: Accepted) -> Sent:
    """Send a word to a matter that has a case by now, naming its reference."""
    settled(door, first.inquiry_id)
    body = customers.FOLLOW_UP.body(run) | {"reference": first.reference}
    return Sent(f"{customers.FOLLOW_UP.subject} (follow-up)", door.post(body))


def _form(door: Door, letter: customers.Letter, run: str, key: str | None) -> list[Sent]:
    return [Sent(letter.subject, door.post(letter.body(run), key))]


def _batch(door: Door, run: str) -> list[Sent]:
    subjects = [f"{letter.subject} (burst)" for letter in customers.BURST]
    answers = door.post_batch(customers.BURST, run)
    return [Sent(*pair) for pair in zip(subjects, answers, strict=True)]


def _mail(door: Door, subject: str, mail: bytes) -> list[Sent]:
    return [Sent(f"{subject} (mail)", door.post_mail(mail))]


def _call(door: Door, call: calls.Call, run: str) -> list[Sent]:
    return [Sent(f"{call.subject} (call)", door.post_call(call, run))]


def _fax(door: Door, fax: faxes.Fax, run: str) -> list[Sent]:
    return [Sent(f"{fax.subject} (fax)", door.post_fax(fax, run))]


def settled(door: Door, inquiry_id: str) -> State:
    """Return where the inquiry came to rest and what became of its acknowledgement, or what is known by then."""
    deadline = time.monotonic() + PATIENCE
    state = door.state(inquiry_id)
    while not state.is_final and time.monotonic() < deadline:
        time.sleep(0.05)
        state = door.state(inquiry_id)
    return state


def table(door: Door, sent: Iterable[Sent], states: Iterable[State]) -> Table:
    """Return one row an inquiry: where it went, by which rule, and whether the customer knows."""
    rows = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    rows.add_column("Inquiry", min_width=16)
    rows.add_column("Case", no_wrap=True)
    for heading in ("Department", "Kind", "Rule", "Letter"):
        rows.add_column(heading, overflow="fold")
    for one, state in zip(sent, states, strict=True):
        case = door.case(state.case) if state.case else None
        decision = (case.decision if case else None) or Decision()
        kind = (case.kind if case else None) or ""
        rows.add_row(
            one.what,
            state.case or state.state,
            state.department or "",
            f"{kind}?" if decision.triage else kind,
            decision.rule,
            str(state.acknowledgement or ""),
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
